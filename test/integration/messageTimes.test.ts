/** Nothing about messages waits for ever: a lost end is asked about and then said, and a list that nobody reads is a case. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { listCases } from '../../db/cases.js'
import { casesOfUnprinted } from '../../db/messages/printed.js'
import { tellPeople } from '../../db/messages/queue.js'
import { learn } from '../../db/messages/learn.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import { aMessageGround, diesAt, type MessageGround } from './messageGround.js'

let ground: MessageGround
afterEach(() => ground.end())

const tellAll = () =>
  tellPeople(
    ground.house,
    ground.people.map(beneficiaryId => ({ beneficiaryId, kind: 'included', cause: 'once' })),
  )
/** As if what was taken had left so long ago, and its time to be asked about had come. */
const leftHoursAgo = (hours: number) =>
  sql`update message_try set opened_at = now() - make_interval(hours => ${hours}), follow_at = now() where follow_at is not null`.execute(
    ground.house.db,
  )
const first = async () =>
  (await ground.call('GET', `/beneficiaries/${ground.people[0]}/messages`)).json as {
    told: { state: string; reason: string | null; says: string | null }[]
  }

describe('the end of a message that no callback tells', () => {
  it('is asked for, once its time has come and not before', async () => {
    ground = await aMessageGround({ people: 2 })
    await ground.setUp()
    await tellAll()
    // Without an address of ours nobody calls back.
    await ground.round({ publicUrl: null })
    await ground.rounds(
      async () => (await ground.book()).summary.byStatus['delivered'],
      delivered => delivered === 2,
    )
    expect(await ground.states()).toEqual({ accepted: 2 })
    await leftHoursAgo(1)
    await ground.rounds(ground.states, states => states['delivered'] === 2)
  })

  it('is said not to have come after a day, and is believed when it comes after all', async () => {
    ground = await aMessageGround({ people: 1, twilio: { statusDelayMs: 60_000 } })
    await ground.setUp()
    await tellAll()
    await ground.round()
    for (const hours of [1, 6]) {
      await leftHoursAgo(hours)
      await ground.round()
      expect((await first()).told).toMatchObject([{ state: 'accepted', reason: null }])
    }
    await leftHoursAgo(24)
    await ground.round()
    expect((await first()).told).toMatchObject([
      {
        state: 'accepted',
        reason: 'no_word',
        says: expect.stringContaining('has not told whether it arrived') as string,
      },
    ])
    const totals = await ground.call('GET', `/programmes/${ground.programmeId}/message-totals`)
    expect(totals.json).toMatchObject({ counts: [{ state: 'accepted', count: 1, withoutWord: 1 }] })
    const { id } = await ground.house.db.selectFrom('message_try').select('id').executeTakeFirstOrThrow()
    await learn(ground.house, [{ tryId: id, is: 'delivered' }])
    expect((await first()).told).toMatchObject([{ state: 'delivered', reason: null }])
  })

  it('of a carrier that can not be asked is said not to have come, and nobody is told twice for it', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp({ ways: [{ channel: 'sms', carrierAccountId: ground.carriers.africastalking }] })
    await ground.ask('POST', '/sandbox/faults', { kind: 'callback-lost', where: 'report' })
    await tellAll()
    await ground.round()
    await leftHoursAgo(1)
    await ground.round()
    expect((await first()).told).toMatchObject([{ reason: null }])
    await leftHoursAgo(25)
    await ground.round()
    expect((await first()).told).toMatchObject([{ reason: 'no_word' }])
    expect((await ground.smsBook()).summary.messages).toBe(1)
  })

  it('waits where the carrier is away, and is asked for again', async () => {
    ground = await aMessageGround({ people: 1 })
    await ground.setUp()
    await tellAll()
    await ground.round({ publicUrl: null })
    await ground.ask('POST', '/sandbox/faults', { kind: 'status-429', where: 'twilio-fetch', nth: 1 })
    await leftHoursAgo(24)
    await ground.round()
    expect((await first()).told).toMatchObject([{ state: 'accepted', reason: null }])
    await leftHoursAgo(24)
    await ground.rounds(ground.states, states => states['delivered'] === 1)
  })
})

it('a sender whose answer may still come is not overtaken by a question: its account says how long it waits', async () => {
  ground = await aMessageGround({ people: 1 })
  await ground.setUp()
  await sql`update carrier_account set settings = settings || '{"connectTimeoutMs":"20000","answerTimeoutMs":"240000"}' where carrier = 'twilio'`.execute(
    ground.house.db,
  )
  await tellAll()
  await expect(ground.round(diesAt('telling'))).resolves.toBeUndefined()
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from next_check_at - send_by)::int as seconds from message_try`.execute(ground.house.db)
  expect(rows).toEqual([{ seconds: 265 }])
})

describe('a message that is to be read out', () => {
  const openOnes = async () =>
    (await listCases(ground.house, { kinds: ['message_failed'], state: 'open', limit: 5 })).cases
  const waiting = async (): Promise<{ id: string; beneficiaryId: string; since: string }[]> =>
    ((await ground.call('GET', `/programmes/${ground.programmeId}/messages-to-print`)).json as { items: never[] }).items

  const tasks = async (as?: 'viewer'): Promise<unknown> =>
    ((await ground.call('GET', '/waiting', undefined, as)).json as { readOut: unknown }).readOut

  it('is told among what waits, and is a case after a week, which ends with the reading, or by saying how they were told', async () => {
    ground = await aMessageGround({ people: 2 })
    const [one, two] = ground.people as [BeneficiaryId, BeneficiaryId]
    await ground.setUp({ ways: [{ channel: 'print', carrierAccountId: ground.carriers.print }] })
    await tellAll()
    await ground.rounds(ground.states, states => states['to_print'] === 2)
    expect(await casesOfUnprinted(ground.house, 100)).toBe(0)
    await sql`update message set state_at = now() - interval '8 days'`.execute(ground.house.db)
    expect([await casesOfUnprinted(ground.house, 100), await casesOfUnprinted(ground.house, 100)]).toEqual([2, 0])
    expect(await openOnes()).toMatchObject([{ owner: 'programme staff' }, { owner: 'programme staff' }])
    expect(await tasks()).toEqual([{ programmeId: ground.programmeId, count: 2 }])
    expect(await tasks('viewer'), 'of whoever may not read it out').toEqual([])

    const list = await waiting()
    const ids = list.filter(each => each.beneficiaryId === one).map(({ id }) => id)
    await ground.call('POST', `/programmes/${ground.programmeId}/messages-to-print/done`, { ids })
    const [left, ...more] = await openOnes()
    expect([left?.beneficiaryId, more]).toEqual([two, []])
    expect(await tasks()).toEqual([{ programmeId: ground.programmeId, count: 1 }])
    expect((await ground.call('POST', `/cases/${left?.caseId}/told`, { how: 'The chief told her' })).status).toBe(200)
    expect([await waiting(), await openOnes(), await casesOfUnprinted(ground.house, 100)]).toEqual([[], [], 0])
    expect(await tasks()).toEqual([])
  })
})
