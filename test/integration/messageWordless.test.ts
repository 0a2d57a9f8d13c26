/** Nobody is left without their message in silence: what carriers never told the end of is a case with a list behind it. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { listCases } from '../../db/cases.js'
import { learn } from '../../db/messages/learn.js'
import { applyCarrierNotices, storeCarrierNotices } from '../../db/messages/notices.js'
import { tellPeople } from '../../db/messages/queue.js'
import { casesOfWordless } from '../../db/messages/wordless.js'
import type { MessageTryId } from '../../domain/ids.js'
import { aMessageGround, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

interface Listed {
  id: string
  beneficiaryId: string
  kind: string
  channel: string
  carrier: string
}
const path = () => `/programmes/${ground.programmeId}/messages-without-word`
const listed = async (): Promise<Listed[]> => ((await ground.call('GET', path())).json as { items: Listed[] }).items
const openOnes = async () =>
  (await listCases(ground.house, { kinds: ['message_failed'], state: 'open', limit: 5 })).cases
const withoutWord = async () =>
  ((await ground.call('GET', `/programmes/${ground.programmeId}/message-totals`)).json as { counts: object[] }).counts

/** So many people told a day ago through a carrier that has said nothing since. */
async function silentAbout(people: number): Promise<MessageTryId[]> {
  ground = await aMessageGround({ people, twilio: { statusDelayMs: 600_000 } })
  await ground.setUp()
  await tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind: 'included', cause: 'once' })),
  )
  await ground.rounds(ground.states, states => states['accepted'] === people)
  await aDayPasses()
  const rows = await ground.house.db.selectFrom('message_try').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}
async function aDayPasses(): Promise<void> {
  await sql`update message_try set opened_at = now() - interval '25 hours', follow_at = now() where follow_at is not null`.execute(
    ground.house.db,
  )
  await ground.round()
}

describe('messages without a word of their end', () => {
  it('are one case of their programme, however many they are, and a list of whose they are', async () => {
    await silentAbout(3)
    expect(await openOnes()).toEqual([])
    expect([await casesOfWordless(ground.house), await casesOfWordless(ground.house)]).toEqual([1, 0])
    expect(await openOnes()).toMatchObject([
      { programmeId: ground.programmeId, beneficiaryId: null, reason: 'no_word', owner: 'programme staff' },
    ])
    const items = await listed()
    expect(items.map(each => each.beneficiaryId).sort()).toEqual([...ground.people].sort())
    expect(items[0]).toMatchObject({ kind: 'included', channel: 'sms', carrier: 'twilio' })
    const page = await ground.call('GET', `${path()}?limit=2`)
    const { next } = page.json as { next: string }
    expect((await ground.call('GET', `${path()}?limit=2&after=${next}`)).json).toMatchObject({
      items: [{ id: items[2]?.id }],
      next: null,
    })
  })

  it('are ticked off as their people are asked; the case ends with the last, and they stay counted', async () => {
    await silentAbout(2)
    await casesOfWordless(ground.house)
    const [one, two] = await listed()
    const asked = { ids: [one?.id], how: 'They were called' }
    expect((await ground.call('POST', `${path()}/done`, asked)).json).toEqual({ done: 1 })
    expect((await ground.call('POST', `${path()}/done`, asked)).json).toEqual({ done: 0 })
    expect([(await listed()).map(({ id }) => id), await openOnes()]).toMatchObject([[two?.id], [{}]])
    await ground.call('POST', `${path()}/done`, { ids: [two?.id], how: 'They were called' })
    expect([await listed(), await openOnes(), await casesOfWordless(ground.house)]).toEqual([[], [], 0])
    expect(await withoutWord()).toMatchObject([{ state: 'accepted', count: 2, withoutWord: 2 }])
    const told = await ground.call('GET', `/beneficiaries/${one?.beneficiaryId}/messages`)
    expect(told.json).toMatchObject({
      told: [{ reason: 'looked_after', says: expect.stringContaining('looked after') as string }],
    })
  })

  it('are all looked after when the case is ended; what is silent later is another one', async () => {
    await silentAbout(2)
    await casesOfWordless(ground.house)
    const [open] = await openOnes()
    const told = await ground.call('POST', `/cases/${open?.caseId}/told`, { how: 'Market day is over' })
    expect([told.status, await listed(), await casesOfWordless(ground.house)]).toEqual([200, [], 0])
    await tellPeople(ground.house, [{ beneficiaryId: ground.people[0]!, kind: 'registered', cause: 'once' }])
    await ground.rounds(ground.states, states => states['accepted'] === 3)
    await aDayPasses()
    expect([await casesOfWordless(ground.house), await listed()]).toMatchObject([1, [{ kind: 'registered' }]])
  })

  it('need nobody any more once the word comes after all; “sent” is no such word', async () => {
    const [one, two] = await silentAbout(2)
    await casesOfWordless(ground.house)
    await learn(ground.house, [{ tryId: one!, is: 'sent' }])
    expect([(await listed()).length, await casesOfWordless(ground.house)]).toEqual([2, 0])
    await learn(ground.house, [
      { tryId: one!, is: 'delivered' },
      { tryId: two!, is: 'read' },
    ])
    expect([await listed(), await casesOfWordless(ground.house), await openOnes()]).toEqual([[], 1, []])
  })

  it('go on by themselves where the carrier says at last that they did not arrive', async () => {
    const [one] = await silentAbout(1)
    await casesOfWordless(ground.house)
    await learn(ground.house, [{ tryId: one!, is: 'failed', reason: 'unknown_subscriber' }])
    await ground.rounds(ground.states, states => states['failed'] === 1)
    await casesOfWordless(ground.house)
    expect(await openOnes()).toMatchObject([{ beneficiaryId: ground.people[0], reason: 'no_way' }])
  })
})

it('what people wrote and we can not take in is a case, for it stands in no inbox', async () => {
  ground = await aMessageGround({ people: 1 })
  await storeCarrierNotices(ground.house, [
    {
      ...{ carrierAccountId: ground.carriers.twilio, kind: 'incoming', contentType: 'text/plain' },
      ...{ raw: 'not to be read', tryId: null },
    },
  ])
  const tryToRead = async () => {
    await ground.timePasses()
    return applyCarrierNotices(ground.house, { limit: 10, read: () => Promise.reject(new TypeError('unreadable')) })
  }
  let times = 0
  while ((await tryToRead()) > 0) {
    expect(await openOnes()).toHaveLength(times === 10 ? 1 : 0)
    times += 1
  }
  expect(times).toBe(11)
  expect(await openOnes()).toMatchObject([{ carrierAccountId: ground.carriers.twilio, reason: 'unread' }])
})
