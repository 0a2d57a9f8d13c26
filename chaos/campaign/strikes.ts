/** Carries out what the plan has against the processes, spread over the time that paying takes. */
import { setTimeout as pause } from 'node:timers/promises'
import { chance } from './chance.js'
import type { Plan, Strike } from './plan.js'
import type { Part } from './parts.js'
import type { System } from './system.js'

/** Without progress the next strike comes after so long all the same: what recovers slowly is struck while it does. */
const longestGapMs = 15_000
const shortestGapMs = 400

/**
 * Each strike falls when paying has come as far as the plan’s share of it, or when enough time has passed.
 * @param share of all payouts that the provider has taken, from 0 to 1
 * @param isRecovering from the strike before
 */
export async function strikeAll(
  plan: Plan,
  system: System,
  share: () => Promise<number>,
  isRecovering: () => boolean,
  ended: AbortSignal,
): Promise<void> {
  const draw = chance(plan.seed, 'gaps')
  const holding: Promise<unknown>[] = []
  while (!ended.aborted && (await share()) === 0) await pause(100)
  for (const [place, strike] of plan.strikes.entries()) {
    const wanted = ((place + 0.5) / plan.strikes.length) * 0.9
    const until = Date.now() + longestGapMs
    await pause(shortestGapMs + draw.between(0, 600))
    const early = async (): Promise<boolean> =>
      isRecovering() || ((await share()) < wanted && Date.now() < until - 9_000)
    while (!ended.aborted && Date.now() < until && (await early())) await pause(100)
    if (ended.aborted) break
    await standing(strike, system, ended)
    holding.push(fall(strike, system))
  }
  await Promise.all(holding)
}

const target = ({ part, index }: Strike, system: System): Part => {
  const found = system.part(part, index)
  if (!found) throw new Error(`There is no ${part}.`)
  return found
}

/** Waits until there is somebody to hit: one that is starting, or stopped, is not there. */
async function standing(strike: Strike, system: System, ended: AbortSignal): Promise<void> {
  const until = Date.now() + 30_000
  while (!target(strike, system).isUp() && !ended.aborted && Date.now() < until) await pause(50)
}

async function fall(strike: Strike, system: System): Promise<void> {
  const part = target(strike, system)
  if (strike.kind === 'stop') await part.hold(strike.forMs)
  else part.kill()
}
