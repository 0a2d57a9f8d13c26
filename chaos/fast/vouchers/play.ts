/** One play with vouchers: ordered at a simulated Intersolve, asked about, given or taken back, with deaths at any turn. */
import * as lives from '../../../workflows/index.js'
import { chanceOf } from '../chance.js'
import { clock } from '../clock.js'
import { Crew } from '../crew.js'
import { engine, type Life } from '../engine.js'
import type { Ground } from '../ground.js'
import { atRandom, silent, sweepEveryMinute, type Given, type Played } from '../play.js'
import { provider } from '../provider.js'
import { Staff, voucherMeddlingOf } from '../staff.js'
import { turns } from '../turns.js'
import { calm } from '../weather.js'
import { intersolve } from './intersolve.js'
import { judgeVouchers, vouchersAtRest } from './judge.js'
import { People } from './people.js'
import { voucherWeatherOf, type VoucherWeather } from './weather.js'
import { makeVoucherWorld } from './world.js'

export type VoucherGiven = Omit<Given, 'weather'> & { weather?: Partial<VoucherWeather> }

const hour = 3_600_000

export async function playVouchers(ground: Ground, given: VoucherGiven): Promise<Played> {
  const name = `vouchers ${given.seed}`
  const chance = chanceOf(name)
  clock.reset(name)
  const begun = clock.now
  const weather = { ...voucherWeatherOf(chance.fork('weather')), ...given.weather }
  const meddling = given.meddling ?? voucherMeddlingOf(chance.fork('meddling'))
  turns.begin(chance.fork('turns'), given.plan ?? atRandom(chance.fork('deaths')))
  engine.begin(chance.fork('engine'), lives as unknown as Record<string, Life>)
  const world = await makeVoucherWorld(ground, chance.fork('world'))
  const crew = new Crew(ground, chance.fork('crew'), given.log ?? silent, true)
  provider.begin(chance.fork('provider'), calm, () => Promise.resolve(undefined))
  intersolve.begin(chance.fork('intersolve'), weather)
  crew.begin(2)
  sweepEveryMinute(begun)
  let rest: boolean | undefined
  let failed: unknown
  const longestMs = given.longestMs ?? 12 * hour
  const staff = new Staff(ground, crew, world, chance.fork('staff'), meddling, longestMs, () => vouchersAtRest(ground))
  const people = new People(ground, staff, chance.fork('people'), weather)
  const stop = (error: unknown): void => {
    failed = error
    rest = false
  }
  staff.work().then(end => {
    rest = end
  }, stop)
  people.live().catch(stop)
  turns.count()
  await turns.run(() => rest !== undefined)
  people.end()
  if (failed !== undefined) throw failed
  const judged = await judgeVouchers(ground, world, rest === true, people)
  await crew.end()
  const { points, deaths } = turns
  return { ...judged, points, deaths, meddling, skippedMs: clock.now - begun }
}
