import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { inStatements } from '../../db/read/inStatements.js'
import { listPayouts } from '../../db/read/payouts.js'
import { reconciled, statementText, transfersUnderWay, type Row, type Transfers } from './statementGround.js'

let there: Transfers
afterEach(() => there.payday.end())

const payment = (place: number, over: Partial<Row> = {}): Row => ({
  receipt: there.of[place]!.receipt,
  amount: '-5,000.00',
  party: `${there.of[place]!.number.slice(1)} - PERSON ${place}`,
  ...over,
})
const ago = (hours: number) => ({ at: Date.now() - hours * 3_600_000 })
const standing = () => inStatements(there.payday.house, there.distributionId)
const positions = async (inNoStatement: boolean): Promise<number[]> =>
  (
    await listPayouts(there.payday.house, {
      distributionId: there.distributionId,
      filter: { inNoStatement },
      limit: 10,
    })
  ).map(({ position }) => position)

it('a list is told by how many of its paid transfers stand in a statement, which do not, and what differs', async () => {
  there = await transfersUnderWay(5)
  const { house, fspAccountId } = there.payday
  for (const place of [0, 1, 2, 3]) await there.say(place, { is: 'paid' })
  const none = { fspAccountId, paid: 4, inStatement: 0, missing: 0, until: null, differences: {} }
  expect(await standing()).toEqual(none)
  // Of all that left and was heard of in its time the statement lacks one.
  await sql`
    update attempt set left_at = now() - interval '2 hours', state_at = now() - interval '1 hour' where state = 'paid'`.execute(
    house.db,
  )
  const bill = { amount: '1.00', reason: 'Pay Bill Online' }
  await reconciled(
    there.payday,
    statementText([
      { ...bill, receipt: 'TJX0000001', ...ago(3) },
      payment(0, ago(1)),
      payment(1, ago(1)),
      payment(2, { ...ago(1), amount: '-4,000.00' }),
      { ...bill, receipt: 'TJX0000002', ...ago(0) },
    ]),
  )
  const differences = { other_amount: 1 }
  expect(await standing()).toEqual({
    ...none,
    inStatement: 3,
    missing: 1,
    until: expect.any(Date),
    differences,
  })
  const without = await positions(true)
  expect(without).toHaveLength(1)
  expect(await positions(false)).toHaveLength(3)
  expect(await positions(false)).not.toContain(without[0])

  // A later one has it after all.
  await reconciled(there.payday, statementText([payment(3, ago(1.5))]))
  expect(await standing()).toMatchObject({ paid: 4, inStatement: 4, missing: 0, differences })
  expect(await positions(true)).toEqual([])
})

it('what never was has no standing', async () => {
  there = await transfersUnderWay(1)
  expect(await inStatements(there.payday.house, there.payday.programmeId as never)).toBeNull()
})
