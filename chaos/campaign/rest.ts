/** Waits until everything has come to rest: nothing is on its way, and what waits, waits for nobody but a person. */
import { z } from 'zod'
import { messagesTold } from './messages.js'
import { payoutsOf, type Payout } from './rounds.js'
import type { Programme, Stage } from './stage.js'

export interface Unrest {
  /** by state, of payouts that are not final */
  readonly payouts: Readonly<Record<string, number>>
  readonly notices: number
  readonly provider: number
  /** messages that wait, or of which nobody knows whether they arrived */
  readonly messages: number
  readonly ids: readonly string[]
  /** payouts by vouchers, and parts of them, that are not at an end */
  readonly vouchers: readonly string[]
  /** refused, and held up by a forged claim that the FSP is asked about for an hour: the clock has them */
  readonly heldByClaims: number
  /** told as paid by one callback and denied by another: the FSP is asked which is true */
  readonly doubted: number
}

const standingShape = z.object({
  accounts: z.array(z.object({ byState: z.record(z.string(), z.number()) })),
})
const evidenceShape = z.object({ notices: z.array(z.object({ state: z.string() })) })
const ended: readonly string[] = ['paid', 'overpaid', 'cancelled', 'closed']

/** What is not at rest; its `ids` are empty when everything is, but for what the clock has. */
export async function unrest(
  stage: Stage,
  programmes: readonly Programme[],
): Promise<Omit<Unrest, 'vouchers' | 'doubted'>> {
  const { transfers, callbacks } = await stage.provider.health()
  const provider = (transfers['queued'] ?? 0) + (transfers['validating'] ?? 0) + callbacks.pending
  const { accounts } = await stage.maker.get('/callbacks/standing', standingShape)
  // A claim that nobody confirms is asked about for an hour; whom it holds up is not final and counted there.
  const notices = accounts.reduce((sum, { byState }) => sum + (byState['stored'] ?? 0), 0)
  const { waiting: messages } = await messagesTold(stage, programmes)
  const open: Payout[] = []
  for (const { distributions } of programmes) {
    for (const { id } of distributions)
      open.push(...(await payoutsOf(stage, id)).filter(each => !ended.includes(each.state)))
  }
  const payouts: Record<string, number> = {}
  const held =
    provider + notices === 0 && open.every(({ state }) => state === 'refused') ? await heldOf(stage, open) : []
  const restless = open.filter(({ id }) => !held.includes(id))
  for (const { state, reason } of restless) {
    const name = reason === null ? state : `${state} (${reason})`
    payouts[name] = (payouts[name] ?? 0) + 1
  }
  return { payouts, notices, provider, messages, ids: restless.map(({ id }) => id), heldByClaims: held.length }
}

export const isAtRest = ({ ids, vouchers, notices, provider, messages, doubted }: Unrest): boolean =>
  ids.length + vouchers.length + notices + provider + messages + doubted === 0

async function heldOf({ maker }: Stage, refused: readonly Payout[]): Promise<string[]> {
  const held: string[] = []
  for (const { id } of refused) {
    const { notices } = await maker.get(`/payouts/${id}/evidence`, evidenceShape)
    if (notices.some(({ state }) => state === 'to_confirm')) held.push(id)
  }
  return held
}
