/**
 * What many vouchers cost that wait for their people: a minute of a system with none, and the same minute with all of them, each
 * by a worker that has just begun. One that ordered and asked has used memory for that, which is not what waiting costs.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { awaiting, missing, there } from '../../cli/demo/patience.js'
import { Refused } from '../../cli/failure.js'
import type { Screen } from '../../cli/demo/screen.js'
import { atMost, rounded } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { processesOf, watchProcesses, type Used } from '../processes.js'
import { freezeRound } from '../round.js'
import { askedSoFar, voucherProgramme } from '../voucherGround.js'
import type { Measure } from './contract.js'

const longestSeconds = 7_200
const minuteMs = 60_000
/** What moved is written down, cleaned up and forgotten before anything is measured. */
const settlingMs = 90_000
/** A processor's share of a minute that is as good as none. */
const cpuSecondsOfAMinute = 1
const mostMb = 100

export const vouchersWaiting: Measure = {
  name: 'vouchers-waiting',
  says: 'what waiting vouchers cost a worker: processor time of a minute, and memory, against none waiting',
  size: 20_000,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
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
      screen.say('Everybody is asked; a new worker takes up, and all is quiet soon …')
      const asking = await aMinute(ground, screen, `${size} waiting, by the worker that asked them`)
      await freshWorker(ground)
      const all = await aMinute(ground, screen, `${size} waiting`)
      const worker = (used: Record<string, Used>): Used => used['worker-1'] ?? { cpuSeconds: 0, peakRssMb: 0 }
      const moreCpu = rounded(Math.max(0, worker(all).cpuSeconds - worker(none).cpuSeconds))
      const moreMb = rounded(Math.max(0, worker(all).peakRssMb - worker(none).peakRssMb))
      return {
        figures: { waiting: size, none, asking, all },
        goals: [
          atMost(`seconds of processor more a minute with ${size} waiting`, cpuSecondsOfAMinute, moreCpu),
          atMost(`MB more with ${size} waiting`, mostMb, moreMb),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

/** Ends the worker as an operator would; what keeps the system up begins another. */
async function freshWorker({ folder }: Ground): Promise<void> {
  const workerOf = (): number | undefined => processesOf(folder)['worker-1']
  const before = workerOf()
  if (before === undefined) throw new Refused('There is no worker to be replaced.')
  process.kill(before, 'SIGTERM')
  await awaiting('another worker', 120, () => {
    const now = workerOf()
    return Promise.resolve(now !== undefined && now !== before ? there(now) : missing('the one before has not ended'))
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
