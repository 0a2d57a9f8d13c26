/** For how long an undo is offered, and whose it is. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { newestOffer, offeredMs, offerFor, undoHeader } from './undo.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('an undo is offered for fifteen seconds, and no longer', () => {
  const over = vi.fn()
  offerFor(offeredMs, over)
  vi.advanceTimersByTime(14_999)
  expect(over).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(over).toHaveBeenCalledOnce()
})

it('it stays as long as somebody is at it, and the time begins anew when they leave', () => {
  const over = vi.fn()
  const offer = offerFor(offeredMs, over)
  vi.advanceTimersByTime(14_000)
  offer.hold()
  vi.advanceTimersByTime(3_600_000)
  expect(over).not.toHaveBeenCalled()
  offer.letGo()
  vi.advanceTimersByTime(14_999)
  expect(over).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(over).toHaveBeenCalledOnce()
})

it('what is taken up or closed ends no second time', () => {
  const over = vi.fn()
  const offer = offerFor(offeredMs, over)
  offer.letGo()
  offer.end()
  vi.advanceTimersByTime(60_000)
  expect(over).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

it('the keyboard takes back the last act, and none before it once that is over', () => {
  newestOffer.set('pause')
  newestOffer.set('hold')
  expect([newestOffer.is('pause'), newestOffer.is('hold')]).toEqual([false, true])
  newestOffer.end('pause')
  expect(newestOffer.is('hold')).toBe(true)
  newestOffer.end('hold')
  expect([newestOffer.is('pause'), newestOffer.is('hold')]).toEqual([false, false])
})

it('each request of one undo has a key of its own, the same one when it is asked again', () => {
  const header = { 'idempotency-key': 'abc', undo: 'true' } as const
  expect([undoHeader(header, 0), undoHeader(header, 1)].map(each => each['idempotency-key'])).toEqual([
    'abc-0',
    'abc-1',
  ])
  expect(undoHeader(header, 1)).toEqual(undoHeader(header, 1))
})
