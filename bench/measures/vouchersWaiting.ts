/**
 * What many vouchers cost that wait for their people: a minute of a fresh worker in a house without any, the same minute of
 * another fresh one that finds all of them waiting, and again after some were woken, so that its cache of workflows is full.
 * Whoever ordered them is ended before: what ordering leaves behind in its memory is not what waiting costs.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { Refused } from '../../cli/failure.js'
import { awaiting, missing, there } from '../../cli/demo/patience.js'
import type { Screen } from '../../cli/demo/screen.js'
import { atMost, rounded } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { processesOf, watchProcesses, type Used } from '../processes.js'
import { freezeRound } from '../round.js'
import { askedSoFar, voucherProgramme } from '../voucherGround.js'
import type { Measure } from './contract.js'

const longestSeconds = 7_200
const minuteMs = 60_000
/** A worker that has just begun is still reading and compiling; what moved before it is written down and cleaned up. */
const settlingMs = 45_000
/** A processor's share of a minute that is as good as none. */
const cpuSecondsOfAMinute = 1
const mostMb = 100
/** More than a worker keeps in its cache (`maxCachedWorkflows` in worker/worker.ts). */
const woken = 400
const worker = 'worker-1'

export const vouchersWaiting: Measure = {
  name: 'vouchers-waiting',
  says: 'what waiting vouchers cost a fresh worker: processor time of a minute, and memory, against none waiting',
  size: 20_000,
  run: async (screen, options, size) => {
    const ground = await prepareGround({ ...options, workers: 1 })
    try {
      const programmeId = await voucherProgramme(ground, size, options.callsAtOnce)
      const round = await freezeRound(ground, programmeId)
      await freshWorker(ground)
      const none = await aMinute(ground, screen, 'none waiting')
      await round.approve()
      await round.start()
      await awaiting('everybody to be asked', longestSeconds, async () => {
        const { issued, told } = await askedSoFar(ground, programmeId)
        return told === size ? there(told) : missing(`${issued} are issued, ${told} asked`)
      })
      screen.say('Everybody is asked; the worker is ended, another begins …')
      await freshWorker(ground)
      const all = await aMinute(ground, screen, `${size} waiting`)
      await wakeSome(ground, programmeId, Math.min(woken, size))
      const cached = await aMinute(ground, screen, `${size} waiting, ${Math.min(woken, size)} of them woken before`)
      const moreCpu = rounded(Math.max(0, of(all).cpuSeconds - of(none).cpuSeconds))
      const more = (used: Record<string, Used>): number => rounded(Math.max(0, of(used).peakRssMb - of(none).peakRssMb))
      return {
        figures: { waiting: size, none, all, cached },
        goals: [
          atMost(`seconds of processor more a minute with ${size} waiting`, cpuSecondsOfAMinute, moreCpu),
          atMost(`MB more with ${size} waiting`, mostMb, more(all)),
          atMost(`MB more with ${size} waiting and a full cache`, mostMb, more(cached)),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

const of = (used: Record<string, Used>): Used => used[worker] ?? { cpuSeconds: 0, peakRssMb: 0 }

/** Ends the worker; whoever keeps it alive begins another. */
async function freshWorker({ folder }: Ground): Promise<void> {
  const before = processesOf(folder)[worker]
  if (before === undefined) throw new Refused('There is no worker to be ended: see its log in the data folder.')
  process.kill(before, 'SIGKILL')
  await awaiting('another worker', 120, async () => {
    const now = processesOf(folder)[worker]
    return now !== undefined && now !== before ? there(now) : missing('it has not begun')
  })
}

/** Each is told that something happened: its life looks, finds nothing new, and waits on, now in the worker's cache. */
async function wakeSome({ house, lives }: Ground, programmeId: string, count: number): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from voucher where programme_id = ${programmeId} and state = 'waiting'
     order by id limit ${count}`.execute(house.db)
  const since = new Date()
  for (const { id } of rows) await lives.voucher(id).wake()
  await awaiting('those who were woken to look', 300, async () => {
    const looked = await sql<{ count: number }>`
      select count(*)::int as count from voucher where programme_id = ${programmeId} and looked_at >= ${since}`.execute(
      house.db,
    )
    const now = looked.rows[0]?.count ?? 0
    return now >= rows.length ? there(now) : missing(`${now} of ${rows.length} have looked`)
  })
}

async function aMinute(ground: Ground, screen: Screen, what: string): Promise<Record<string, Used>> {
  await pause(settlingMs)
  const watch = watchProcesses(processesOf(ground.folder))
  await pause(minuteMs)
  const used = watch?.end() ?? {}
  const told = Object.entries(used).map(
    ([name, { cpuSeconds, peakRssMb }]) => `${name} ${cpuSeconds} s, ${peakRssMb} MB`,
  )
  screen.say(`A minute with ${what}: ${told.join('; ')}`)
  return used
}
