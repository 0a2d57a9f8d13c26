/** Bad input and bad days of messages, each by itself: floods, forgeries, strangers, a carrier that is away, a key that was revoked. */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { sql } from 'kysely'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listCases } from '../../db/cases.js'
import { tellPeople } from '../../db/messages/queue.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import type { MessageKind } from '../../domain/message.js'
import { messageKindNames, messageKinds } from '../../domain/message.js'
import { carrierFor } from '../../messaging/registry.js'
import { openCarriers } from '../../worker/messages/carriers.js'
import { close, listen } from '../contract/wireServer.js'
import { accountSid, aMessageGround, smsFrom, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

const tellAll = (kind: MessageKind = 'included') =>
  tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind, cause: 'once' })),
  )
const openCases = async () => (await listCases(ground.house, { state: 'open', limit: 10 })).cases
const submissions = async () =>
  Number(
    (
      await ground.house.db
        .selectFrom('message_try')
        .select(sql<string>`count(*)`.as('count'))
        .executeTakeFirst()
    )?.count,
  )

describe('what somebody posts to the address for incoming messages', () => {
  let paths: { incomingPath: string; statusPath: string }
  beforeEach(async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp()
    const path = `/carrier-accounts/${ground.carriers.twilio}/callback-paths`
    paths = (await ground.call('GET', path, undefined, 'administrator')).json as typeof paths
  })

  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${ground.apiUrl}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    }).then(
      ({ status }) => status,
      () => 'the connection was ended',
    )
  /** As Twilio would, with the token of the account. */
  const signed = (path: string, fields: Record<string, string>) => {
    const signature = twilio.getExpectedTwilioSignature('secret', `${ground.apiUrl}${path}`, fields)
    return post(path, new URLSearchParams(fields).toString(), { 'x-twilio-signature': signature })
  }
  const written = (body: string, more: Record<string, string> = {}) => ({
    ...{ MessageSid: `SM${randomUUID().replaceAll('-', '')}`, AccountSid: accountSid, To: smsFrom, Body: body },
    ...{ NumMedia: '0', ...more },
  })
  const inbox = async () =>
    ((await ground.call('GET', `/programmes/${ground.programmeId}/inbox`)).json as { items: { text: string }[] }).items
  const stored = async () =>
    (await sql<{ kind: string; state: string }>`select kind, state from carrier_notice`.execute(ground.house.db)).rows

  it('a body of ten megabytes is refused before anything of it is kept, and the next one is taken', async () => {
    const answer = await post(paths.incomingPath, `Body=${'x'.repeat(10 * 1024 * 1024)}`)
    expect([413, 'the connection was ended']).toContain(answer)
    expect(await stored()).toEqual([])
    const from = await ground.numberOf(ground.people[0]!)
    expect(await signed(paths.incomingPath, written('Habari', { From: from }))).toBe(204)
    await ground.round()
    expect(await inbox()).toMatchObject([{ text: 'Habari' }])
  })

  it('a forged one is refused: without a signature, with another’s, with one for another body or address', async () => {
    const fields = written('STOP', { From: await ground.numberOf(ground.people[0]!) })
    const sign = (token: string, path: string, more = {}) =>
      twilio.getExpectedTwilioSignature(token, `${ground.apiUrl}${path}`, { ...fields, ...more })
    const text = new URLSearchParams(fields).toString()
    for (const signature of [
      undefined,
      'AAAA',
      sign('another token', paths.incomingPath),
      sign('secret', paths.statusPath),
      sign('secret', paths.incomingPath, { Body: 'Habari' }),
    ]) {
      const headers = signature === undefined ? undefined : { 'x-twilio-signature': signature }
      expect(await post(paths.incomingPath, text, headers)).toBe(403)
    }
    expect(await stored()).toEqual([])
  })

  it.each([
    ['a flood of emoji', '🔥👨‍👩‍👧‍👦🇰🇪'.repeat(1_000)],
    ['marks on marks', `e${'\u0301'.repeat(20_000)}`],
    ['what no column of text can hold', 'Habari\0\ud800\u202e yako'],
    ['nothing but blanks', ' \n\t '],
  ])('%s is kept for staff as it is, and holds up nobody', async (_what, text) => {
    const from = await ground.numberOf(ground.people[0]!)
    const button = { ButtonPayload: 'yes\0', ButtonText: text }
    expect(await signed(paths.incomingPath, written(text, { From: from }))).toBe(204)
    expect(await signed(paths.incomingPath, written(text, { From: from, ...button }))).toBe(204)
    expect(await signed(paths.incomingPath, written('Habari', { From: from }))).toBe(204)
    await ground.round()
    const items = await inbox()
    expect(items).toHaveLength(3)
    expect(items.some(item => item.text === 'Habari')).toBe(true)
    expect(await stored()).toEqual(Array.from({ length: 3 }, () => ({ kind: 'incoming', state: 'applied' })))
  })

  it('from a number that nobody has is for whoever runs the house, and its STOP counts all the same', async () => {
    expect(await signed(paths.incomingPath, written('STOP', { From: '+254799000111' }))).toBe(204)
    expect(await signed(paths.incomingPath, written('Who are you?', { From: '+254799000111' }))).toBe(204)
    expect(await signed(paths.incomingPath, written('Offer of the day', { From: 'SAFARICOM' }))).toBe(204)
    await ground.round()
    const strangers = await ground.call('GET', '/inbox/strangers', undefined, 'administrator')
    expect(strangers.json).toMatchObject({ items: [{ understood: 'not_understood' }], next: null })
    const lookup = ground.house.sealing.lookup('number', '+254799000111')
    const phone = await ground.house.db.selectFrom('phone').selectAll().where('number_lookup', '=', lookup).execute()
    expect(phone).toMatchObject([{ stopped_by: 'word' }])
    expect([await inbox(), await submissions()]).toEqual([[], 0])
  })

  it('a status of a message that is not ours changes nothing, is looked for again for a while, and is then let go', async () => {
    await tellAll()
    await ground.rounds(ground.states, states => states['delivered'] === 1)
    const status = { MessageSid: `SM${'e'.repeat(32)}`, MessageStatus: 'failed', ErrorCode: '30005' }
    const { id } = await ground.house.db.selectFrom('message_try').select('id').executeTakeFirstOrThrow()
    // Under the address of one of ours too: that one is known by another id.
    for (const named of [randomUUID(), id, 'x'.repeat(300)])
      expect(await signed(`${paths.statusPath}?try=${named}`, status)).toBe(204)
    const ends = await ground.rounds(
      async () => {
        await ground.timePasses()
        return (await stored()).map(({ state }) => state)
      },
      states => !states.includes('stored'),
    )
    expect(ends.filter(state => state === 'unmatched')).toHaveLength(3)
    expect([await ground.states(), await openCases()]).toEqual([{ delivered: 1 }, []])
  })
})

it('a person who has our own number hears nothing, and we do not talk to ourselves', async () => {
  ground = await aMessageGround({ people: 1 })
  await ground.setUp()
  const [person] = ground.people as [BeneficiaryId]
  await ground.setNumber(person, smsFrom)
  await tellAll()
  await ground.rounds(ground.states, states => states['failed'] === 1)
  expect(await openCases()).toMatchObject([{ kind: 'message_failed', beneficiaryId: person }])
  expect((await ground.book()).summary.messages).toBe(0)
  for (const body of ['Habari', 'STOP', 'Habari tena'])
    await ground.ask('POST', '/sandbox/twilio/incoming', { from: smsFrom, to: smsFrom, body })
  await ground.rounds(
    async () =>
      ((await ground.call('GET', `/beneficiaries/${person}/messages`)).json as { written: object[] }).written.length,
    count => count === 3,
  )
  for (let times = 0; times < 5; times++) await ground.round()
  // The confirmation of STOP is the only thing that we ever say by ourselves to what is written, and it does not arrive.
  expect(await submissions()).toBeLessThanOrEqual(2)
})

it('a carrier that is away for an hour loses nothing, doubles nothing and mixes up nobody’s order', async () => {
  ground = await aMessageGround({ people: 6, twilio: { statusDelayMs: 600_000 } })
  await ground.setUp()
  const gone = createServer()
  const away = { TWILIO_URL: `http://127.0.0.1:${await listen(gone)}` }
  await close(gone)
  const nobody = openCarriers(ground.house, account => carrierFor(account, away))
  const kinds = ['registered', 'included', 'completed'] as const
  for (const kind of kinds) {
    await tellAll(kind)
    // Twenty minutes of it: refused connections, then answers that are lost on their way.
    for (let minutes = 0; minutes < 20; minutes += 5) {
      await ground.round({ carriers: nobody })
      await sql`update message set created_at = created_at - interval '5 minutes'`.execute(ground.house.db)
      await ground.timePasses()
    }
  }
  expect(await ground.states()).toEqual({ queued: 18 })
  for (const kind of ['answer-lost-after', 'answer-lost-before'])
    await ground.ask('POST', '/sandbox/faults', { kind, where: 'twilio', nth: 2 })
  await ground.rounds(
    async () => {
      await ground.timePasses()
      return ground.states()
    },
    states => states['accepted'] === 18,
  )
  const { messages, summary } = await ground.book()
  expect([summary.messages, summary.phonesWithTheSameTextTwice, await openCases()]).toEqual([18, [], []])
  const { rows } = await sql<{ lookup: Buffer; kind: string }>`
    select y.number_lookup as lookup, m.kind from message_try y join message m on m.id = y.message_id
     where y.state = 'accepted' order by y.opened_at, m.seq`.execute(ground.house.db)
  for (const person of ground.people) {
    const to = await ground.numberOf(person)
    expect(messages.filter(each => each.to === to)).toHaveLength(3)
    const lookup = ground.house.sealing.lookup('number', to)
    expect(rows.filter(row => row.lookup.equals(lookup)).map(row => row.kind)).toEqual(kinds)
  }
})

it('credentials that were revoked stop the account within moments: the rest of the queue is not burnt on them', async () => {
  ground = await aMessageGround({ people: 400 })
  await ground.setUp()
  // Ten seconds of work at its speed, so that a busy machine stops in time too.
  await sql`update carrier_account set settings = settings || '{"messagesPerSecond":"40"}' where carrier = 'twilio'`.execute(
    ground.house.db,
  )
  await ground.ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, { authToken: 'changed' })
  await tellAll()
  for (let times = 0; times < 3; times++) await ground.round()
  expect(await ground.states()).toEqual({ queued: 400 })
  expect(await submissions()).toBeLessThan(200)
  expect(await openCases()).toMatchObject([
    { kind: 'carrier_paused', carrierAccountId: ground.carriers.twilio, reason: 'credentials' },
  ])
})

it('of two people on one phone with the same text, both answers lost and one taken, the older is heard and the younger goes again', async () => {
  ground = await aMessageGround({ people: 2, twilio: { statusDelayMs: 600_000 } })
  await ground.setUp()
  const [one, two] = ground.people as [BeneficiaryId, BeneficiaryId]
  const number = await ground.numberOf(one)
  await ground.setNumber(two, number)
  await sql`update beneficiary set name_enc = (select name_enc from beneficiary where id = ${one})`.execute(
    ground.house.db,
  )
  // No callback names the one that was taken: only the list tells.
  await ground.ask('POST', '/sandbox/faults', { kind: 'callback-lost', where: 'report', probability: 1 })
  await ground.ask('POST', '/sandbox/faults', { kind: 'answer-lost-before', where: 'twilio', nth: 1 })
  await ground.ask('POST', '/sandbox/faults', { kind: 'answer-lost-after', where: 'twilio', nth: 2 })
  // Both are told in one round, in this order, and the carrier has one of them.
  await tellAll()
  await ground.round()
  expect([await ground.states(), (await ground.book()).summary.messages]).toEqual([{ unknown: 2 }, 1])
  const { rows: left } = await sql<{ id: string }>`select id from message_try order by opened_at, id`.execute(
    ground.house.db,
  )
  await ground.timePasses()
  await ground.rounds(ground.states, states => states['accepted'] === 2)
  const { rows } = await sql<{ id: string; state: string }>`select id, state from message_try`.execute(ground.house.db)
  const ends = new Map(rows.map(({ id, state }) => [id, state]))
  expect(left.map(({ id }) => ends.get(id))).toEqual(['accepted', 'lost'])
  expect((await ground.book()).messages.map(({ to }) => to)).toEqual([number, number])
})

it('each kind of message that is told by itself is told, and is not where the programme has switched it off', async () => {
  ground = await aMessageGround({ people: 1 })
  for (const kind of messageKindNames.filter(each => messageKinds[each].by === 'itself')) {
    await ground.setUp({ switchedOff: [kind] })
    expect([kind, await tellAll(kind)]).toEqual([kind, 0])
    await ground.setUp({ switchedOff: messageKindNames.filter(other => other !== kind) })
    expect([kind, await tellAll(kind)]).toEqual([kind, 1])
  }
})
