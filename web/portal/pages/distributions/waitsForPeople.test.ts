import { describe, expect, it } from 'vitest'
import type { Progress } from '../../api/shapes.ts'
import { waitsForPeople } from './waitsForPeople.ts'

type Group = Progress['byStateAndReason'][number]

const of = (state: Group['state'], count: number, acts: Group['acts'] = null): Group => ({
  ...{ state, count, acts, reason: acts, held: 0, amountMinor: String(count * 500) },
})

const aList = (
  groups: readonly Group[],
  cases: Readonly<Record<string, number>> = {},
  state: Progress['state'] = 'paying',
): Parameters<typeof waitsForPeople>[0] => ({
  state,
  byStateAndReason: [...groups],
  openCases: Object.entries(cases).map(([kind, count]) => ({
    ...{ kind, count, owner: 'programme staff', nextDeadlineAt: '2026-12-24T09:00:00.000Z' },
  })),
})

describe('a list of which somebody is stuck', () => {
  it('waits for people once nothing of it is on its way', () => {
    expect(waitsForPeople(aList([of('paid', 323), of('refused', 1, 'correct')], { correction: 1 }))).toBe(1)
    const groups = [of('paid', 320), of('refused', 2, 'correct'), of('unknown', 1, 'human'), of('to_decide', 1)]
    expect(waitsForPeople(aList(groups, { correction: 2, unknown: 1, decision: 1 }))).toBe(4)
  })

  it('is being paid as long as anything of it is on its way', () => {
    for (const state of ['listed', 'ready', 'in_progress'] as const)
      expect(
        waitsForPeople(aList([of('paid', 322), of(state, 1), of('refused', 1, 'correct')], { correction: 1 })),
      ).toBe(0)
  })

  it('is being paid while the provider is still asked, or tried again, by itself', () => {
    expect(waitsForPeople(aList([of('paid', 323), of('unknown', 1, 'ask')]))).toBe(0)
    expect(waitsForPeople(aList([of('paid', 322), of('refused', 2, 'retry_later')], { fee: 1 }))).toBe(0)
    const some = [of('paid', 322), of('unknown', 1, 'ask'), of('refused', 1, 'correct')]
    expect(waitsForPeople(aList(some, { correction: 1 }))).toBe(1)
  })

  it('waits for people too where that was done often enough, and became a case', () => {
    expect(waitsForPeople(aList([of('paid', 322), of('refused', 2, 'retry_later')], { decision: 1 }))).toBe(1)
    expect(waitsForPeople(aList([of('paid', 322), of('unknown', 2, 'ask')], { unknown: 2 }))).toBe(2)
  })

  it('waits for whoever was corrected and is paused, though no case is left', () => {
    expect(waitsForPeople(aList([of('paid', 323), of('refused', 1, 'correct')]))).toBe(1)
  })

  it('waits for nobody where everybody is paid, whatever the fees', () => {
    expect(waitsForPeople(aList([of('paid', 324)], { correction: 1, fee: 1 }))).toBe(0)
  })

  it('is told by its state where it is not being paid', () => {
    for (const state of ['paused', 'closed', 'approved'] as const)
      expect(waitsForPeople(aList([of('paid', 323), of('refused', 1, 'correct')], { correction: 1 }, state))).toBe(0)
  })
})
