/** One play: a small world, a weather, a few processes, people, and what befalls the processes, all from one seed. */
import type { Log } from '../../activities/log.js'
import * as lives from '../../workflows/index.js'
import { chanceOf, type Chance } from './chance.js'
import { clock } from './clock.js'
import { Crew } from './crew.js'
import { engine, type Life } from './engine.js'
import type { Ground } from './ground.js'
import { judge, type Finding } from './judge.js'
import { provider } from './provider.js'
import { meddlingOf, Staff, type Meddling } from './staff.js'
import { turns, type Plan, type Point } from './turns.js'
import { weatherOf, type Weather } from './weather.js'
import { makeWorld } from './world.js'

export interface Given {
  seed: string
  /** what happens at which turn; without it processes die and stop at random */
  plan?: (point: Point) => Plan | undefined
  /** instead of what the seed draws */
  weather?: Partial<Weather>
  meddling?: readonly Meddling[]
  /** how long it may take to come to rest, in skipped time */
  longestMs?: number
  log?: Log
}

export interface Played {
  findings: Finding[]
  payable: number
  paid: number
  points: Point[]
  /** what befell whom, in words */
  deaths: string[]
  meddling: readonly Meddling[]
  skippedMs: number
}

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const minute = 60_000

export async function play(ground: Ground, given: Given): Promise<Played> {
  const chance = chanceOf(given.seed)
  clock.reset(given.seed)
  const begun = clock.now
  const weather = { ...weatherOf(chance.fork('weather')), ...given.weather }
  const meddling = given.meddling ?? meddlingOf(chance.fork('meddling'))
  turns.begin(chance.fork('turns'), given.plan ?? atRandom(chance.fork('deaths')))
  engine.begin(chance.fork('engine'), lives as unknown as Record<string, Life>)
  const world = await makeWorld(ground, chance.fork('world'), weather.failClosed)
  const crew = new Crew(ground, chance.fork('crew'), given.log ?? silent)
  provider.begin(chance.fork('provider'), weather, (what, body) => crew.deliver(what, body))
  const unregistered = chance.fork('people')
  for (const { number } of world.people) if (unregistered.hit(0.04)) provider.unregistered.add(number)
  crew.begin(2)
  sweepEveryMinute(begun)
  let rest: boolean | undefined
  let failed: unknown
  new Staff(ground, crew, world, chance.fork('staff'), meddling, given.longestMs ?? 5 * 60 * minute).work().then(
    end => {
      rest = end
    },
    (error: unknown) => {
      failed = error
      rest = false
    },
  )
  turns.count()
  await turns.run(() => rest !== undefined)
  if (failed !== undefined) throw failed
  const judged = await judge(ground, world, rest === true)
  await crew.end()
  const { points, deaths } = turns
  return { ...judged, points, deaths, meddling, skippedMs: clock.now - begun }
}

/** As the Schedule does; after a while less often, when there is little left to forget. */
export function sweepEveryMinute(begun: number): void {
  let count = 0
  const sweep = (): void => {
    engine.start('caretaker', `caretaker/${(count += 1)}`, { v: 1 })
    clock.set(sweep, clock.now - begun < 5 * minute ? minute : 5 * minute, undefined, null)
  }
  clock.set(sweep, minute, undefined, null)
}

/** None to three befall a play, anywhere; a third of the plays are left alone. */
export function atRandom(chance: Chance): (point: Point) => Plan | undefined {
  let left = chance.pick([0, 1, 1, 2, 3, 3])
  const often = chance.pick([0.003, 0.01, 0.03])
  return () => {
    if (left === 0 || !chance.hit(often)) return undefined
    left -= 1
    const how = chance.pick(['before', 'before', 'after', 'sleep'] as const)
    return how === 'sleep' ? { how, ms: chance.pick([15_000, 45_000, 200_000, 1_800_000]) } : { how }
  }
}
