import { describe, expect, it } from 'vitest'
import { batchTries, batchTriesAgain, reasonsOfTime } from './asking.js'
import { reasons } from './reason.js'

describe('what a batch tries again by itself', () => {
  const inBatch = true

  it('is what only time mends, a bounded number of times', () => {
    expect(batchTriesAgain({ inBatch, ordinal: 1, reason: 'not_taken' })).toBe(true)
    expect(batchTriesAgain({ inBatch, ordinal: batchTries - 1, reason: 'recipient_limit' })).toBe(true)
    expect(batchTriesAgain({ inBatch, ordinal: batchTries, reason: 'not_taken' })).toBe(false)
  })

  it('is nothing that a person has to mend, decide or be told', () => {
    for (const reason of ['not_registered', 'credentials', 'insufficient_funds', 'refused_unlisted', 'silent'] as const)
      expect(batchTriesAgain({ inBatch, ordinal: 1, reason })).toBe(false)
    for (const reason of reasonsOfTime) expect(reasons[reason].acts).toBe('retry_later')
  })

  it('is nothing that went over to somebody’s own life', () => {
    expect(batchTriesAgain({ inBatch: false, ordinal: 2, reason: 'not_taken' })).toBe(false)
  })
})
