import { expect, it } from 'vitest'
import type { Conversation, Story, Voucher } from '../../api/shapes.ts'
import { lifeLines } from './lifeLines.ts'

const day = (number: number): string => `2026-11-0${number}T10:00:00.000Z`
const story = {
  payouts: [
    { payoutId: 'a', stateAt: day(8), attempts: [{ stateAt: day(2) }, { stateAt: day(4) }] },
    { payoutId: 'b', stateAt: day(7), attempts: [] },
  ],
  cases: [{ caseId: 'c', openedAt: day(3), closedAt: null }],
  acts: [
    { at: day(1), act: 'beneficiary enrolled' },
    { at: day(5), act: 'correction proposed' },
    { at: day(5), act: 'correction approved' },
  ],
} as unknown as Story
const said = { told: [{ at: day(6) }], written: [] } as unknown as Conversation
const vouchers = [{ issuedAt: day(1), askedAt: null, deliveredAt: day(9) }] as unknown as Voucher[]

it('tells money, messages, vouchers, cases and acts as one line, newest first', () => {
  const kinds = lifeLines({ story, said, vouchers }).map(({ kind, at }) => `${at.slice(9, 10)} ${kind}`)
  expect(kinds).toEqual([
    '9 vouchers',
    '7 money',
    '6 messages',
    '5 acts',
    '5 acts',
    '4 money',
    '3 cases',
    '2 money',
    '1 vouchers',
    '1 acts',
  ])
})

it('puts the later one of two acts of one moment above', () => {
  const acts = lifeLines({ story, said: undefined, vouchers: [] }).flatMap(line =>
    line.kind === 'acts' ? [line.act.act] : [],
  )
  expect(acts).toEqual(['correction approved', 'correction proposed', 'beneficiary enrolled'])
})

it('says nothing of messages and vouchers to whoever may not read them', () => {
  const kinds = new Set(lifeLines({ story, said: undefined, vouchers: [] }).map(({ kind }) => kind))
  expect([...kinds].sort()).toEqual(['acts', 'cases', 'money'])
})
