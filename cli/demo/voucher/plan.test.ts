import { describe, expect, it } from 'vitest'
import { comparable, isLikely, likeness } from '../../../domain/likeness.js'
import { answers, listOf, takersOfAll, voucherPlan, weekOfLostPhones } from './plan.js'

const plan = voucherPlan()
const weekly = [1, 2, 3, 4]

describe('the plan of the voucher demo', () => {
  it('has 500 people of four languages, whom nobody takes for each other', () => {
    expect(plan.people).toHaveLength(500)
    expect(new Set(plan.people.map(({ number }) => number)).size).toBe(500)
    expect(new Set(plan.people.map(({ name }) => name)).size).toBe(500)
    expect(new Set(plan.people.map(({ language }) => language))).toEqual(new Set(['nl', 'en', 'ar', 'fr']))
    for (const { number } of plan.people) expect(number).toMatch(/^\+316[1-5]\d{7}$/)
    const described = plan.people.map(({ number, ...rest }) => comparable({ ...rest, phone: number, nationalId: null }))
    const alike = described.flatMap((one, at) =>
      described.slice(at + 1).filter(other => isLikely(likeness(one, other))),
    )
    expect(alike).toEqual([])
  })

  it('lets most say yes in every week, and plays every kind of answer', () => {
    for (const week of weekly) {
      const said = plan.people.map((_, at) => plan.answerOf(week, at))
      expect(said.filter(each => each === 'button').length).toBeGreaterThan(250)
      const lost = said.filter(each => each === 'lost').length
      expect(lost).toBe(week === weekOfLostPhones ? 2 : 0)
    }
    const ever = new Set(weekly.flatMap(week => plan.people.map((_, at) => plan.answerOf(week, at))))
    expect(ever).toEqual(new Set(answers))
  })

  it('completes who takes every voucher: each week three of twenty others do not', () => {
    expect(takersOfAll(plan)).toBe(200)
    expect(takersOfAll(voucherPlan(500, 1))).toBe(425)
    expect(takersOfAll(voucherPlan(60, 2))).toBe(42)
  })

  it('gives each week as many minutes as so many people take, and reminds with time left to answer', () => {
    const minutes = [20, 40, 60, 150, 500].map(people => voucherPlan(people).weekMinutes)
    expect(minutes).toEqual([1, 1, 1, 2, 4])
    for (const people of [20, 40, 500]) {
      const { reminderAfterS, deadlineS } = voucherPlan(people)
      expect(deadlineS - reminderAfterS).toBeGreaterThanOrEqual(10)
    }
  })

  it('plays all of it with forty people too, and needs no more than the budget', () => {
    const small = voucherPlan(40)
    const ever = new Set(weekly.flatMap(week => small.people.map((_, at) => small.answerOf(week, at))))
    expect(ever).toEqual(new Set(answers))
    expect(small.voucherMinor * BigInt(small.people.length * small.weeks)).toBeLessThanOrEqual(small.budgetMinor)
    const lines = new TextDecoder().decode(listOf(small).bytes).trim().split('\n')
    expect(lines).toHaveLength(41)
    expect(lines.every(line => line.split(',').length === 6)).toBe(true)
  })
})
