import { describe, expect, it } from 'vitest'
import { standingOf, stepsOf, wrongWithSteps, type ApprovalStep } from './approval.js'

const by = (...roles: string[]) => roles.map((role, i) => ({ by: `person ${i}`, role }))
const step = (fromMinor: string, approvers: number, role: string | null = null): ApprovalStep => ({
  fromMinor,
  approvers,
  role,
})

describe('approval of a list', () => {
  it('takes one person where a programme says nothing', () => {
    expect(standingOf([], 5n, [])).toMatchObject({ complete: false, given: 0, needed: 1, neededInAll: 1 })
    expect(standingOf([], 5n, by('finance_approver')).complete).toBe(true)
  })

  it('takes the steps that its sum reaches, and no others', () => {
    const steps = [step('0', 1), step('1000', 2), step('5000', 1, 'director')]
    expect(stepsOf(steps, 999n)).toHaveLength(1)
    expect(standingOf(steps, 999n, by('a')).complete).toBe(true)
    expect(standingOf(steps, 1000n, by('a', 'b'))).toMatchObject({ complete: false, step: 2, given: 1, needed: 2 })
    expect(standingOf(steps, 1000n, by('a', 'b', 'c')).complete).toBe(true)
    expect(standingOf(steps, 5000n, by('a', 'b', 'c'))).toMatchObject({ complete: false, step: 3, role: 'director' })
  })

  it('takes them in order: who may only take a later step has said nothing yet', () => {
    const steps = [step('0', 1, 'finance_approver'), step('0', 1, 'director')]
    expect(standingOf(steps, 1n, by('director'))).toMatchObject({ complete: false, step: 1, given: 0 })
    expect(standingOf(steps, 1n, by('director', 'finance_approver'))).toMatchObject({
      complete: false,
      step: 2,
      given: 0,
    })
    expect(standingOf(steps, 1n, by('finance_approver', 'director')).complete).toBe(true)
  })

  it('refuses steps by which somebody could be paid without anybody', () => {
    expect(wrongWithSteps([])).toBeNull()
    expect(wrongWithSteps([step('0', 1), step('1000', 2)])).toBeNull()
    expect(wrongWithSteps([step('1000', 2)])).toContain('begins at 0')
    expect(wrongWithSteps([step('0', 0)])).toContain('one to ten')
    expect(wrongWithSteps([step('-1', 1)])).toContain('amount')
    expect(wrongWithSteps(Array.from({ length: 11 }, () => step('0', 1)))).toContain('ten steps')
  })
})
