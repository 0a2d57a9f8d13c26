/** What many vouchers cost that wait for their people: a minute of a system with none, and the same minute with all of them. */
import { setTimeout as pause } from 'node:timers/promises'
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
      const none = await aMinute(ground, screen, 'none waiting')
      await round.approve()
      await round.start()
      await awaiting('everybody to be asked', longestSeconds, async () => {
        const { issued, told } = await askedSoFar(ground, programmeId)
        return told === size ? there(told) : missing(`${issued} are issued, ${told} asked`)
      })
      screen.say('Everybody is asked; waits until all is quiet …')
      const all = await aMinute(ground, screen, `${size} waiting`)
      const worker = (used: Record<string, Used>): Used => used['worker-1'] ?? { cpuSeconds: 0, peakRssMb: 0 }
      const moreCpu = rounded(Math.max(0, worker(all).cpuSeconds - worker(none).cpuSeconds))
      const moreMb = rounded(Math.max(0, worker(all).peakRssMb - worker(none).peakRssMb))
      return {
        figures: { waiting: size, none, all },
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
