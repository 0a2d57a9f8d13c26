import { expect, it } from 'vitest'
import { Reader } from './received.js'

const mark = `mkono:list:3f0d2c5a-1111-4222-8333-444455556666:${'ab'.repeat(32)}`
const read = (rows: string[][]) => {
  const reader = new Reader()
  for (const [index, cells] of rows.entries()) reader.add({ row: index + 1, cells })
  return reader.received()
}
const head = ['No.', 'Reference', 'Number', 'Amount']

it('a list is found by the heads of its table, wherever it stands, and its mark in whatever cell', () => {
  const received = read([['Approved list'], ['List', mark], [], head, ['1', 'ISI-0001', '+2547•••••001', '5000.00']])
  expect(received.mark?.hash).toBe('ab'.repeat(32))
  expect(received.fields).toEqual(['reference', 'number', 'amount'])
  expect(received.rows).toEqual([
    { row: 5, position: 1, reference: 'ISI-0001', number: '+2547•••••001', amount: '5000.00' },
  ])
})

it('columns may have been moved, and sums and other tables beneath are no payouts', () => {
  const { rows, unreadable } = read([
    ['Amount', 'No.', 'Reference'],
    ['5000.00', '2', 'ISI-0002'],
    ['oh', 'x', 'ISI-0009'],
    ['5000.00', '', 'In all'],
    ['1', '7', 'ISI-0007'],
  ])
  expect(rows.map(row => row.position)).toEqual([2])
  expect(unreadable).toEqual([3])
})

it('a table of something else is none of ours', () => {
  expect(
    read([
      ['name', 'amount'],
      ['Ekai', '5'],
    ]).fields,
  ).toBeNull()
})
