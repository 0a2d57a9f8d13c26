/** Callbacks as the API counts them: how many came in, and whether each was applied. */
import { z } from 'zod'
import { awaiting, missing, there } from './patience.js'
import { counted } from './screen.js'
import type { Stage } from './stage.js'

const standingShape = z.object({
  unknownTokens: z.number(),
  accounts: z.array(z.object({ refused: z.string(), byState: z.record(z.string(), z.number()) })),
})

export interface CallbacksApplied {
  readonly applied: number
  /** one sentence for each kind of callback that could not be applied */
  readonly wrong: readonly string[]
}

/** A callback may wait for a query to confirm it; none waits for long. */
export async function applyCallbacks({ maker }: Stage): Promise<CallbacksApplied> {
  return awaiting('all callbacks to be applied', 90, async () => {
    const { unknownTokens, accounts } = await maker.get('/callbacks/standing', standingShape)
    const count = (...states: string[]): number =>
      accounts.reduce((sum, { byState }) => sum + states.reduce((own, state) => own + (byState[state] ?? 0), 0), 0)
    const waiting = count('stored', 'to_confirm')
    if (waiting > 0) return missing(`${counted(waiting, 'callback is', 'callbacks are')} stored and not applied`)
    const refused = unknownTokens + accounts.reduce((sum, account) => sum + Number(account.refused), 0)
    const wrong = [
      ...(refused > 0 ? [`${counted(refused, 'callback was', 'callbacks were')} refused.`] : []),
      ...['unmatched', 'contradiction', 'failed'].flatMap(state =>
        count(state) > 0 ? [`${counted(count(state), 'callback')} ended as ${state}.`] : [],
      ),
    ]
    return there({ applied: count('applied'), wrong })
  })
}
