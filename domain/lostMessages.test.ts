import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whichAreListed, type ListedMessage, type LostTry } from './lostMessages.js'

const left = Date.parse('2026-02-03T04:05:06Z')
const aTry = (tryId: string, change: Partial<LostTry> = {}): LostTry => ({
  tryId,
  channel: 'sms',
  to: '+254711000001',
  body: 'Pesa zimetumwa.',
  leftAtMs: left,
  ...change,
})
const listed = (carrierMessageId: string, change: Partial<ListedMessage> = {}): ListedMessage => ({
  carrierMessageId,
  channel: 'sms',
  to: '+254711000001',
  body: 'Pesa zimetumwa.',
  createdAtMs: left + 1_000,
  ...change,
})
const long = { known: new Set<string>(), nowMs: left + 600_000, listedWithinMs: 120_000 }
const answers = (tries: readonly LostTry[], list: readonly ListedMessage[], change: Partial<typeof long> = {}) =>
  Object.fromEntries(
    [...whichAreListed(tries, list, { ...long, ...change })].map(([tryId, answer]) => [
      tryId,
      answer.is === 'found' ? answer.message.carrierMessageId : answer.is,
    ]),
  )

describe('a message whose answer was lost', () => {
  it('is the listed one of the same number, text and time', () => {
    expect(answers([aTry('t')], [listed('SM1')])).toEqual({ t: 'SM1' })
  })

  it.each<[string, Partial<ListedMessage>]>([
    ['to another number', { to: '+254711000002' }],
    ['on another channel', { channel: 'whatsapp' }],
    ['with another text', { body: 'Pesa zimetumwa' }],
    ['with a blank line more', { body: 'Pesa\n\nzimetumwa.' }],
    ['from six seconds before it left', { createdAtMs: left - 5_001 }],
    ['from more than two minutes after', { createdAtMs: left + 120_001 }],
  ])('is not one %s', (_, change) => expect(answers([aTry('t')], [listed('SM1', change)])).toEqual({ t: 'notListed' }))

  it.each([left - 5_000, left, left + 120_000])('may have been created at the edges of its time', createdAtMs => {
    expect(answers([aTry('t')], [listed('SM1', { createdAtMs })])).toEqual({ t: 'SM1' })
  })

  it('is known again though the carrier changed the ends of its lines', () => {
    const body = 'Habari \r\nPesa zimetumwa.\t\rKaribu  \n'
    expect(answers([aTry('t', { body })], [listed('SM1', { body: 'Habari\nPesa zimetumwa.\nKaribu' })])).toEqual({
      t: 'SM1',
    })
  })

  it('is not one that belongs to another submission', () => {
    expect(answers([aTry('t')], [listed('SM1')], { known: new Set(['SM1']) })).toEqual({ t: 'notListed' })
  })

  it('that is not listed yet is not a "no" until the list can be believed', () => {
    expect(answers([aTry('t')], [], { nowMs: left + 119_999 })).toEqual({ t: 'tooEarly' })
    expect(answers([aTry('t')], [], { nowMs: left + 120_000 })).toEqual({ t: 'notListed' })
    expect(answers([aTry('t')], [listed('SM1')], { nowMs: left + 2_000 })).toEqual({ t: 'SM1' })
  })
})

describe('two people on one phone with the same text', () => {
  const older = aTry('b-older')
  const younger = aTry('a-younger', { leftAtMs: left + 400 })

  it('and one message listed: the older has arrived, the younger is not listed', () => {
    for (const tries of [
      [older, younger],
      [younger, older],
    ])
      expect(answers(tries, [listed('SM1')])).toEqual({ 'b-older': 'SM1', 'a-younger': 'notListed' })
  })

  it('and both listed: each has its own', () => {
    const list = [listed('SM2', { createdAtMs: left + 2_000 }), listed('SM1')]
    expect(answers([younger, older], list)).toEqual({ 'b-older': 'SM1', 'a-younger': 'SM2' })
  })

  it('and the same line on two pages: it explains one', () => {
    expect(answers([older, younger], [listed('SM1'), listed('SM1')])).toEqual({
      'b-older': 'SM1',
      'a-younger': 'notListed',
    })
  })

  it('who left in the same moment are told apart the same way each time', () => {
    const same = [aTry('y'), aTry('x')]
    expect(answers(same, [listed('SM1')])).toEqual({ x: 'SM1', y: 'notListed' })
  })
})

it('every try has one answer, no message has two owners, and the order of the list changes nothing', () => {
  const moment = fc.integer({ min: 0, max: 300_000 })
  const tries = fc.array(moment, { maxLength: 6 })
  fc.assert(
    fc.property(tries, tries, fc.integer(), (lefts, createds, turn) => {
      const these = lefts.map((ms, index) => aTry(`t${index}`, { leftAtMs: left + ms }))
      const list = createds.map((ms, index) => listed(`SM${index}`, { createdAtMs: left + ms }))
      const first = answers(these, list)
      expect(Object.keys(first).sort()).toEqual(these.map(({ tryId }) => tryId).sort())
      const owned = Object.values(first).filter(value => value.startsWith('SM'))
      expect(new Set(owned).size).toBe(owned.length)
      const at = Math.abs(turn) % (list.length + 1)
      expect(answers([...these].reverse(), [...list.slice(at), ...list.slice(0, at)])).toEqual(first)
    }),
  )
})
