import { describe, expect, test } from 'vitest'
import type { B2cEntry } from '../fsp/africastalking/wire.js'
import { disarrange } from './disarrange.js'
import type { FaultParams } from './fault-kinds.js'

const queued = (last: number): B2cEntry => ({ phoneNumber: `+${last}`, status: 'Queued', transactionId: `t${last}` })
const failed: B2cEntry = { phoneNumber: '+9', status: 'Failed', errorMessage: 'No float' }
const swapped = (entries: B2cEntry[], params: FaultParams, key = 'call-1') =>
  disarrange(entries, [{ kind: 'entries-swapped', params, chance: 0 }], 'seed', key)

describe('entries swapped', () => {
  test('give two numbers each the transaction of the other, and the rest their own', () => {
    const entries = [queued(1), failed, queued(2), queued(3)]
    const answer = swapped(entries, {})
    expect(answer.map(entry => entry.phoneNumber)).toEqual(['+1', '+9', '+2', '+3'])
    expect(answer.map(entry => entry.transactionId).sort()).toEqual(['t1', 't2', 't3', undefined])
    const wrong = answer.filter(
      entry => entry.transactionId && entry.transactionId.slice(1) !== entry.phoneNumber.slice(1),
    )
    expect(wrong).toHaveLength(2)
    expect(answer[1]).toEqual(failed)
  })

  test('can tell the refused one that it was queued, and a queued one the refusal', () => {
    const answer = swapped([queued(1), failed, queued(2)], { swap: 'status' })
    expect(answer[1]).toEqual({ phoneNumber: '+9', status: 'Queued' })
    expect(answer.filter(entry => entry.status === 'Failed')).toEqual([
      {
        phoneNumber: expect.stringMatching(/[12]/),
        transactionId: expect.any(String),
        status: 'Failed',
        errorMessage: 'No float',
      },
    ])
  })

  test('hit the same two whenever the same call is hit', () => {
    const entries = [1, 2, 3, 4, 5, 6, 7, 8].map(queued)
    expect(swapped(entries, {})).toEqual(swapped(entries, {}))
    const pairs = new Set([1, 2, 3, 4, 5, 6].map(call => JSON.stringify(swapped(entries, {}, `call-${call}`))))
    expect(pairs.size).toBeGreaterThan(1)
  })

  test('leave alone what has nothing to swap', () => {
    expect(swapped([queued(1), failed], {})).toEqual([queued(1), failed])
    expect(swapped([queued(1), queued(2)], { swap: 'status' })).toEqual([queued(1), queued(2)])
  })
})
