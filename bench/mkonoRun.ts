/**
 * One distribution through the whole system, measured from the moment somebody approves it until its last payout is
 * final and every callback is applied. Made, frozen, approved and started over HTTP, as staff would.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { awaiting, missing, there } from '../cli/demo/patience.js'
import type { Screen } from '../cli/demo/screen.js'
import { Refused } from '../cli/failure.js'
import type { House } from '../db/database.js'
import { runningOn } from '../engines/data-folder.js'
import { perPayout, rounded, spreadOf, type Spread } from './figures.js'
import type { Ground } from './ground.js'
import { judge, type Judgement } from './judgement.js'
import { processesOf, watchProcesses, type Used } from './processes.js'
import { held, rowsUsed, type RowsUsed } from './rows.js'
import { heartbeatsSoFar, lifeEnded, temporalUsed, type TemporalUsed } from './temporalUse.js'

export interface MkonoRun {
  readonly payouts: number
  /** from “approve” until the last payout was final and its callback applied */
  readonly seconds: number
  readonly payoutsPerSecond: number
  readonly freezeSeconds: number
  /** what the acts of approving and starting took of it */
  readonly approveSeconds: number
  readonly startSeconds: number
  readonly firstPaidSeconds: number | null
  /** until the distribution was closed and told so */
  readonly closedSeconds: number
  readonly approvalToPaidMs: Spread | null
  /** by process; null where the system does not tell */
  readonly processes: Readonly<Record<string, Used>> | null
  readonly cpuSeconds: number | null
  readonly cpuMsPerPayout: Readonly<Record<string, number>> | null
  readonly postgres: RowsUsed
  readonly temporal: TemporalUsed
  readonly books: Judgement
}

const made = z.object({ id: z.string() })
const anything = z.unknown()
const distribution = z.object({ state: z.string(), listHash: z.string().nullable(), payouts: z.number() })

/** Without progress for so long the run has failed. */
const stalledMs = 180_000

export async function runMkono(
  ground: Ground,
  screen: Screen,
  { payouts, batchSize }: { payouts: number; batchSize?: number | undefined },
): Promise<MkonoRun> {
  const { house, lives, maker, approver, sandbox } = ground
  screen.say(`Puts ${payouts} people into the house …`)
  const programmeId = await ground.programme(payouts)
  const since = new Date(Date.now() - 1_000)
  const before = await held(house)
  const ports = runningOn(ground.folder)?.ports
  const heartbeatsBefore = await heartbeatsSoFar(ports?.['temporal-metrics'])

  const freezing = performance.now()
  const round = { round: 1, name: 'Bench', ...(batchSize === undefined ? {} : { batchSize }) }
  const { id } = await maker.post(`/programmes/${programmeId}/distributions`, round, made)
  const listHash = await awaiting('the list to be frozen', 600, async () => {
    const now = await maker.get(`/distributions/${id}`, distribution)
    return now.state === 'awaiting_approval' && now.listHash !== null ? there(now.listHash) : missing(now.state)
  })
  const freezeSeconds = secondsSince(freezing)

  const watch = watchProcesses(processesOf(ground.folder))
  const began = performance.now()
  await approver.post(`/distributions/${id}/approve`, { listHash }, anything)
  const approveSeconds = secondsSince(began)
  await maker.post(`/distributions/${id}/start`, {}, anything)
  const startSeconds = secondsSince(began) - approveSeconds
  await untilFinal(ground, screen, id, payouts)
  const seconds = secondsSince(began)
  const processes = watch?.end() ?? null
  const closed = await lifeEnded(lives.client, lives.id.distribution(id), 120)
  if (!closed) throw new Refused('Every payout is final, but the distribution was not closed within two minutes.')
  const closedSeconds = secondsSince(began)

  screen.say('Reads what it cost, and proves the books …')
  const { firstPaidSeconds, approvalToPaidMs } = await latencies(house, id)
  const heartbeatsAfter = await heartbeatsSoFar(ports?.['temporal-metrics'])
  const heartbeats =
    heartbeatsBefore === undefined || heartbeatsAfter === undefined ? undefined : heartbeatsAfter - heartbeatsBefore
  const cpuSeconds = processes && rounded(Object.values(processes).reduce((sum, each) => sum + each.cpuSeconds, 0))
  return {
    payouts,
    seconds: rounded(seconds),
    payoutsPerSecond: rounded(payouts / seconds),
    freezeSeconds: rounded(freezeSeconds),
    approveSeconds: rounded(approveSeconds),
    startSeconds: rounded(startSeconds),
    firstPaidSeconds,
    closedSeconds: rounded(closedSeconds),
    approvalToPaidMs,
    processes,
    cpuSeconds,
    cpuMsPerPayout:
      processes &&
      Object.fromEntries(
        Object.entries(processes).map(([name, { cpuSeconds: used }]) => [name, perPayout(used * 1_000, payouts)]),
      ),
    postgres: rowsUsed(before, await held(house), payouts),
    temporal: await temporalUsed(lives.client, {
      payouts,
      since,
      ...(heartbeats === undefined ? {} : { heartbeats }),
    }),
    books: await judge(house, sandbox),
  }
}

const secondsSince = (began: number): number => (performance.now() - began) / 1_000

/** Looks seldom enough not to be a load itself: with many payouts a look costs more and a moment matters less. */
export async function untilFinal(
  { house, sandbox }: Pick<Ground, 'house' | 'sandbox'>,
  screen: Screen,
  distributionId: string,
  payouts: number,
): Promise<void> {
  const everyMs = Math.min(500, Math.max(50, payouts / 100))
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
      if (Date.now() - told > 2_000) {
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

/** Ends at the first it finds, so it costs little while much is open. */
async function openOf(house: House, id: string): Promise<{ payouts: boolean; notices: boolean }> {
  const { rows } = await sql<{ payouts: boolean; notices: boolean }>`
    select exists (select 1 from payout where distribution_id = ${id} and state in ${openStates}) as payouts,
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

/** From approval to paid as the rows say it: the moment of the transaction that made it so. */
async function latencies(house: House, id: string): Promise<Pick<MkonoRun, 'firstPaidSeconds' | 'approvalToPaidMs'>> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from p.state_at - d.approved_at) * 1000)::float8 as ms
      from payout p join distribution d on d.id = p.distribution_id
     where d.id = ${id} and p.state = 'paid'`.execute(house.db)
  const all = rows.map(({ ms }) => Math.round(ms))
  const first = all.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY)
  return { firstPaidSeconds: all.length === 0 ? null : first / 1_000, approvalToPaidMs: spreadOf(all) }
}
