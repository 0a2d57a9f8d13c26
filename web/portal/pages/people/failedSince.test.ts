import { describe, expect, it } from 'vitest'
import { failedSince } from './failedSince.ts'

const checkedAt = '2026-11-02T08:00:00Z'
const failed = {
  state: 'refused',
  reason: 'not_registered',
  destinationId: 'first',
  leftAt: '2026-11-03T08:00:00Z',
  stateAt: '2026-11-03T08:01:00Z',
} as const
const known = (attempts: readonly object[], over: object = {}) =>
  failedSince({
    person: { accountCheck: 'ok', accountCheckedAt: checkedAt, ...over },
    destinations: [{ destinationId: 'first', state: 'approved' }],
    payouts: [{ attempts: attempts.map(each => ({ ...failed, ...each })) }],
  })

describe('a check that a payment has contradicted since', () => {
  it('is told with the payment', () => {
    expect(known([{}])).toEqual({ at: failed.stateAt, reason: 'not_registered' })
  })

  it('is none where the number was checked again, replaced, or paid after it', () => {
    expect(known([{}], { accountCheckedAt: '2026-11-04T08:00:00Z' })).toBeNull()
    expect(known([{ destinationId: 'another' }])).toBeNull()
    expect(known([{}, { state: 'paid', reason: null, stateAt: '2026-11-05T08:00:00Z' }])).toBeNull()
  })

  it('is none where the number was not to blame, or its check does not say that it can receive', () => {
    expect(known([{ reason: 'insufficient_funds' }])).toBeNull()
    expect(known([{}], { accountCheck: 'cannot_receive' })).toBeNull()
  })
})
