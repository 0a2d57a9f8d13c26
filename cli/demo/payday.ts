/** The round is paid: made by one, approved by another, sent, followed until every payout has an outcome. */
import { z } from 'zod'
import { isReason, reasons } from '../../domain/reason.js'
import { Refused } from '../failure.js'
import { awaiting, missing, there } from './patience.js'
import { counted, written } from './screen.js'
import type { Stage } from './stage.js'

const made = z.object({ id: z.string() })
const anything = z.unknown()
const dryRunShape = z.object({
  payable: z.number(),
  amountMinor: z.string(),
  feeReserveMinor: z.string(),
  availableMinor: z.string(),
  notPayable: z.array(z.object({ why: z.string(), count: z.number() })),
})
const distributionShape = z.object({
  state: z.string(),
  payouts: z.number(),
  totalMinor: z.string(),
  listHash: z.string().nullable(),
  pauseReason: z.string().nullable(),
})
const progressShape = z.object({
  state: z.string(),
  pauseReason: z.string().nullable(),
  payouts: z.number(),
  byState: z.array(z.object({ state: z.string(), count: z.number(), amountMinor: z.string() })),
  byStateAndReason: z.array(z.object({ state: z.string(), reason: z.string().nullable(), count: z.number() })),
  firstPaidAt: z.string().nullable(),
})
export type Standing = z.infer<typeof progressShape>

/** The first round as it will be paid: counted, made, frozen, approved by somebody else. */
export async function approveRound(
  stage: Stage,
  programmeId: string,
): Promise<{ distributionId: string; payouts: number }> {
  const { plan, maker, approver, screen } = stage
  const { currency, name } = plan.programme
  screen.chapter('Round 1')
  const path = `/programmes/${programmeId}/distributions`
  const would = await maker.post(`${path}/dry-run`, { round: 1 }, dryRunShape)
  screen.say(
    `${would.payable} households would get ${written(would.amountMinor, currency)}; fees at most ${written(would.feeReserveMinor, currency)}`,
  )
  for (const { why, count } of would.notPayable) screen.say(`${count} would not: ${why}`)
  const { id } = await maker.post(path, { round: 1, name: `${name}, round 1` }, made)
  const frozen = await awaiting('the list to be frozen', 60, async () => {
    const now = await approver.get(`/distributions/${id}`, distributionShape)
    return now.state === 'awaiting_approval' && now.listHash !== null
      ? there({ ...now, listHash: now.listHash })
      : missing(`the distribution is still ${now.state}`)
  })
  screen.say(`${maker.person} made the list, frozen under the hash ${frozen.listHash.slice(0, 12)}…`)
  await approver.post(`/distributions/${id}/approve`, { listHash: frozen.listHash }, anything)
  screen.say(
    `${approver.person} approved ${counted(frozen.payouts, 'payout')}, ${written(frozen.totalMinor, currency)} in all; the money is reserved`,
  )
  return { distributionId: id, payouts: frozen.payouts }
}

/**
 * How long a round of this size may take before something is wrong. Seconds are usual; a part that fell meanwhile costs
 * the minute after which what was not taken is tried again.
 */
const longestSeconds = 300

/** Starts and watches, until each payout is paid, or refused for a reason that time alone does not mend. */
export async function pay(stage: Stage, { distributionId }: { distributionId: string }): Promise<Standing> {
  const { maker, screen } = stage
  screen.chapter('Paying')
  await maker.post(`/distributions/${distributionId}/start`, {}, anything)
  const { payouts } = await standing(maker, distributionId)
  const shown = screen.progress(payouts)
  try {
    return await awaiting('every payout to have an outcome', longestSeconds, async () => {
      const now = await standing(maker, distributionId)
      const done = now.byStateAndReason.filter(isSettled).reduce((sum, { count }) => sum + count, 0)
      shown.show(done, inWords(now))
      if (now.state === 'paused')
        throw new Refused(`The distribution paused by itself: ${now.pauseReason ?? 'no reason given'}`)
      return done === now.payouts ? there(now) : missing(inWords(now))
    })
  } finally {
    shown.end()
  }
}

const settledStates: ReadonlySet<string> = new Set(['paid', 'overpaid', 'to_decide', 'cancelled', 'closed'])

/** Nothing more happens to it by itself. A refusal that time mends is tried again by the person's life. */
export function isSettled({ state, reason }: { state: string; reason: string | null }): boolean {
  if (state !== 'refused') return settledStates.has(state)
  return !(reason !== null && isReason(reason) && reasons[reason].acts === 'retry_later')
}

export const standing = (desk: Stage['maker'], distributionId: string): Promise<Standing> =>
  desk.get(`/distributions/${distributionId}/progress`, progressShape)

/** In this order payouts are told: what is good first, what needs somebody last. */
const order = [
  'paid',
  'in_progress',
  'ready',
  'listed',
  'unknown',
  'refused',
  'to_decide',
  'overpaid',
  'cancelled',
  'closed',
]

/** `316 paid, 8 refused` */
export const inWords = ({ byState }: Pick<Standing, 'byState'>): string =>
  [...byState]
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(({ state, count }) => `${count} ${state.replaceAll('_', ' ')}`)
    .join(', ')

export const countIn = ({ byState }: Pick<Standing, 'byState'>, ...states: string[]): number =>
  byState.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0)
