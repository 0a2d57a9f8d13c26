import { describe, expect, it } from 'vitest'
import { judgeLostCard, type CardSays, type LostCard } from './voucherReplacing.js'

const aCard = (change: Partial<LostCard> = {}): LostCard => ({
  amountMinor: 2_500n,
  toldMinor: 2_500n,
  deskLeftMinor: null,
  cancelSent: false,
  ...change,
})
const usable = (minor: bigint, cancelled = false): CardSays => ({ is: 'usable', minor, cancelled })
const not = { is: 'not' } as const
const move = (minor: bigint) => ({ do: 'move', minor })
const keep = (why: string) => ({ do: 'keep', why })

describe('a lost card', () => {
  it('of which nothing was spent is cancelled, and all that came back moves', () => {
    expect(judgeLostCard(aCard(), usable(2_500n))).toEqual({ do: 'cancel' })
    expect(judgeLostCard(aCard(), { is: 'untold' }, { is: 'returned', minor: 2_500n })).toEqual(move(2_500n))
    expect(judgeLostCard(aCard(), { is: 'untold' }, { is: 'returned', minor: 9_999n })).toEqual(move(2_500n))
  })

  it('that can still be spent after it was to be cancelled waits, and nothing moves', () => {
    expect(judgeLostCard(aCard(), usable(2_500n), not)).toEqual({ do: 'again' })
    expect(judgeLostCard(aCard({ cancelSent: true }), { is: 'untold' }, not)).toEqual({ do: 'again' })
    expect(judgeLostCard(aCard({ cancelSent: true }), usable(0n), not)).toEqual({ do: 'again' })
  })

  it('of which something was spent, in whichever moment, stays with its person', () => {
    expect(judgeLostCard(aCard(), usable(2_499n))).toEqual(keep('spent'))
    expect(judgeLostCard(aCard(), usable(2_499n), not)).toEqual(keep('spent'))
    expect(judgeLostCard(aCard(), usable(0n))).toEqual(keep('empty'))
    expect(judgeLostCard(aCard(), { is: 'expired', minor: null })).toEqual(keep('expired'))
  })

  it('that an earlier request of ours took back, whose answer was lost, moves whole', () => {
    expect(judgeLostCard(aCard({ cancelSent: true }), usable(0n, true), not)).toEqual(move(2_500n))
    expect(judgeLostCard(aCard({ cancelSent: true }), usable(0n))).toEqual({ do: 'cancel' })
    expect(judgeLostCard(aCard({ cancelSent: true }), { is: 'inactive', minor: null }, not)).toEqual(move(2_500n))
    expect(judgeLostCard(aCard(), { is: 'inactive', minor: null }, not)).toEqual({ do: 'again' })
  })

  it('that somebody else than us took back stays until its desk says what was left: something may have been spent of it', () => {
    expect(judgeLostCard(aCard({ toldMinor: null }), usable(0n, true))).toEqual(keep('blocked'))
    expect(judgeLostCard(aCard(), usable(0n, true), not)).toEqual(keep('blocked'))
  })

  it('that is blocked without a statement of the desk, which might unblock it, stays with its person', () => {
    expect(judgeLostCard(aCard(), { is: 'blocked', minor: null })).toEqual(keep('blocked'))
  })
})

describe('a card that the FSP’s desk is said to have blocked', () => {
  const stated = aCard({ toldMinor: 1_500n, deskLeftMinor: 2_000n })
  it('moves only once the FSP itself says that it can not be spent', () => {
    expect(judgeLostCard(stated, usable(1_500n))).toEqual({ do: 'again' })
    expect(judgeLostCard(stated, { is: 'untold' })).toEqual({ do: 'again' })
    expect(judgeLostCard(stated, usable(0n))).toEqual(keep('empty'))
  })

  it('moves no more than we were told and than the desk names', () => {
    expect(judgeLostCard(stated, { is: 'blocked', minor: null })).toEqual(move(1_500n))
    expect(judgeLostCard(stated, { is: 'blocked', minor: 1_200n })).toEqual(move(1_200n))
    expect(judgeLostCard(aCard({ deskLeftMinor: 700n }), { is: 'blocked', minor: 1_200n })).toEqual(move(700n))
    expect(judgeLostCard(aCard({ toldMinor: null, deskLeftMinor: 700n }), { is: 'blocked', minor: null })).toEqual(
      move(700n),
    )
    // Cancelled by the desk: its balance is nothing since then, and what we were told before counts.
    expect(judgeLostCard(stated, usable(0n, true))).toEqual(move(1_500n))
    expect(judgeLostCard({ ...stated, toldMinor: 0n }, usable(0n, true))).toEqual(move(2_000n))
    expect(judgeLostCard({ ...stated, cancelSent: true }, usable(0n))).toEqual(move(2_000n))
  })
})
