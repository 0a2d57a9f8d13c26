/** What an approver is told about the round before: all of its lists count, and what is made afterwards changes nothing. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { inTransaction } from '../../db/database.js'
import { changesSinceLastRound, listRows } from '../../db/read/approval.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import { aDistribution, aPayday, numberOf, takeAll, type Payday } from '../world/payday.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 4 })
})
afterEach(() => payday.end())

const move = (state: string, ...people: BeneficiaryId[]): Promise<unknown> =>
  sql`update beneficiary set state = ${state} where id = any (${people}::uuid[])`.execute(payday.house.db)
const toldOf = async (id: Awaited<ReturnType<typeof aDistribution>>) => {
  const { previousRound, previousPayouts, byChange, gone } = await changesSinceLastRound(payday.house, id)
  return { previousRound, previousPayouts, byChange: byChange.map(({ change, count }) => [change, count]), gone }
}
async function otherNumber(person: BeneficiaryId): Promise<void> {
  const { house } = payday
  await sql`update destination set state = 'superseded' where beneficiary_id = ${person} and state = 'approved'`.execute(
    house.db,
  )
  await sql`
    insert into destination (beneficiary_id, version, number_enc, number_lookup, state, account_check, entered_by, decided_by, decided_at)
    values (${person}, 2, ${house.sealing.seal(numberOf(77))}, ${house.sealing.lookup('number', numberOf(77))}, 'approved', 'ok', 'asha', 'baraka', now())`.execute(
    house.db,
  )
}

it('is told of all lists of it together, whatever is made for it later', async () => {
  const [first, , third, fourth] = payday.people
  await move('paused', third!, fourth!)
  await aDistribution(payday, 'approved', 1)
  await move('included', third!)
  await aDistribution(payday, 'approved', 1)
  await otherNumber(first!)
  const second = await aDistribution(payday, 'frozen', 2)
  const told = { previousRound: 1, previousPayouts: 3, gone: [] }
  expect(await toldOf(second)).toEqual({
    ...told,
    byChange: [
      ['destination', 1],
      ['same', 2],
    ],
  })
  // Of whom it is another number, both are on the list; of the others there is nothing to compare.
  const rows = await listRows(payday.house, { distributionId: second, limit: 10 })
  const old = numberOf(payday.people.indexOf(first!) + 1)
  expect(rows.filter(({ previousNumber }) => previousNumber !== null)).toMatchObject([
    { beneficiaryId: first, change: 'destination', previousNumber: old, number: numberOf(77) },
  ])
  const before = await toldOf(second)
  // Somebody is paid the first round afterwards: who approves the second was shown what they were shown.
  await move('included', fourth!)
  await aDistribution(payday, 'approved', 1)
  expect(await toldOf(second)).toEqual(before)
})

it('compares with the number that was paid, where it was corrected on the way', async () => {
  const [first] = payday.people
  const round = await aDistribution(payday)
  await takeAll(payday, round)
  await otherNumber(first!)
  // As if it had been refused, corrected, approved and sent again: an attempt keeps what was approved.
  await inTransaction(payday.house, async ({ db }) => {
    await sql`set local session_replication_role = replica`.execute(db)
    await sql`
      update attempt set state = 'paid', destination_id = (select id from destination where beneficiary_id = ${first} and version = 2)
       where beneficiary_id = ${first}`.execute(db)
  })
  expect((await toldOf(await aDistribution(payday, 'frozen', 2))).byChange).toEqual([['same', 4]])
})
