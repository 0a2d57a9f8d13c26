import { expect, test } from 'vitest'
import { judge } from './fourEyes.js'

const now = new Date('2026-11-26T09:00:00Z')
const pending = { proposedBy: 'asha', state: 'proposed', goodUntil: new Date('2026-12-10T09:00:00Z') }
const asked = (over: object, person: string, approve: boolean) =>
  judge({ ...pending, ...over }, { person, approve, now })

test('whoever proposed it takes it back, but does not approve it', () => {
  expect(asked({}, 'asha', true)).toMatchObject({ problem: 'four_eyes' })
  expect(asked({}, 'asha', false)).toEqual({ is: 'withdraw' })
})

test('somebody else decides it either way', () => {
  expect(asked({}, 'chege', true)).toEqual({ is: 'decide' })
  expect(asked({}, 'chege', false)).toEqual({ is: 'decide' })
})

test('decided so before it is a quiet yes, decided otherwise it is over', () => {
  expect(asked({ state: 'approved' }, 'chege', true)).toEqual({ is: 'already' })
  expect(asked({ state: 'rejected' }, 'chege', false)).toEqual({ is: 'already' })
  expect(asked({ state: 'withdrawn' }, 'chege', true)).toMatchObject({ problem: 'state' })
  expect(asked({ state: 'approved' }, 'chege', false)).toMatchObject({ problem: 'state' })
})

test('what is too old is rejected, but not approved any more', () => {
  const old = { goodUntil: now }
  expect(asked(old, 'chege', true)).toMatchObject({ problem: 'state' })
  expect(asked(old, 'chege', false)).toEqual({ is: 'decide' })
  expect(asked({ goodUntil: null }, 'chege', true)).toEqual({ is: 'decide' })
})
