import { describe, expect, it } from 'vitest'
import type { PersonAttempt, PersonPayout, PersonRows } from '../db/lives/person.js'
import type { AttemptId, BeneficiaryId, DestinationId, PayoutId, ProgrammeId } from '../domain/ids.js'
import { mattersOf } from './matters.js'

const now = new Date('2026-11-22T10:00:00Z')
const inMs = (ms: number): Date => new Date(now.getTime() + ms)
const hour = 3_600_000

const attempt = (over: Partial<PersonAttempt> = {}): PersonAttempt => ({
  attemptId: 'a1' as AttemptId,
  ordinal: 1,
  state: 'refused',
  stateAt: inMs(-hour),
  inBatch: true,
  destinationId: 'd1' as DestinationId,
  notBefore: null,
  ...over,
})
const payout = (over: Partial<PersonPayout> = {}): PersonPayout => ({
  payoutId: 'p1' as PayoutId,
  distributionName: 'Round 1',
  distributionState: 'paying',
  accountPaused: false,
  state: 'refused',
  stateAt: inMs(-hour),
  reason: 'not_registered',
  heldReason: null,
  released: false,
  amountMinor: 500_000n,
  currency: 'KES',
  unconfirmed: false,
  staysInBatch: false,
  nextCheckAt: null,
  last: attempt(),
  ...over,
})
const person = (over: Partial<PersonRows> = {}): PersonRows => ({
  beneficiaryId: 'b' as BeneficiaryId,
  programmeId: 'g' as ProgrammeId,
  programmeName: 'Isiolo',
  number: 42,
  state: 'included',
  heldReason: null,
  current: { destinationId: 'd1' as DestinationId, approvalId: null },
  proposed: null,
  payouts: [payout()],
  cases: [],
  endsProposed: [],
  ...over,
})
const correctionCase = (deadlineAt: Date): PersonRows['cases'][number] => ({
  kind: 'correction',
  payoutId: 'p1' as PayoutId,
  attemptId: 'a1' as AttemptId,
  owner: 'programme staff',
  deadlineAt,
  atDeadline: 'close_payout',
})

describe('what a person’s life has to do', () => {
  it('a callback’s claim about a payout that is paid already is put to the FSP at once', () => {
    const paid = payout({ state: 'paid', reason: null, last: attempt({ state: 'paid' }) })
    expect(mattersOf(person({ payouts: [paid] }), now).matters).toEqual([])
    const claimed = { ...paid, nextCheckAt: inMs(-1) }
    expect(mattersOf(person({ payouts: [claimed] }), now).matters).toEqual([{ kind: 'ask', payoutId: 'p1' }])
  })

  it('nothing, while the batch follows the first attempt', () => {
    for (const state of ['prepared', 'sending', 'accepted'] as const) {
      const rows = person({ payouts: [payout({ state: 'in_progress', last: attempt({ state }) })] })
      expect(mattersOf(rows, now)).toEqual({ matters: [], waits: [], exhausted: [] })
    }
  })

  it('asks before anything follows a refusal that the FSP has not confirmed', () => {
    const rows = person({
      current: { destinationId: 'd2' as DestinationId, approvalId: 'y' },
      payouts: [payout({ unconfirmed: true, nextCheckAt: inMs(-1) })],
    })
    expect(mattersOf(rows, now).matters).toEqual([{ kind: 'ask', payoutId: 'p1' }])
  })

  it('tries again with an approved correction, whatever the reason was', () => {
    const rows = person({ current: { destinationId: 'd2' as DestinationId, approvalId: 'y' } })
    expect(mattersOf(rows, now).matters).toEqual([{ kind: 'tryAgain', payoutId: 'p1', approvalId: 'y' }])
  })

  it('waits for a correction until its deadline, and then gives the money back', () => {
    const waiting = mattersOf(person({ cases: [correctionCase(inMs(hour))] }), now)
    expect(waiting.matters).toEqual([])
    expect(waiting.waits).toMatchObject([{ owner: 'programme staff', until: inMs(hour) }])
    const late = mattersOf(person({ cases: [correctionCase(inMs(-1))] }), now)
    expect(late.matters).toEqual([{ kind: 'close', payoutId: 'p1' }])
  })

  it('checks a proposed number and waits for somebody else to approve it', () => {
    const proposed = { destinationId: 'd2' as DestinationId, enteredAt: now }
    const checking = mattersOf(person({ proposed: { ...proposed, accountCheck: 'pending' } }), now)
    expect(checking.matters).toContainEqual({ kind: 'checkNumber', destinationId: 'd2' })
    const checked = mattersOf(person({ proposed: { ...proposed, accountCheck: 'ok' } }), now)
    expect(checked.matters).toEqual([])
    expect(checked.waits[0]).toMatchObject({ owner: 'approver' })
  })

  it('tries by itself what time mends, a few times and ever later, then somebody decides', () => {
    const tried = (ordinal: number, agoMs: number) =>
      person({ payouts: [payout({ reason: 'recipient_limit', last: attempt({ ordinal, stateAt: inMs(-agoMs) }) })] })
    expect(mattersOf(tried(1, 1_000), now)).toMatchObject({ matters: [], waits: [{ owner: 'the clock' }] })
    expect(mattersOf(tried(1, 61_000), now).matters).toEqual([{ kind: 'tryAgain', payoutId: 'p1' }])
    expect(mattersOf(tried(3, 61_000), now).matters).toEqual([])
    expect(mattersOf(tried(4, 999 * hour), now)).toMatchObject({ matters: [], exhausted: [{ payoutId: 'p1' }] })
  })

  it('leaves to its batch what the batch tries again, but still asks about what a callback claims', () => {
    const refused = payout({ reason: 'not_taken', staysInBatch: true, last: attempt({ stateAt: inMs(-hour) }) })
    expect(mattersOf(person({ payouts: [refused] }), now)).toEqual({ matters: [], waits: [], exhausted: [] })
    const claimed = { ...refused, nextCheckAt: inMs(-1) }
    expect(mattersOf(person({ payouts: [claimed] }), now).matters).toEqual([{ kind: 'ask', payoutId: 'p1' }])
  })

  it('leaves everything alone while the distribution is paused or the person is held', () => {
    const due = { reason: 'throttled', last: attempt({ stateAt: inMs(-hour) }) } as const
    expect(mattersOf(person({ payouts: [payout({ ...due, distributionState: 'paused' })] }), now).matters).toEqual([])
    expect(mattersOf(person({ heldReason: 'asked', payouts: [payout(due)] }), now).matters).toEqual([])
    const prepared = payout({ state: 'in_progress', last: attempt({ inBatch: false, ordinal: 2, state: 'prepared' }) })
    expect(mattersOf(person({ heldReason: 'asked', payouts: [prepared] }), now).matters).toEqual([])
    expect(mattersOf(person({ payouts: [prepared] }), now).matters).toEqual([{ kind: 'send', payoutId: 'p1' }])
  })

  it('never ends an unknown by itself: it asks and waits for two people', () => {
    const unknown = payout({
      state: 'unknown',
      reason: 'no_answer',
      nextCheckAt: inMs(-1),
      last: attempt({ state: 'unknown' }),
    })
    const cases = [
      { ...correctionCase(inMs(-hour)), kind: 'unknown' as const, owner: 'finance', atDeadline: 'escalate' as const },
    ]
    const found = mattersOf(person({ payouts: [unknown], cases }), now)
    expect(found.matters).toEqual([{ kind: 'ask', payoutId: 'p1' }])
    expect(found.waits[0]).toMatchObject({ owner: 'finance' })
  })

  it('is over when everything is paid, closed or cancelled', () => {
    const payouts = (['paid', 'overpaid', 'cancelled', 'closed'] as const).map(state => payout({ state }))
    expect(mattersOf(person({ payouts }), now)).toEqual({ matters: [], waits: [], exhausted: [] })
  })
})
