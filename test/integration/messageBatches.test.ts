/** Thousands of messages at once: what is learned together, kept together and waited for together spoils nothing of the rest. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import type { BeneficiaryFilter } from '../../db/beneficiaryFilter.js'
import { draftBroadcast, findBroadcast, moveBroadcast } from '../../db/messages/broadcasts.js'
import { letCarrierGo, pauseCarrier, restCarrier, takeDepartures } from '../../db/messages/carrierAccounts.js'
import { learn, learnApart } from '../../db/messages/learn.js'
import { applyCarrierNotices, storeCarrierNotices, type CarrierNoticeRead } from '../../db/messages/notices.js'
import { tellPeople } from '../../db/messages/queue.js'
import type { MessageTryId } from '../../domain/ids.js'
import { asha } from '../world/payday.js'
import { sendMessages } from '../../worker/messages/send.js'
import { aMessageGround, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

const quiet = { statusDelayMs: 60_000 }

/** So many people, each told once, of whom the carrier has nothing more to say for a while. */
async function toldTo(people: number): Promise<MessageTryId[]> {
  ground = await aMessageGround({ people, twilio: quiet })
  await ground.setUp()
  await tellAll()
  const heard = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from carrier_notice where state = 'applied'`.execute(ground.house.db)
    return rows[0]?.count ?? 0
  }
  await ground.rounds(heard, count => count === people)
  await sql`delete from carrier_notice`.execute(ground.house.db)
  const rows = await ground.house.db.selectFrom('message_try').select('id').orderBy('opened_at').orderBy('id').execute()
  return rows.map(({ id }) => id)
}
const tellAll = () =>
  tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind: 'included', cause: 'once' })),
  )
const tries = (state: string) =>
  ground.house.db
    .selectFrom('message_try')
    .select('id')
    .where('state', '=', state as 'sent')
    .execute()
    .then(rows => rows.map(({ id }) => id))

describe('what is learned in one batch', () => {
  it('is written but for the one that can not be, which stays as it was', async () => {
    const [first, bad, ...others] = await toldTo(9)
    if (!first || !bad) throw new Error('too few')
    const twin = await ground.house.db
      .selectFrom('message_try')
      .select('carrier_message_id')
      .where('id', '=', first)
      .executeTakeFirstOrThrow()
    await sql`update message_try set carrier_message_id = null where id = ${bad}`.execute(ground.house.db)
    const news = [bad, first, ...others].map(tryId => ({
      ...{ tryId, is: 'delivered' as const },
      ...(tryId === bad && { carrierMessageId: twin.carrier_message_id ?? '' }),
    }))
    const left = await learnApart(ground.house, news)
    expect(left.map(each => each.news.tryId)).toEqual([bad])
    expect(await tries('accepted')).toEqual([bad])
    expect(await ground.states()).toEqual({ delivered: 8, accepted: 1 })
    await expect(learn(ground.house, news)).rejects.toThrow()
  })

  it('of callbacks too: a bad one holds up none of the rest, and is tried again by itself', async () => {
    const ids = await toldTo(6)
    const notices = ids.map((tryId, at) => ({
      ...{ carrierAccountId: ground.carriers.twilio, kind: 'status' as const, contentType: 'text/plain', tryId },
      raw: String(at),
    }))
    await storeCarrierNotices(ground.house, notices)
    const sids = await ground.house.db.selectFrom('message_try').select(['id', 'carrier_message_id']).execute()
    const sidOf = new Map(sids.map(row => [row.id, row.carrier_message_id ?? '']))
    const read = ({ raw, tryId }: { raw: string; tryId: MessageTryId | null }): Promise<CarrierNoticeRead> => {
      if (raw === '1') return Promise.reject(new TypeError('this can not be read'))
      const carrierMessageId = sidOf.get(tryId as MessageTryId) ?? ''
      // More segments than a column can hold.
      return Promise.resolve({
        ...{ kind: 'status', carrierMessageId, delivery: 'delivered' },
        ...(raw === '3' && { segments: 3_000_000_000 }),
      })
    }
    expect(await applyCarrierNotices(ground.house, { limit: 100, read })).toBe(6)
    expect(await ground.states()).toEqual({ delivered: 4, accepted: 2 })
    const { rows } = await sql<{ state: string; why: string | null; waits: boolean; count: number }>`
      select state, why, apply_after > now() as waits, count(*)::int as count from carrier_notice group by 1, 2, 3 order by 1, why collate "C"`.execute(
      ground.house.db,
    )
    expect(rows).toEqual([
      { state: 'applied', why: null, waits: false, count: 4 },
      { state: 'stored', why: 'TypeError', waits: true, count: 1 },
      { state: 'stored', why: expect.any(String) as string, waits: true, count: 1 },
    ])
  })
})

it('the same callback fifty times in one batch is one, and so is it when it comes again with others', async () => {
  ground = await aMessageGround({ people: 1 })
  const same = {
    ...{ carrierAccountId: ground.carriers.twilio, kind: 'status' as const, contentType: 'text/plain' },
    ...{ raw: 'it was delivered', tryId: null },
  }
  const isNew = await storeCarrierNotices(
    ground.house,
    Array.from({ length: 50 }, () => same),
  )
  expect(isNew).toEqual([true, ...Array.from({ length: 49 }, () => false)])
  const other = { ...same, raw: 'another', tryId: randomUUID() }
  expect(await storeCarrierNotices(ground.house, [same, other, same])).toEqual([false, true, false])
  const { rows } = await sql<{ repeats: number }>`select repeats from carrier_notice order by repeats`.execute(
    ground.house.db,
  )
  expect(rows).toEqual([{ repeats: 0 }, { repeats: 51 }])
})

describe('a carrier account', () => {
  const departures = (count = 2) =>
    takeDepartures(ground.house, { carrierAccountId: ground.carriers.twilio, everyMs: 1, count })
  const restMs = async () => {
    await sql`update carrier_account set next_departure_at = now() - interval '1 minute'`.execute(ground.house.db)
    return (await departures(1))?.[0] ?? -1
  }
  const restsOver = () => sql`update carrier_account set not_before = now()`.execute(ground.house.db)

  it('that takes nothing for the second time rests, twice as long each time, and anew once it took something', async () => {
    ground = await aMessageGround({ people: 1 })
    const { house, carriers } = ground
    const rest = () => restCarrier(house, carriers.twilio, null)
    await rest()
    expect(await restMs()).toBeLessThanOrEqual(1)
    for (const longest of [500, 1_000, 2_000]) {
      await restsOver()
      await rest()
      await rest()
      expect(await restMs()).toBeGreaterThan(longest / 2)
      expect(await restMs()).toBeLessThanOrEqual(longest)
    }
    await restsOver()
    await letCarrierGo(house, [carriers.twilio])
    await rest()
    expect(await restMs()).toBeLessThanOrEqual(1)
    await restCarrier(house, carriers.twilio, 3_600_000)
    expect(await departures()).toBeNull()
  })

  it('that is paused lets nothing leave', async () => {
    ground = await aMessageGround({ people: 1 })
    expect(await departures()).toHaveLength(2)
    await pauseCarrier(ground.house, ground.carriers.twilio, 'credentials')
    expect(await departures()).toBeNull()
  })

  it('that refuses one of many for its speed tells the others at once, and that one a moment later', async () => {
    ground = await aMessageGround({ people: 120, twilio: quiet })
    await ground.setUp()
    await ground.ask('POST', '/sandbox/faults', { kind: 'status-429', where: 'twilio', nth: 10 })
    await tellAll()
    await ground.round()
    expect(await ground.states()).toEqual({ accepted: 119, queued: 1 })
    await ground.rounds(ground.states, states => states['accepted'] === 120)
    const { summary } = await ground.book()
    expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([120, []])
  })
})

describe('a broadcast that is over', () => {
  const anEnded = async (move: 'done' | 'cancelled') => {
    ground = await aMessageGround({ people: 2, twilio: quiet })
    await ground.setUp()
    const { broadcastId } = await aBroadcast()
    await ground.rounds(
      async () => (await findBroadcast(ground.house, broadcastId))?.state,
      state => state === 'done',
    )
    if (move === 'cancelled')
      await sql`update broadcast set state = 'cancelled' where id = ${broadcastId}`.execute(ground.house.db)
    const [one] = await tries('accepted')
    if (!one) throw new Error('nobody was told')
    await learn(ground.house, [{ tryId: one, is: 'failed', reason: 'switched_off' }])
    expect(await ground.states()).toEqual({ accepted: 1, queued: 1 })
    await ground.timePasses()
    await ground.round()
  }
  const aBroadcast = async () => {
    const who = { programmeId: ground.programmeId } as BeneficiaryFilter
    const drafted = await draftBroadcast(ground.house, { who, name: 'Market', texts: { sw: 'Jumatatu' }, by: asha })
    if (!drafted.ok) throw new Error(drafted.why)
    const { broadcastId } = drafted
    await moveBroadcast(ground.house, { broadcastId, move: 'confirm', by: asha })
    return { broadcastId }
  }

  it('still reaches whose phone was off', async () => {
    await anEnded('done')
    expect(await ground.states()).toEqual({ accepted: 2 })
  })

  it('because it was cancelled reaches nobody any more, and keeps nothing waiting', async () => {
    await anEnded('cancelled')
    expect(await ground.states()).toEqual({ accepted: 1, dropped: 1 })
  })
})

it('the next are taken up while the last are still on their way; nobody hears two things at once or one twice', async () => {
  ground = await aMessageGround({ people: 6, twilio: quiet })
  await ground.setUp()
  await ground.ask('POST', '/sandbox/faults', { kind: 'slow', where: 'twilio', params: { delayMs: 1_500 } })
  await tellAll()
  expect(await sendMessages(ground.post, 4)).toEqual({ more: true })
  expect(await ground.states()).toEqual({ sending: 4, queued: 2 })
  await tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind: 'completed', cause: 'once' })),
  )
  // Of those two who heard nothing yet: nothing of the others is due. It waits for all, also for those of before.
  expect(await sendMessages(ground.post, 4)).toEqual({ more: false })
  expect(await ground.states()).toEqual({ accepted: 6, queued: 6 })
  await ground.ask('DELETE', '/sandbox/faults')
  await ground.round()
  expect(await ground.states()).toEqual({ accepted: 12 })
  const { summary } = await ground.book()
  expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([12, []])
})

it('what was taken up and does not leave is due again at once', async () => {
  ground = await aMessageGround({ people: 3 })
  await ground.setUp()
  await tellAll()
  await ground.round({ stopping: AbortSignal.abort() })
  const { rows } = await sql<{ due: number }>`
    select count(*)::int as due from message where state = 'queued' and next_try_at <= now()`.execute(ground.house.db)
  expect(rows).toEqual([{ due: 3 }])
})

it('a number whose list can not be read holds up no other lost answer', async () => {
  ground = await aMessageGround({ people: 4, twilio: quiet })
  await ground.setUp()
  await ground.ask('POST', '/sandbox/faults', { kind: 'answer-lost-after', where: 'twilio', count: 4 })
  await ground.ask('POST', '/sandbox/faults', { kind: 'callback-lost', where: 'report', probability: 1 })
  await tellAll()
  await ground.round()
  expect(await ground.states()).toEqual({ unknown: 4 })
  await ground.ask('POST', '/sandbox/faults', { kind: 'status-500', where: 'twilio-list', nth: 1 })
  await ground.timePasses()
  await ground.round()
  expect((await tries('unknown')).length).toBe(1)
  await ground.timePasses()
  await ground.rounds(ground.states, states => states['accepted'] === 4)
  const { summary } = await ground.book()
  expect([summary.messages, summary.phonesWithTheSameTextTwice]).toEqual([4, []])
})
