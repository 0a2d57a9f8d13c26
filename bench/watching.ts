/** Waits for the end of a distribution by looking at the rows, seldom enough not to be a load itself. */
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Screen } from '../cli/demo/screen.js'
import { Refused } from '../cli/failure.js'
import type { House } from '../db/database.js'
import type { Sandbox } from './sandbox.js'

/** Without progress for so long the run has failed. */
const stalledMs = 180_000

/**
 * Until every payout is final, every callback delivered and none waits to be applied. With many payouts a look costs
 * more and a moment matters less.
 */
export async function untilFinal(
  { house, sandbox }: { house: House; sandbox: Sandbox },
  screen: Screen,
  distributionId: string,
  payouts: number,
): Promise<void> {
  const everyMs = Math.min(1_000, Math.max(50, payouts / 50))
  const countEveryMs = Math.max(2_000, payouts / 4)
  const shown = screen.progress(payouts)
  let best = { done: -1, at: Date.now() }
  let told = 0
  try {
    for (;;) {
      const open = await openOf(house, distributionId)
      if (!open.payouts && !open.notices && (await sandbox.pendingCallbacks()) === 0) {
        shown.show(payouts, 'final')
        return
      }
      if (Date.now() - told > countEveryMs) {
        told = Date.now()
        const { done, says } = await countsOf(house, distributionId)
        shown.show(done, says)
        if (done > best.done) best = { done, at: told }
        if (told - best.at > stalledMs) throw new Refused(`Nothing moved for three minutes: ${says}.`)
      }
      await pause(everyMs)
    }
  } finally {
    shown.end()
  }
}

const openStates = sql`('listed','ready','in_progress','unknown','refused')`

/** Whether something of this distribution is not final yet. */
export const isOpen = async (house: House, distributionId: string): Promise<boolean> =>
  (await openOf(house, distributionId)).payouts

/** Begins at the end of the list, which is paid last, and ends at the first it finds: little while much is open. */
async function openOf(house: House, id: string): Promise<{ payouts: boolean; notices: boolean }> {
  const { rows } = await sql<{ payouts: boolean; notices: boolean }>`
    select (select state in ${openStates} from payout where distribution_id = ${id} order by position desc limit 1)
             or exists (select 1 from payout where distribution_id = ${id} and state in ${openStates}) as payouts,
           exists (select 1 from notice where state in ('stored','to_confirm')) as notices`.execute(house.db)
  return rows[0] ?? { payouts: true, notices: true }
}

async function countsOf(house: House, id: string): Promise<{ done: number; says: string }> {
  const { rows } = await sql<{ state: string; count: number; done: boolean }>`
    select state, count(*)::int as count, state not in ${openStates} as done
      from payout where distribution_id = ${id} group by 1, 3 order by 1`.execute(house.db)
  const done = rows.reduce((sum, each) => sum + (each.done ? each.count : 0), 0)
  return { done, says: rows.map(each => `${each.count} ${each.state.replaceAll('_', ' ')}`).join(', ') }
}
