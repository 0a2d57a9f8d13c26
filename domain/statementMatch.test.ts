import { describe, expect, it } from 'vitest'
import type { AttemptId } from './ids.js'
import { identityText, mayRepeat, Occurrences, refOf, type StatementLine } from './statement.js'
import { judge, type Candidate, type Judged } from './statementMatch.js'
import { LooseAttempts, pairUp, type LooseAttempt, type LooseLine } from './statementPairs.js'

const payment: Judged = { kind: 'principal', direction: 'out', status: 'completed', amountMinor: 500_000n, own: false }
const ours = (over: Partial<Candidate> = {}): Candidate => ({
  ...{ attemptId: 'a' as AttemptId, state: 'paid', amountMinor: 500_000n, feeMinor: 2_240n, numberAgrees: true },
  ...over,
})
const result = (line: Partial<Judged>, ...candidates: Candidate[]) => {
  const judged = judge({ ...payment, ...line }, candidates)
  return judged.is === 'settled' ? judged.result : judged.is === 'tells' ? `tells ${judged.said}` : judged.is
}

describe('a line that names an attempt', () => {
  it('agrees with a success that we hold', () => {
    for (const state of ['paid', 'paid_extra', 'reversed'] as const) expect(result({}, ours({ state }))).toBe('matched')
    expect(result({}, ours({ numberAgrees: null }))).toBe('matched')
  })
  it('tells a success that we do not hold, whatever we thought of it', () => {
    for (const state of ['sending', 'accepted', 'unknown', 'refused', 'withdrawn', 'prepared'] as const)
      expect(result({}, ours({ state }))).toBe('tells paid')
  })
  it('ends nothing when amount or number differ, or when it names several', () => {
    expect(result({ amountMinor: 499_900n }, ours({ state: 'unknown' }))).toBe('other_amount')
    expect(result({}, ours({ state: 'unknown', numberAgrees: false }))).toBe('other_number')
    expect(result({}, ours(), ours({ attemptId: 'b' as AttemptId }))).toBe('ambiguous')
  })
  it('that failed or is pending is evidence and nothing else', () => {
    expect(result({ status: 'failed' }, ours({ state: 'unknown' }))).toBe('other')
    expect(result({ status: 'pending' }, ours({ state: 'unknown' }))).toBe('other')
  })
  it('takes back what was paid, in full', () => {
    const back = { kind: 'reversal', direction: 'in' } as const
    expect(result(back, ours())).toBe('tells reversed')
    expect(result(back, ours({ state: 'reversed' }))).toBe('reversed')
    expect(result({ ...back, amountMinor: 1n }, ours())).toBe('other_amount')
    expect(result(back)).toBe('unnamed')
  })
  it('is a charge that we hold, or one to be added up with the others', () => {
    expect(result({ kind: 'charge', amountMinor: 2_240n }, ours())).toBe('matched')
    expect(result({ kind: 'charge', amountMinor: 1_000n }, ours())).toBe('charge')
    expect(result({ kind: 'charge', amountMinor: 2_240n, direction: 'in' }, ours())).toBe('charge')
  })
  it('money that came in under the name of a payout can not be', () => {
    expect(result({ direction: 'in' }, ours())).toBe('contradicts')
  })
  it('that names nothing of ours is no payout, or is looked for by number', () => {
    expect(result({ direction: 'in' })).toBe('other')
    expect(result({ own: true })).toBe('other')
    expect(result({})).toBe('unnamed')
  })
})

describe('a line without a name of ours', () => {
  const at = Date.UTC(2026, 10, 26, 9)
  const line = (over: Partial<LooseLine> = {}): LooseLine => ({
    ...{ id: 'l', atMs: at, amountMinor: 500_000n, number: '+254712345678', mask: null, hasReceipt: true },
    ...over,
  })
  const attempt = (over: Partial<LooseAttempt> = {}): LooseAttempt => ({
    ...{ id: 'a' as AttemptId, leftMs: at - 60_000, amountMinor: 500_000n, number: '+254712345678', hasReceipt: false },
    ...over,
  })
  const paired = (lines: LooseLine[], ...attempts: LooseAttempt[]) => {
    const loose = new LooseAttempts(attempts)
    return Object.fromEntries(
      [...pairUp(new Map(lines.map(each => [each.id, loose.for(each)])))].map(([id, to]) => [id, to.is]),
    )
  }

  it('is the one attempt to this number, of this amount, at this time', () => {
    expect(paired([line()], attempt())).toEqual({ l: 'one' })
    expect(paired([line({ number: null, mask: '+2547*5678' })], attempt())).toEqual({ l: 'one' })
    for (const other of [
      { amountMinor: 500_100n },
      { number: '+254712345679' },
      { leftMs: at + 3_600_000 },
      { leftMs: at - 3 * 86_400_000 },
      { hasReceipt: true },
    ])
      expect(paired([line()], attempt(other)), JSON.stringify(Object.keys(other))).toEqual({})
    expect(paired([line({ number: null })], attempt())).toEqual({})
  })
  it('is for a person when it could be several, or several could be it', () => {
    const twin = attempt({ id: 'b' as AttemptId, leftMs: at - 120_000 })
    expect(paired([line()], attempt(), twin)).toEqual({ l: 'several' })
    expect(paired([line(), line({ id: 'm', atMs: at + 1_000 })], attempt())).toEqual({ l: 'several', m: 'several' })
  })
})

describe('what makes a line the same one in every file', () => {
  const full: StatementLine = {
    ...payment,
    ...{
      row: 7,
      atMs: 1,
      receipt: 'TJF987E58C',
      transactionId: null,
      key: null,
      linked: null,
      number: null,
      mask: null,
    },
    ...{ name: null, details: 'one', reason: 'Business Payment' },
  }
  it('is its receipt, kind, way, state and amount; not where or how it stands there', () => {
    const elsewhere = { ...full, row: 9, atMs: 2, details: 'two', reason: null, name: 'M' }
    expect([refOf(elsewhere), identityText(elsewhere, 1)]).toEqual([refOf(full), identityText(full, 1)])
    expect([mayRepeat(full), mayRepeat({ ...full, kind: 'charge' })]).toEqual([false, true])
    for (const other of [{ kind: 'charge' }, { direction: 'in' }, { status: 'failed' }, { amountMinor: 1n }] as const)
      expect(identityText({ ...full, ...other }, 1)).not.toBe(identityText(full, 1))
  })
  it('without any name is everything it says, and how often that was said before', () => {
    const bare = { ...full, receipt: null }
    expect(identityText({ ...bare, atMs: 2 }, 1)).not.toBe(identityText(bare, 1))
    expect(identityText(bare, 2)).not.toBe(identityText(bare, 1))
  })
  it('counts what is alike, and forgets what is far away', () => {
    const occurrences = new Occurrences(2)
    expect(['a', 'a', 'b', 'a', 'c', 'd', 'a'].map(each => occurrences.nth(each))).toEqual([1, 2, 1, 3, 1, 1, 1])
  })
})
