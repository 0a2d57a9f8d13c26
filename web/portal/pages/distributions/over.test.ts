import { describe, expect, it } from 'vitest'
import { isOver, isTold } from './over.ts'

describe('a list that is over', () => {
  it('is closed, rejected or cancelled', () => {
    expect(isOver('closed') && isOver('rejected') && isOver('cancelled')).toBe(true)
    expect(isOver('paying') || isOver('paused') || isOver('approved') || isOver('awaiting_approval')).toBe(false)
  })

  it('is told in full once everybody on it is paid, given up or cancelled', () => {
    expect(isTold('closed', ['paid', 'closed', 'cancelled'])).toBe(true)
    expect(isTold('cancelled', ['paid', 'cancelled'])).toBe(true)
    expect(isTold('paying', ['paid'])).toBe(false)
  })

  it('is asked for as long as somebody on it may still be paid', () => {
    for (const state of ['refused', 'unknown', 'in_progress', 'to_decide', 'overpaid', 'ready'] as const)
      expect([state, isTold('closed', ['paid', state])]).toEqual([state, false])
  })

  it('was never begun where it was rejected', () => {
    expect(isTold('rejected', ['listed'])).toBe(true)
    expect(isTold('closed', ['listed'])).toBe(false)
  })
})
