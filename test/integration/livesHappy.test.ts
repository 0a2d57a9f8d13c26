import { afterEach, expect, it } from 'vitest'
import { setApprovalSteps } from '../../db/approvalSteps.js'
import { mkono } from '../../domain/people.js'
import { aStage, asha, baraka, chege, expectDone, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

it('fifty households are frozen, approved, paid once each, and the round closes', async () => {
  stage = await aStage({ people: 50 })
  await stage.work()
  const id = await stage.pay({ batchSize: 20 })
  const closed = await stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )
  expect(closed.byState).toEqual({ paid: { count: 50, amountMinor: '25000000' } })
  expect((await stage.book()).transfers).toHaveLength(50)
  await stage.booksAgree()
  // The row is closed a moment before its life has looked at it again.
  const told = await stage.until(
    () => stage.lives.distribution(id).told(),
    each => each?.says.startsWith('Closed') === true,
  )
  expect(told?.says).toBe('Closed: 50 of 50 paid, KES 250,000.00 of KES 250,000.00.')
})

it('who made a distribution can not approve it, who approved it can not start it, and nothing is paid before somebody does', async () => {
  stage = await aStage({ people: 2 })
  await stage.work()
  const id = await stage.pay({ start: false })
  expect(await stage.lives.distribution(id).approve({ ...asha, role: 'finance_approver' }, 'ab')).toMatchObject({
    ok: false,
    problem: 'four_eyes',
  })
  expect(await stage.lives.distribution(id).approve(baraka, 'ab')).toMatchObject({ ok: false, problem: 'conflict' })
  expect(await stage.lives.distribution(id).start({ ...baraka, role: 'programme_manager' })).toMatchObject({
    ok: false,
    problem: 'four_eyes',
  })
  expect((await stage.standing(id)).state).toBe('approved')
  expect((await stage.book()).transfers).toEqual([])
})

it('a list that two approve waits for the second, and says so', async () => {
  stage = await aStage({ people: 2 })
  await stage.work()
  const steps = [{ fromMinor: '0', approvers: 2, role: null }]
  expectDone(await setApprovalSteps(stage.house, { programmeId: stage.programmeId, steps, by: mkono }))
  const id = await stage.pay({ start: false })
  const life = stage.lives.distribution(id)
  const waits = await stage.until(
    () => life.told(),
    each => each?.says.includes('1 of 2') === true,
  )
  expect(waits?.says).toBe('Waits for approval (1 of 2): 2 households, KES 10,000.00.')
  expect(await life.start(asha)).toMatchObject({ ok: false, problem: 'state' })
  expectDone(await life.approve(chege, (await stage.standing(id)).listHash ?? ''))
  expect((await stage.standing(id)).state).toBe('approved')
})
