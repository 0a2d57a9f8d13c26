/**
 * What a person’s life has to do and what it waits for, from their rows alone. Pure: the same rows at the same moment
 * give the same answer, whoever asks and however often.
 */
import type { PersonCase, PersonPayout, PersonRows } from '../db/lives/person.js'
import { automaticRetries, waitBeforeRetryMs } from '../domain/asking.js'
import { isCurrency, money, toText } from '../domain/money.js'
import { reasons } from '../domain/reason.js'
import type { Matter } from './contract.js'

/** Something that waits: for whom, and until when it waits before something happens by itself. */
export interface Wait {
  says: string
  owner: string
  until: Date
}

export interface Matters {
  matters: Matter[]
  waits: Wait[]
  /** payouts that were tried as often as time mends anything: a person has to decide now */
  exhausted: PersonPayout[]
}

const day = 86_400_000
const week = 7 * day

export function mattersOf(rows: PersonRows, now: Date): Matters {
  const all: Matters = { matters: [], waits: [], exhausted: [] }
  if (rows.proposed) correction(rows, rows.proposed, all)
  for (const payout of rows.payouts) if (!payout.released) seeTo(rows, payout, now, all)
  // A number to correct before anything was paid: no payout speaks of it.
  if (!rows.proposed) {
    for (const each of rows.cases) {
      if (each.payoutId !== null || (each.kind !== 'correction' && each.kind !== 'account_check')) continue
      const says =
        each.kind === 'correction' ? 'Waits for a corrected number' : 'Waits for somebody to look at the account check'
      all.waits.push({ says, owner: each.owner, until: each.deadlineAt })
    }
  }
  return all
}

function correction(rows: PersonRows, proposed: NonNullable<PersonRows['proposed']>, all: Matters): void {
  const until = deadlineOf(rows.cases, null) ?? new Date(proposed.enteredAt.getTime() + week)
  switch (proposed.accountCheck) {
    case 'unchecked':
    case 'pending':
      all.matters.push({ kind: 'checkNumber', destinationId: proposed.destinationId })
      all.waits.push({
        says: 'Waits for the FSP to say whether the corrected number can receive',
        owner: 'the FSP',
        until,
      })
      return
    case 'ok':
      all.waits.push({ says: 'Waits for somebody else to approve the corrected number', owner: 'approver', until })
      return
    case 'cannot_receive':
    case 'unclear':
      all.waits.push({
        says: 'The corrected number can not receive either; waits for another one',
        owner: 'programme staff',
        until,
      })
  }
}

function seeTo(rows: PersonRows, payout: PersonPayout, now: Date, all: Matters): void {
  switch (payout.state) {
    case 'in_progress':
    case 'unknown':
      return followOpen(rows, payout, now, all)
    case 'refused':
      return followRefused(rows, payout, now, all)
    case 'to_decide':
      all.waits.push({
        says: `${amount(payout)}: waits for a decision after a reversal`,
        ...ownerOf(rows, payout, now),
      })
      return followClaim(payout, now, all)
    case 'listed':
    case 'ready':
      return
    case 'paid':
    case 'overpaid':
    case 'cancelled':
    case 'closed':
      return followClaim(payout, now, all)
  }
}

/** A callback claims something of a payout that was settled: only the FSP itself can confirm it. */
function followClaim(payout: PersonPayout, now: Date, all: Matters): void {
  if (due(payout, now)) all.matters.push({ kind: 'ask', payoutId: payout.payoutId })
}

/** An attempt is open. One in a batch is the batch’s while nobody’s case speaks of it. */
function followOpen(rows: PersonRows, payout: PersonPayout, now: Date, all: Matters): void {
  const { last } = payout
  if (!last) return
  const mine = !last.inBatch || rows.cases.some(each => each.kind === 'unknown' && each.payoutId === payout.payoutId)
  if (!mine) return
  if (last.state === 'prepared') {
    const held = rows.heldReason ?? payout.heldReason
    if (held !== null || rows.state === 'paused' || rows.state === 'declined') {
      all.waits.push({ says: `${amount(payout)}: held`, owner: 'programme staff', until: later(now, week) })
    } else if (last.notBefore && last.notBefore > now) {
      all.waits.push({ says: `${amount(payout)}: waits to be sent`, owner: 'the clock', until: last.notBefore })
    } else all.matters.push({ kind: 'send', payoutId: payout.payoutId })
    return
  }
  if (due(payout, now)) all.matters.push({ kind: 'ask', payoutId: payout.payoutId })
  if (payout.state === 'unknown') {
    const proposed = rows.endsProposed.includes(last.attemptId)
    const says = proposed ? 'waits for a second person to confirm its end' : 'unknown: the FSP has given no outcome'
    all.waits.push({ says: `${amount(payout)}: ${says}`, ...ownerOf(rows, payout, now) })
    if (payout.nextCheckAt && !due(payout, now)) {
      all.waits.push({ says: `${amount(payout)}: is asked about again`, owner: 'the FSP', until: payout.nextCheckAt })
    }
  } else {
    all.waits.push({
      says: `${amount(payout)}: with the FSP`,
      owner: 'the FSP',
      until: payout.nextCheckAt ?? later(now, day),
    })
  }
}

/** Nothing follows a refusal before the FSP has confirmed it; then a correction, time (first in its batch) or a person mends it. */
function followRefused(rows: PersonRows, payout: PersonPayout, now: Date, all: Matters): void {
  const { last } = payout
  if (!last) return
  if (payout.staysInBatch) return followClaim(payout, now, all)
  if (payout.unconfirmed) {
    if (due(payout, now)) all.matters.push({ kind: 'ask', payoutId: payout.payoutId })
    const until = due(payout, now) ? later(now, day) : (payout.nextCheckAt ?? later(now, day))
    all.waits.push({ says: `${amount(payout)}: waits for the FSP to confirm its refusal`, owner: 'the FSP', until })
    return
  }
  if (rows.current && rows.current.destinationId !== last.destinationId && rows.current.approvalId !== null) {
    all.matters.push({ kind: 'tryAgain', payoutId: payout.payoutId, approvalId: rows.current.approvalId })
    return
  }
  const case_ = rows.cases.find(each => each.payoutId === payout.payoutId && each.atDeadline === 'close_payout')
  if (case_ && case_.deadlineAt <= now) {
    all.matters.push({ kind: 'close', payoutId: payout.payoutId })
    return
  }
  const reason = payout.reason ?? 'refused_unlisted'
  const { acts } = reasons[reason]
  if (acts === 'retry_later' || acts === 'pause_account') return byTime(rows, payout, now, all)
  const says = `${amount(payout)}: ${reasons[reason].says.replace(/\.$/, '')}; ${acts === 'correct' ? 'waits for a corrected number' : 'waits for a decision'}`
  all.waits.push({ says, ...ownerOf(rows, payout, now) })
}

/** A few unchanged tries, ever later; then somebody has to decide. */
function byTime(rows: PersonRows, payout: PersonPayout, now: Date, all: Matters): void {
  const { last } = payout
  if (!last) return
  if (last.ordinal > automaticRetries) {
    if (!hasCase(rows.cases, payout)) all.exhausted.push(payout)
    all.waits.push({
      says: `${amount(payout)}: was tried ${last.ordinal} times; waits for a decision`,
      ...ownerOf(rows, payout, now),
    })
    return
  }
  const at = later(last.stateAt, waitBeforeRetryMs(last.ordinal))
  const stopped = payout.accountPaused || payout.distributionState === 'paused' || rows.heldReason !== null
  if (at <= now && !stopped) all.matters.push({ kind: 'tryAgain', payoutId: payout.payoutId })
  else {
    const until = at > now ? at : later(now, 10 * 60_000)
    all.waits.push({ says: `${amount(payout)}: is tried again`, owner: stopped ? 'finance' : 'the clock', until })
  }
}

const due = ({ nextCheckAt }: PersonPayout, now: Date): boolean => nextCheckAt !== null && nextCheckAt <= now
const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms)

const hasCase = (cases: readonly PersonCase[], { payoutId }: PersonPayout): boolean =>
  cases.some(each => each.payoutId === payoutId && each.kind === 'decision')

const deadlineOf = (cases: readonly PersonCase[], payoutId: string | null): Date | undefined =>
  cases.find(each => payoutId === null || each.payoutId === payoutId)?.deadlineAt

function ownerOf({ cases }: PersonRows, { payoutId }: PersonPayout, now: Date): { owner: string; until: Date } {
  const found = cases.find(each => each.payoutId === payoutId)
  return found ? { owner: found.owner, until: found.deadlineAt } : { owner: 'finance', until: later(now, day) }
}

/** `Round 1, KES 5,000.00`: enough to know which of the person’s payouts is meant. */
const amount = ({ distributionName, amountMinor, currency }: PersonPayout): string =>
  `${distributionName}, ${isCurrency(currency) ? toText(money(amountMinor, currency)) : `${currency} ${amountMinor}`}`
