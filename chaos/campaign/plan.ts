/**
 * Everything that is to go wrong, drawn from the seed before anything starts: the same seed gives the same plan. When
 * each thing falls depends on how far paying has come; what falls, on whom and in which order does not.
 */
import { moments, type Moment } from '../../db/hooks.js'
import { chance } from './chance.js'
import { voucherRounds } from './vouchers/side.js'

/** The sandbox is struck by nobody; should it fall, it goes on from its file. */
export type PartKind = 'worker' | 'api' | 'temporal' | 'postgres' | 'sandbox'

/** A process ended or stopped from outside, wherever it happens to be. */
export type Strike =
  | { readonly kind: 'kill'; readonly part: PartKind; readonly index: number }
  | { readonly kind: 'stop'; readonly part: PartKind; readonly index: number; readonly forMs: number }

/** A moment at which a process ends or stops itself; `nth` time after its start. */
export interface Point {
  readonly moment: Moment
  readonly of: 'worker' | 'api'
  readonly nth: number
  readonly signal: 'SIGKILL' | 'SIGSTOP'
}

export interface Plan {
  readonly seed: string
  readonly payouts: number
  /** at least so many kills, strikes and points together */
  readonly kills: number
  readonly rounds: number
  /** of each of the two programmes */
  readonly people: number
  /** of the programme that gives vouchers, to a tenth of as many payouts beside the others */
  readonly voucherPeople: number
  readonly batchSize: number
  readonly strikes: readonly Strike[]
  readonly points: readonly Point[]
}

/** Nobody loses a voucher here: `test/integration/voucherReplacedKilled.test.ts` ends workers at these; what the API did not commit is not there. */
const ofLostVouchers: readonly Moment[] = ['replacing', 'weighed', 'replaced']
/** Nobody is invited in a campaign either: test/integration/invitationsKilled.test.ts. */
const ofInvitations: readonly Moment[] = ['inviting', 'invited', 'registering', 'registered']
export const elsewhere: readonly Moment[] = [...ofLostVouchers, ...ofInvitations]
const ofApi: readonly Moment[] = ['stored', 'validated', 'acted', 'heard']
/** Reached again and again while money moves, so that it need not be the first time. */
const frequent: readonly Moment[] = [
  'taken',
  'sent',
  'answered',
  'recorded',
  'applying',
  'applied',
  'stored',
  'validated',
  'telling',
  'told',
  'heard',
  'ordering',
  'issued',
]

export const programmes = 2

/** Longer than sendBy and the time after which another worker takes over, together. */
export const stoppedMs = 9_000

export function drawPlan(given: { seed: string; payouts: number; kills: number }): Plan {
  const { seed, payouts, kills } = given
  const draw = chance(seed, 'plan')
  const rounds = payouts >= 1_000 ? 4 : 3
  const people = Math.ceil(payouts / programmes / rounds)
  const voucherPeople = Math.max(12, Math.ceil(payouts / 10 / voucherRounds))
  const points = drawPoints(seed, people)
  const fatal = points.filter(point => point.signal === 'SIGKILL').length
  const strikes: Strike[] = Array.from({ length: Math.max(kills - fatal, Math.ceil(kills / 2)) }, () => ({
    kind: 'kill',
    ...someone(draw.next(), draw.between(0, 1)),
  }))
  for (const part of ['worker', 'worker', 'api', 'temporal'] as const) {
    const stop: Strike = { kind: 'stop', part, index: draw.between(0, 1), forMs: stoppedMs }
    strikes.splice(draw.between(0, strikes.length), 0, stop)
  }
  const batchSize = Math.max(10, Math.ceil(people / 5))
  return { seed, payouts, kills, rounds, people, voucherPeople, batchSize, strikes, points }
}

function someone(drawn: number, index: number): { part: PartKind; index: number } {
  if (drawn < 0.4) return { part: 'worker', index }
  if (drawn < 0.6) return { part: 'api', index }
  return drawn < 0.8 ? { part: 'temporal', index: 0 } : { part: 'postgres', index: 0 }
}

function drawPoints(seed: string, people: number): Point[] {
  const draw = chance(seed, 'points')
  const late = Math.min(6, Math.max(2, Math.floor(people / 20)))
  const struck = moments.filter(moment => !elsewhere.includes(moment))
  const kills = struck.map((moment): Point => {
    const of = ofApi.includes(moment) ? 'api' : 'worker'
    return { moment, of, nth: frequent.includes(moment) ? draw.between(1, late) : 1, signal: 'SIGKILL' }
  })
  // A sender that wakes after its work has passed on must not pay.
  const sleeps: Point[] = (['taken', 'answered'] as const).map(moment => ({
    moment,
    of: 'worker',
    nth: draw.between(1, late),
    signal: 'SIGSTOP',
  }))
  return draw.shuffled([...kills, ...sleeps])
}
