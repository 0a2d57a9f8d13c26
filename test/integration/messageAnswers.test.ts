/** What people answer: in words that only the programme's staff know, and with pictures that nobody fetches. */
import { createServer } from 'node:http'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import type { BeneficiaryId } from '../../domain/ids.js'
import { close, listen } from '../contract/wireServer.js'
import { aMessageGround, smsFrom, whatsappFrom, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

interface Written {
  text: string
  understood: string
  understoodBy: string | null
  understoodIn: string | null
  understoodWord: string | null
  wordsRead: object[]
  media: number
  attachments: object[]
}
const writes = (from: string, body: string, more: object = {}) =>
  ground.ask('POST', '/sandbox/twilio/incoming', { from, to: smsFrom, body, ...more })
const conversation = async (person: string) =>
  (await ground.call('GET', `/beneficiaries/${person}/messages`)).json as {
    stoppedAt: string | null
    written: Written[]
  }
const heard = async (person: string, count: number): Promise<Written> => {
  const { written } = await ground.rounds(
    () => conversation(person),
    ({ written }) => written.length === count,
  )
  return written[0]!
}
const words = () => `/programmes/${ground.programmeId}/answer-words`

describe('words of the programme itself', () => {
  it('are understood beside ours, and which of them, in which version, is kept as evidence', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp()
    const [person] = ground.people as [BeneficiaryId]
    await sql`update beneficiary set language = 'tuv' where id = ${person}`.execute(ground.house.db)
    const from = await ground.numberOf(person)
    await writes(from, 'Ee aba')
    expect(await heard(person, 1)).toMatchObject({ understood: 'not_understood', understoodWord: null, wordsRead: [] })

    const given = { tuv: { yes: ['ee aba'], no: ['mam'], stop: ['tojik'] } }
    expect((await ground.call('PUT', words(), { words: given })).json).toMatchObject({ version: 1 })
    await writes(from, 'EE ABA!')
    const evidence = { wordsRead: [{ programmeId: ground.programmeId, version: 1 }] }
    const yes = { understood: 'yes', understoodBy: 'word', understoodIn: 'tuv', understoodWord: 'ee aba' }
    expect(await heard(person, 2)).toMatchObject({ ...yes, ...evidence })

    // A later version takes the word away; what it meant when it was written stays known.
    expect(
      (await ground.call('PUT', words(), { words: { tuv: { yes: ['eebo'], stop: ['tojik'] } } })).json,
    ).toMatchObject({
      version: 2,
    })
    await writes(from, 'ee aba')
    expect(await heard(person, 3)).toMatchObject({ understood: 'not_understood', wordsRead: [{ version: 2 }] })
    expect((await ground.call('GET', `${words()}?version=1`)).json).toMatchObject({ version: 1, own: given })
    expect((await ground.call('GET', words())).json).toMatchObject({ version: 2, ours: expect.any(Array) as object[] })

    await writes(from, 'Tojik')
    expect(await heard(person, 4)).toMatchObject({ understood: 'stop', understoodWord: 'tojik' })
    expect((await conversation(person)).stoppedAt).not.toBeNull()
  })

  it('can not take a wish to stop away, or make it mean yes', async () => {
    ground = await aMessageGround({ people: 1 })
    const refused = await ground.call('PUT', words(), { words: { sw: { yes: ['sitaki'], no: ['ndiyo'] } } })
    expect(refused.status).toBe(422)
    expect(JSON.stringify(refused.json)).toContain('would be read as a wish for no more messages')
    expect((await ground.call('GET', words())).json).toMatchObject({ version: 0, own: {} })
    expect((await ground.call('GET', `${words()}?version=1`)).status).toBe(404)
  })
})

it('languages that a programme wants tried first are told in place of ours', async () => {
  ground = await aMessageGround({ people: 1 })
  const [person] = ground.people as [BeneficiaryId]
  await sql`update beneficiary set language = 'tuv' where id = ${person}`.execute(ground.house.db)
  const path = `/programmes/${ground.programmeId}/messaging`
  const messaging = {
    ways: [{ channel: 'sms', carrierAccountId: ground.carriers.twilio }],
    insteadOf: { tuv: ['ar', 'fr'] },
  }
  const reads = async () =>
    (await ground.call('POST', `/beneficiaries/${person}/message-preview`, { kind: 'included' })).json as object
  await ground.call('PUT', path, { ...messaging, insteadOf: {} })
  expect(await reads()).toMatchObject({ language: 'sw', theirs: 'tuv' })
  expect((await ground.call('PUT', path, messaging)).status).toBe(200)
  expect(await reads()).toMatchObject({ language: 'ar', theirs: 'tuv' })
  expect((await ground.call('GET', path)).json).toMatchObject({ messaging: { insteadOf: { tuv: ['ar', 'fr'] } } })
  expect((await ground.call('PUT', path, { ...messaging, insteadOf: { xx: ['ar'] } })).status).toBe(422)
})

it('a picture is said to have come, with its kind, and is never fetched', async () => {
  ground = await aMessageGround({ people: 1 })
  await ground.setUp()
  const [person] = ground.people as [BeneficiaryId]
  let fetched = 0
  const shelf = createServer((_, response) => {
    fetched += 1
    response.end('a picture')
  })
  const url = `http://127.0.0.1:${await listen(shelf)}/media`
  try {
    await writes(`whatsapp:${await ground.numberOf(person)}`, '', {
      to: `whatsapp:${whatsappFrom}`,
      media: [
        { url, contentType: 'image/jpeg' },
        { url, contentType: 'audio/ogg; codecs=opus' },
      ],
    })
    const came = await heard(person, 1)
    expect(came).toMatchObject({
      media: 2,
      understood: 'not_understood',
      attachments: [
        { is: 'picture', type: 'image/jpeg', bytes: null, says: 'A picture came that can not be shown here yet.' },
        { is: 'sound', type: 'audio/ogg' },
      ],
    })
    expect(JSON.stringify(came)).not.toContain(url)
    const inbox = await ground.call('GET', `/programmes/${ground.programmeId}/inbox`)
    expect(inbox.json).toMatchObject({ items: [{ attachments: [{ is: 'picture' }, { is: 'sound' }] }] })
    expect(fetched).toBe(0)
  } finally {
    await close(shelf)
  }
})
