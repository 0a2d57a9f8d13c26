import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { readPhone } from '../../domain/phone.js'
import { readPlan } from './plan.js'

const plan = readPlan()
const rowsOf = (bytes: Uint8Array): Record<string, string>[] =>
  parse(Buffer.from(bytes), { bom: true, columns: true }) as Record<string, string>[]
const numberOf = (text: string): string => {
  const read = readPhone(text, 'KE')
  return read.ok ? read.number : ''
}
const listed = rowsOf(plan.list.bytes).map(row => numberOf(row['phone_number'] ?? ''))
const files = [plan.corrections.beforePay, ...plan.corrections.afterPay]
const corrected = files.flatMap(file => rowsOf(file.bytes).map(row => row['new_number'] ?? ''))
const refused = plan.refusedAtPay.atFirst.map(({ number }) => number)

test('numbers refused at payment are on the list once: none belongs to two households', () => {
  for (const number of refused) expect(listed.filter(each => each === number)).toHaveLength(1)
})

test('corrected numbers are real mobile numbers that nobody on the list has', () => {
  for (const number of corrected) {
    expect(numberOf(number)).toBe(number)
    expect(listed).not.toContain(number)
  }
  expect(new Set(corrected).size).toBe(corrected.length)
})

test('the number that is refused again is one that a correction brings, and is corrected once more', () => {
  for (const { number } of plan.refusedAtPay.afterCorrection) {
    const ref = rowsOf(plan.corrections.afterPay[0]?.bytes ?? new Uint8Array()).find(
      row => row['new_number'] === number,
    )?.['beneficiary']
    const next = rowsOf(plan.corrections.afterPay[1]?.bytes ?? new Uint8Array()).map(row => row['beneficiary'])
    expect(next).toContain(ref)
  }
})

test('what goes wrong on the way goes wrong for numbers that are not refused', () => {
  const { answerLostPaying, callbackLostFor, callbacksTwiceFor, smsNotReaching } = plan.faults
  for (const number of [answerLostPaying, callbackLostFor, smsNotReaching, ...callbacksTwiceFor]) {
    expect(listed.filter(each => each === number)).toHaveLength(1)
    expect(refused).not.toContain(number)
  }
})

test('the expected total is what the rules give those who are paid', () => {
  const { expected } = plan
  expect(expected.sandbox.totalMinor).toBe(expected.oursTotalMinor)
  expect(expected.sandbox.paid).toBe(expected.paid)
  expect(expected.paid + expected.open + expected.unknown).toBe(expected.payouts)
})
