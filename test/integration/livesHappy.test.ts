import { afterEach, expect, it } from 'vitest'
import { aStage, asha, baraka, type Stage } from './livesStage.js'

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
