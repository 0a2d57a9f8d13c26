/**
 * One distribution through the whole system, measured from the moment somebody approves it until its last payout is
 * final and every callback is applied. Made, frozen, approved and started over HTTP, as staff would.
 */
import { sql } from 'kysely'
import type { Screen } from '../cli/demo/screen.js'
import { Refused } from '../cli/failure.js'
import type { House } from '../db/database.js'
import { runningOn } from '../engines/data-folder.js'
import { costOf, secondsSince, type Cost } from './cost.js'
import { rounded, spreadOf, type Spread } from './figures.js'
import type { Ground } from './ground.js'
import { judge, type Judgement } from './judgement.js'
import { processesOf, watchProcesses } from './processes.js'
import { freezeRound } from './round.js'
import { held, rowsUsed, type RowsUsed } from './rows.js'
import { heartbeatsSoFar, lifeEnded, temporalUsed, type TemporalUsed } from './temporalUse.js'
import { openCarrier } from './telling.js'
import { untilFinal } from './watching.js'

export interface MkonoRun extends Cost {
  readonly freezeSeconds: number
  /** what the acts of approving and starting took of it */
  readonly approveSeconds: number
  readonly startSeconds: number
  readonly firstPaidSeconds: number | null
  /** until the distribution was closed and told so */
  readonly closedSeconds: number
  readonly approvalToPaidMs: Spread | null
  readonly postgres: RowsUsed
  readonly temporal: TemporalUsed
  readonly books: Judgement
}

export async function runMkono(
  ground: Ground,
  screen: Screen,
  { payouts, batchSize, tell }: { payouts: number; batchSize?: number | undefined; tell?: boolean | undefined },
): Promise<MkonoRun> {
  const { house, lives, sandbox } = ground
  screen.say(`Puts ${payouts} people into the house …`)
  const programmeId = await ground.programme(payouts)
  if (tell === true) await openCarrier(ground, programmeId)
  const since = new Date(Date.now() - 1_000)
  const before = await held(house)
  const ports = runningOn(ground.folder)?.ports
  const heartbeatsBefore = await heartbeatsSoFar(ports?.['temporal-metrics'])

  const freezing = performance.now()
  const round = await freezeRound(ground, programmeId, batchSize)
  const freezeSeconds = secondsSince(freezing)

  const watch = watchProcesses(processesOf(ground.folder))
  const began = performance.now()
  await round.approve()
  const approveSeconds = secondsSince(began)
  await round.start()
  const startSeconds = secondsSince(began) - approveSeconds
  await untilFinal(ground, screen, round.id, payouts)
  const cost = costOf(payouts, secondsSince(began), watch)
  const closed = await lifeEnded(lives.client, lives.id.distribution(round.id), 120)
  if (!closed) throw new Refused('Every payout is final, but the distribution was not closed within two minutes.')
  const closedSeconds = secondsSince(began)

  screen.say('Reads what it cost, and proves the books …')
  const { firstPaidSeconds, approvalToPaidMs } = await latencies(house, round.id)
  const heartbeatsAfter = await heartbeatsSoFar(ports?.['temporal-metrics'])
  const heartbeats =
    heartbeatsBefore === undefined || heartbeatsAfter === undefined ? undefined : heartbeatsAfter - heartbeatsBefore
  return {
    ...cost,
    freezeSeconds: rounded(freezeSeconds),
    approveSeconds: rounded(approveSeconds),
    startSeconds: rounded(startSeconds),
    firstPaidSeconds,
    closedSeconds: rounded(closedSeconds),
    approvalToPaidMs,
    postgres: rowsUsed(before, await held(house), payouts),
    temporal: await temporalUsed(lives.client, {
      payouts,
      since,
      ...(heartbeats === undefined ? {} : { heartbeats }),
    }),
    books: await judge(house, sandbox),
  }
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
