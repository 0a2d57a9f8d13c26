/** Many plays on one ground: by seed, or one seed with every turn as the point of a death in turn. */
import { makeGround } from './ground.js'
import { play, type Given, type Played } from './play.js'
import { probe } from './probe.js'
import { waysToDie, type Plan } from './turns.js'
import { playVouchers, type VoucherGiven } from './vouchers/play.js'

export interface Runner {
  play(given: Given): Promise<Played>
  /** the same with vouchers in place of transfers */
  playVouchers(given: VoucherGiven): Promise<Played>
  /** the database’s own refusals; after a play in which somebody was paid */
  probe: () => ReturnType<typeof probe>
  end(): Promise<void>
}

export async function openRunner(adminUrl: string): Promise<Runner> {
  const ground = await makeGround(adminUrl)
  return {
    play: given => play(ground, given),
    playVouchers: given => playVouchers(ground, given),
    probe: () => probe(ground),
    end: () => ground.end(),
  }
}

/** Long enough to outlast sendBy, every lease and every beat. */
const sleepMs = 200_000

/** Nothing befalls anybody. */
export const noPlan = (): undefined => undefined

/** What may happen at each turn of a play that nothing befell: found by counting, so a new await is in it by itself. */
export function everyPlan(calm: Played): { at: number; plan: Plan }[] {
  return calm.points.flatMap(point => [
    ...waysToDie(point).map(how => ({ at: point.at, plan: { how } as Plan })),
    { at: point.at, plan: { how: 'sleep', ms: sleepMs } as Plan },
  ])
}
