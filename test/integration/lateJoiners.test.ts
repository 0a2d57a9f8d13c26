/** Who joins a programme late: a share of the first round, no round at all, and no state in which they wait for ever. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { changeStates } from '../../db/beneficiaryStates.js'
import { closeCycle } from '../../db/cycles.js'
import { dryRunDistribution, freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { entitlementsOf } from '../../db/entitlements.js'
import { completePeople, extendPeople } from '../../db/personRounds.js'
import { previewRounds } from '../../db/roundPreview.js'
import { verifyBooks } from '../../db/verify.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import { asha, must, pricing } from '../world/payday.js'
import { after, everyFriday, fridays, held, type Fridays } from './roundGround.js'

let world: Fridays
afterEach(() => world.end())

const stateOf = async (id: BeneficiaryId | undefined): Promise<string | undefined> =>
  (await sql<{ state: string }>`select state from beneficiary where id = ${id}`.execute(world.house.db)).rows[0]?.state

/** The third of three, included since that moment, after the first round was made. */
async function oneJoins(moment: string): Promise<BeneficiaryId> {
  const [, , late] = world.people
  if (!late) throw new Error('nobody is late')
  await held(world, late, 'not there yet')
  await world.paid(fridays[0])
  await held(world, late, null)
  await sql`update beneficiary set included_at = ${moment} where id = ${late}`.execute(world.house.db)
  return late
}

describe('who joins between two rounds, where late means a share', () => {
  it('gets the days since then of the first one, told before and with the reason, and then what everybody gets', async () => {
    world = await everyFriday(3, { late: 'share' })
    const { house, programmeId } = world
    // Half an hour after midnight of the 10th in Nairobi.
    const late = await oneJoins('2026-11-09T21:30:00Z')
    const preview = must(await previewRounds(house, { programmeId, pricing, now: after(fridays[0]) }))
    expect(preview.rounds.map(({ people, amountMinor }) => [people, amountMinor])).toEqual([
      [3, 1_214_200n],
      [3, 1_500_000n],
    ])
    const { id, cycleId } = await world.listed(fridays[1])
    const dry = must(await dryRunDistribution(house, { programmeId, round: 2, pricing }))
    expect(dry.byAmount.map(({ amountMinor, people }) => [amountMinor, people])).toEqual([
      [500_000n, 2],
      [214_200n, 1],
    ])
    must(await freezeList(house, { distributionId: id, pricing }))
    expect(await entitlementsOf(house, late)).toMatchObject({
      allowed: 2,
      used: 1,
      items: [{ dueMinor: 214_200n, says: 'KES 5,000 for up to 5 members, of which KES 2,142 for 3 of 7 days' }],
    })
    const { checks } = await verifyBooks(house)
    expect(
      checks.filter(({ name, ok }) => !ok && name === 'what a round of a calendar pays is what was worked out for it'),
    ).toEqual([])
    await sql`update payout set state = 'paid', money = 'disbursed' where distribution_id = ${id}`.execute(house.db)
    await sql`update distribution set state = 'closed', closed_at = now() where id = ${id}`.execute(house.db)
    await closeCycle(house, cycleId)
    await world.paid(fridays[2])
    expect((await entitlementsOf(house, late)).items[0]).toMatchObject({ dueMinor: 500_000n })
    expect(await completePeople(house, { limit: 10 })).toBe(3)
  })

  it('is on no list of a round of which they were not there for one day, and gets the next in full measure', async () => {
    world = await everyFriday(3, { late: 'share' })
    const { house, programmeId } = world
    const late = await oneJoins('2026-11-13T05:00:00Z')
    await world.paid(fridays[1])
    const dry = must(await dryRunDistribution(house, { programmeId, round: 2, pricing }))
    expect(dry.notPayable).toContainEqual({ why: 'included after the days that this round pays for', count: 1 })
    await world.frozen(fridays[2])
    expect(await entitlementsOf(house, late)).toMatchObject({ allowed: 1, items: [{ dueMinor: 500_000n }] })
  })

  it('gets nothing less who was there from the round before on, nor who was there before the first', async () => {
    world = await everyFriday(3, { late: 'share' })
    const late = await oneJoins('2026-11-06T12:00:00Z')
    const first = await sql<{ due: bigint }>`select distinct due_minor as due from entitlement`.execute(world.house.db)
    expect(first.rows).toEqual([{ due: 500_000n }])
    await world.frozen(fridays[1])
    expect((await entitlementsOf(world.house, late)).items[0]).toMatchObject({
      dueMinor: 500_000n,
      says: 'KES 5,000 for up to 5 members',
    })
  })

  it('is paid what was worked out for that round by a second list of it, too', async () => {
    world = await everyFriday(3, { late: 'share' })
    const { house, programmeId } = world
    const late = await oneJoins('2026-11-10T05:00:00Z')
    const { id } = await world.frozen(fridays[1])
    await sql`update payout set state = 'closed', money = 'none', released = true where distribution_id = ${id}`.execute(
      house.db,
    )
    const again = must(
      await createDistribution(house, {
        programmeId,
        round: 2,
        name: 'Again',
        by: asha,
        filter: { beneficiaryIds: [late] },
      }),
    )
    expect(must(await freezeList(house, { distributionId: again.distributionId, pricing })).totalMinor).toBe('214200')
  })
})

describe('who joins when nothing of the rounds is left', () => {
  const validated = async (): Promise<BeneficiaryId> => {
    const { rows } = await sql<{ id: BeneficiaryId }>`
      insert into beneficiary (programme_id, number, state, name_enc, name_lookup, name_place_lookup, place, household_size, language, consent_at, identity_digest, account_check, created_by)
      select programme_id, 99, 'validated', name_enc, name_lookup, name_place_lookup, place, household_size, language, now(), ${randomBytes(32)}, 'ok', 'asha'
        from beneficiary where id = ${world.people[0]} returning id`.execute(world.house.db)
    return rows[0]?.id as BeneficiaryId
  }
  const include = async (id: BeneficiaryId, dryRun = false) =>
    must(
      await changeStates(world.house, {
        act: 'include',
        who: { programmeId: world.programmeId, ids: [id] },
        by: asha,
        dryRun,
      }),
    )

  it('is not included, and it is said why before; by another calendar they are', async () => {
    world = await everyFriday(3, { late: 'rest', roundsEach: 2 })
    const newcomer = await validated()
    expect((await include(newcomer, true)).cannot).toEqual([])
    await world.paid(fridays[0])
    await world.paid(fridays[1])
    const none = { code: 'no_rounds_left', says: 'no rounds left for who joins now', count: 1 }
    expect((await include(newcomer, true)).cannot).toEqual([none])
    expect(await include(newcomer)).toMatchObject({ changed: 0, cannot: [none] })
    await world.change({ late: 'all' }, after(fridays[1]))
    expect(await include(newcomer)).toMatchObject({ changed: 1 })
    const { rows } = await sql`select from beneficiary where id = ${newcomer} and included_at is not null`.execute(
      world.house.db,
    )
    expect(rows).toHaveLength(1)
  })

  it('but was included in time completes after the last round and is told, and can be given rounds like everybody', async () => {
    world = await everyFriday(3, { late: 'rest', roundsEach: 2 })
    const { house, programmeId, people } = world
    await sql`insert into programme_messaging (programme_id, ways, changed_by) values (${programmeId}, '[]', 'asha')`.execute(
      house.db,
    )
    const [, , late] = people
    await held(world, late, 'number to be found')
    await world.paid(fridays[0])
    const last = await world.frozen(fridays[1])
    // The last round is still open: they may yet stand on a list of it.
    expect(await completePeople(house, { limit: 10 })).toBe(0)
    expect(await stateOf(late)).toBe('included')
    await sql`update payout set state = 'paid', money = 'disbursed' where distribution_id = ${last.id}`.execute(
      house.db,
    )
    await sql`update distribution set state = 'closed', closed_at = now() where id = ${last.id}`.execute(house.db)
    await closeCycle(house, last.cycleId)
    expect(await completePeople(house, { limit: 10 })).toBe(3)
    expect(await completePeople(house, { limit: 10 })).toBe(0)
    expect(await stateOf(late)).toBe('completed')
    const told = await sql<{ n: number }>`select count(*)::int as n from message where kind = 'completed'`.execute(
      house.db,
    )
    expect(told.rows[0]?.n).toBe(3)
    const who = { programmeId, ids: [late!] }
    expect(must(await extendPeople(house, { who, rounds: 1, reason: 'Found', by: asha }))).toMatchObject({ again: 1 })
    await held(world, late, null)
    await world.frozen(fridays[2])
    expect(await entitlementsOf(house, late!)).toMatchObject({ allowed: 1, used: 1 })
  })
})
