import { expect, it } from 'vitest'
import type { ListRow } from './approvedList.js'
import { Comparison } from './compare.js'
import type { ReceivedRow } from './received.js'

const approved = (position: number): ListRow => ({
  position,
  beneficiaryNumber: position,
  name: `Person ${position}`,
  phone: `+25471000000${position}`,
  place: 'Wabera',
  householdSize: 5,
  amountMinor: 500_000n,
  withdrawalMinor: 0n,
  feeReserveMinor: 1_000n,
})
const received = (position: number, over: Partial<ReceivedRow> = {}): ReceivedRow => ({
  row: position + 10,
  position,
  reference: `ISI-000${position}`,
  number: `+2547•••••00${position}`,
  amount: '5000.00',
  fee: '10.00',
  ...over,
})
const compared = (rows: ReceivedRow[], list = [1, 2, 3].map(approved)) => {
  const comparison = new Comparison(
    { mark: null, fields: ['reference', 'number', 'amount', 'fee'], rows, unreadable: [] },
    { programmeName: 'Isiolo', currency: 'KES' },
  )
  for (const row of list) comparison.take(row)
  return comparison.end()
}

it('the same rows in another order, with amounts written in another way, are the same list', () => {
  const rows = [
    received(3, { amount: '5,000' }),
    received(1, { amount: '5000' }),
    received(2, { number: '+254710000002' }),
  ]
  expect(compared(rows)).toMatchObject({ approved: 3, same: 3, differing: 0, missing: 0, added: 0 })
})

it('one changed amount is found, with what was approved', () => {
  expect(compared([received(1), received(2, { amount: '50000.00' }), received(3)])).toMatchObject({
    same: 2,
    differing: 1,
    differences: [{ position: 2, row: 12, field: 'amount', received: '50000.00', approved: '5000.00' }],
  })
})

it('a changed number or name is told without saying either', () => {
  const { differences } = compared([
    received(1, { number: '+254799999999', name: 'Somebody Else' }),
    received(2),
    received(3),
  ])
  expect(differences).toEqual([
    { position: 1, row: 11, field: 'name', received: null, approved: null },
    { position: 1, row: 11, field: 'number', received: null, approved: null },
  ])
})

it('rows that are missing, added or there twice are told', () => {
  expect(compared([received(1), received(3), received(3, { row: 99 }), received(8)])).toMatchObject({
    same: 2,
    missing: 1,
    missingPositions: [2],
    added: 2,
    addedRows: [
      { row: 99, position: 3 },
      { row: 18, position: 8 },
    ],
  })
})
