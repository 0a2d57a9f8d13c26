import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { balanceActivities } from '../../activities/balance.js'
import { silentLog } from '../../activities/log.js'
import type { World } from '../../activities/world.js'
import { changePayFirst, startDistribution } from '../../db/distributionActs.js'
import { accountsToRead, floatFor, lastReading, needsOf, noteBalance, readingsOver } from '../../db/float.js'
import { distributionStanding } from '../../db/standing.js'
import { tidyUp } from '../../db/tidy.js'
import type { DistributionId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import { aDistribution, aPayday, asha, must, takeAll, type Payday } from '../world/payday.js'

let payday: Payday
afterEach(() => payday.end())

/** A payout of this world takes KES 5,000.00 and KES 10.00 of highest fee. */
const each = 501_000n

const holds = (minor: bigint) =>
  noteBalance(payday.house, {
    fspAccountId: payday.fspAccountId,
    balance: money(minor, 'KES'),
    source: 'caretaker',
  })
const older = (minutes: number) =>
  sql`update float_reading set at = at - ${minutes} * interval '1 minute'`.execute(payday.house.db)
const start = (distributionId: DistributionId, short?: string) =>
  startDistribution(payday.house, { distributionId, by: asha, short })
/** Of a distribution that is paying, against what its account holds just now. */
async function weigh(id: DistributionId, heldMinor: bigint) {
  const connector = { balance: async () => money(heldMinor, 'KES') }
  const world = { house: payday.house, log: silentLog, connectors: { of: async () => ({ connector }) } }
  return balanceActivities(world as unknown as World).weighFunds({ distributionId: id })
}

describe('a distribution whose account is known to hold too little', () => {
  it('is not started, and is told what is missing', async () => {
    payday = await aPayday({ people: 3 })
    const id = await aDistribution(payday, 'approved')
    await holds(3n * each - 100n)
    expect(await start(id)).toEqual({
      ok: false,
      problem: 'insufficient_funds',
      why: expect.stringContaining('short by KES 1.00: it holds KES 15,029.00, KES 15,030.00 is needed'),
    })
    expect((await distributionStanding(payday.house, id))?.state).toBe('approved')
    await holds(3n * each)
    must(await start(id))
  })

  it('is started short for a reason, which stays in the record', async () => {
    payday = await aPayday({ people: 1 })
    const id = await aDistribution(payday, 'approved')
    await holds(0n)
    must(await start(id, 'the bank confirmed the transfer'))
    const acts = await payday.house.db
      .selectFrom('audit_event')
      .selectAll()
      .where('act', '=', 'distribution started')
      .execute()
    expect(acts).toMatchObject([{ person: 'asha', details: { startedShort: 'the bank confirmed the transfer' } }])
  })

  it('is started where there is enough for those who are paid first', async () => {
    payday = await aPayday({ people: 3 })
    const id = await aDistribution(payday, 'approved')
    await holds(2n * each)
    expect((await start(id)).ok).toBe(false)
    must(await changePayFirst(payday.house, { distributionId: id, by: asha, count: 2 }))
    must(await start(id))
    // And it does not pause for the others either.
    expect((await distributionStanding(payday.house, id))?.toSendMinor).toBe((2n * each).toString())
  })

  it('is weighed together with those that were approved before it and pay from the same account', async () => {
    payday = await aPayday({ people: 2 })
    const first = await aDistribution(payday, 'paying', 1)
    const second = await aDistribution(payday, 'paying', 2)
    const stateOf = async (id: DistributionId) => (await distributionStanding(payday.house, id))?.state
    // Enough for one of them: the one that was approved first is paid, the other waits.
    expect(await weigh(first, 3n * each)).toEqual({ is: 'enough' })
    expect(await weigh(second, 3n * each)).toMatchObject({
      is: 'short',
      says: expect.stringMatching(/^KES 5,010\.00 is missing: .* KES 10,020\.00 of it by those approved before$/),
    })
    expect([await stateOf(first), await stateOf(second)]).toEqual(['paying', 'paused'])
    // Once the first has sent everything, what is left is enough.
    await takeAll(payday, first)
    expect(await weigh(second, 2n * each)).toEqual({ is: 'enough' })
    expect(await stateOf(second)).toBe('paying')
  })

  it('is one also when what others have begun takes the money, in whichever programme', async () => {
    payday = await aPayday({ people: 2 })
    await aDistribution(payday, 'paying', 1)
    const second = await aDistribution(payday, 'approved', 2)
    await holds(3n * each)
    expect(await start(second)).toMatchObject({ problem: 'insufficient_funds' })
    expect(await floatFor(payday.house, second)).toMatchObject({
      neededMinor: 2n * each,
      startedMinor: 2n * each,
      approvedMinor: 0n,
      shortMinor: each,
    })
    await holds(4n * each)
    must(await start(second))
  })

  it('is one also when the money is for a list that was approved before it, and goes ahead for a reason', async () => {
    payday = await aPayday({ people: 2 })
    const first = await aDistribution(payday, 'approved', 1)
    const second = await aDistribution(payday, 'approved', 2)
    await holds(2n * each)
    expect(await floatFor(payday.house, second)).toMatchObject({
      aheadMinor: 2n * each,
      shortMinor: 2n * each,
      shortWithApprovedMinor: 2n * each,
    })
    expect(await start(second)).toMatchObject({
      problem: 'insufficient_funds',
      why: expect.stringContaining('KES 10,020.00 for what was started, or approved before it'),
    })
    must(await start(second, 'the camp is cut off tomorrow'))
    // What nobody has started does not pause it: with its reason it goes first.
    expect(await weigh(second, 2n * each)).toEqual({ is: 'enough' })
    expect(await start(first)).toMatchObject({ problem: 'insufficient_funds' })
  })

  it('is not one because of a list that was approved after it: that is shown, and stops nobody', async () => {
    payday = await aPayday({ people: 2 })
    const first = await aDistribution(payday, 'approved', 1)
    await aDistribution(payday, 'approved', 2)
    await holds(2n * each)
    expect(await floatFor(payday.house, first)).toMatchObject({
      approvedMinor: 2n * each,
      aheadMinor: 0n,
      shortMinor: 0n,
      shortWithApprovedMinor: 2n * each,
    })
    must(await start(first))
  })

  it('is one before its approval too, after all that were approved; a trial payment waits for none of them', async () => {
    payday = await aPayday({ people: 2 })
    await aDistribution(payday, 'approved', 1)
    const listed = await aDistribution(payday, 'frozen', 2)
    await holds(3n * each)
    expect(await floatFor(payday.house, listed)).toMatchObject({ aheadMinor: 2n * each, shortMinor: each })
    await sql`update programme set trial_of = ${payday.fspAccountId} where id = ${payday.programmeId}`.execute(
      payday.house.db,
    )
    expect(await floatFor(payday.house, listed)).toMatchObject({ aheadMinor: 0n, shortMinor: 0n })
  })

  it('is not known for one where the balance is old, or was never told', async () => {
    payday = await aPayday({ people: 1 })
    const first = await aDistribution(payday, 'approved', 1)
    const second = await aDistribution(payday, 'approved', 2)
    must(await start(first))
    await holds(0n)
    expect((await start(second)).ok).toBe(false)
    await older(11)
    must(await start(second))
  })
})

describe('what an account is still to pay', () => {
  it('is told by distribution: to send, on its way, before approval too', async () => {
    payday = await aPayday({ people: 4 })
    const first = await aDistribution(payday, 'paying', 1)
    const listed = await aDistribution(payday, 'frozen', 2)
    await takeAll(payday, first)
    await sql`update payout set state = 'ready', money = 'reserved' where distribution_id = ${first} and position = 4`.execute(
      payday.house.db,
    )
    expect(await needsOf(payday.house, payday.fspAccountId)).toMatchObject([
      { distributionId: first, state: 'paying', toSendMinor: each, inTransitMinor: 3n * each, name: 'Round 1' },
    ])
    expect(await floatFor(payday.house, listed)).toMatchObject({
      neededMinor: 4n * each,
      reading: null,
      shortMinor: null,
    })
  })

  it('keeps a closed distribution while somebody of it may still be paid', async () => {
    payday = await aPayday({ people: 2 })
    const id = await aDistribution(payday)
    const { db } = payday.house
    await sql`update payout set state = 'refused' where distribution_id = ${id} and position = 1`.execute(db)
    await sql`update payout set state = 'closed', money = 'none' where distribution_id = ${id} and position = 2`.execute(
      db,
    )
    await sql`update distribution set state = 'closed' where id = ${id}`.execute(db)
    expect(await needsOf(payday.house, payday.fspAccountId)).toMatchObject([{ state: 'closed', toSendMinor: each }])
    await sql`update payout set state = 'closed', money = 'none' where distribution_id = ${id}`.execute(db)
    expect(await needsOf(payday.house, payday.fspAccountId)).toEqual([])
  })
})

describe('balances', () => {
  it('are told over time, the last of each stretch', async () => {
    payday = await aPayday({ people: 0 })
    for (const minor of [9n, 7n, 5n]) {
      await holds(minor)
      await older(60)
    }
    await holds(4n)
    await holds(3n)
    const over = async (hours: number, points: number) =>
      (await readingsOver(payday.house, { fspAccountId: payday.fspAccountId, hours, points })).map(row => row.heldMinor)
    expect((await over(24, 24)).at(-1)).toBe(3n)
    expect(await over(24, 48)).toEqual([9n, 7n, 5n, 3n])
    expect(await over(1, 60)).toEqual([3n])
    expect((await lastReading(payday.house, payday.fspAccountId))?.heldMinor).toBe(3n)
  })

  it('go after more than a year', async () => {
    payday = await aPayday({ people: 0 })
    await holds(1n)
    await older(401 * 24 * 60)
    await holds(2n)
    await tidyUp(payday.house)
    const left = await payday.house.db.selectFrom('float_reading').select('balance_minor').execute()
    expect(left).toEqual([{ balance_minor: 2n }])
  })

  it('are asked for every few minutes while something is approved or paying, and an FSP that fails is no error', async () => {
    payday = await aPayday({ people: 1 })
    const { house, fspAccountId } = payday
    expect(await accountsToRead(house)).toEqual([])
    await aDistribution(payday, 'approved')
    let said: () => Promise<ReturnType<typeof money>> = () => Promise.reject(new Error('wrong key'))
    const connectors = { of: async () => ({ connector: { balance: () => said() } }) }
    const world = { house, connectors, log: silentLog } as unknown as World
    const { askAccounts } = balanceActivities(world)
    expect(await askAccounts()).toEqual({ balances: 0, trials: 0, vouchers: 0 })
    said = async () => money(42n, 'KES')
    expect(await askAccounts()).toEqual({ balances: 1, trials: 0, vouchers: 0 })
    expect(await lastReading(house, fspAccountId)).toMatchObject({ heldMinor: 42n, source: 'caretaker' })
    expect(await askAccounts()).toEqual({ balances: 0, trials: 0, vouchers: 0 })
    await older(6)
    expect(await askAccounts()).toEqual({ balances: 1, trials: 0, vouchers: 0 })
  })
})
