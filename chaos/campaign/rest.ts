/** Waits until everything has come to rest: nothing is on its way, and what waits, waits for nobody but a person. */
import { z } from 'zod'
import { payoutsOf, type Payout } from './rounds.js'
import type { Programme, Stage } from './stage.js'

export interface Unrest {
  /** by state, of payouts that are not final */
  readonly payouts: Readonly<Record<string, number>>
  readonly notices: number
  readonly provider: number
  readonly ids: readonly string[]
}

const standingShape = z.object({
  accounts: z.array(z.object({ byState: z.record(z.string(), z.number()) })),
})
const ended: readonly string[] = ['paid', 'overpaid', 'cancelled', 'closed']

/** What is not at rest; null: everything is. */
export async function unrest(stage: Stage, programmes: readonly Programme[]): Promise<Unrest | null> {
  const { transfers, callbacks } = await stage.provider.health()
  const provider = (transfers['queued'] ?? 0) + (transfers['validating'] ?? 0) + callbacks.pending
  const { accounts } = await stage.maker.get('/callbacks/standing', standingShape)
  // A claim that nobody confirms is asked about for an hour; whom it holds up is not final and counted there.
  const notices = accounts.reduce((sum, { byState }) => sum + (byState['stored'] ?? 0), 0)
  const open: Payout[] = []
  for (const { distributions } of programmes) {
    for (const { id } of distributions)
      open.push(...(await payoutsOf(stage, id)).filter(each => !ended.includes(each.state)))
  }
  if (provider + notices + open.length === 0) return null
  const payouts: Record<string, number> = {}
  for (const { state, reason } of open) {
    const name = reason === null ? state : `${state} (${reason})`
    payouts[name] = (payouts[name] ?? 0) + 1
  }
  return { payouts, notices, provider, ids: open.map(({ id }) => id) }
}
