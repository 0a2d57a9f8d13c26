/**
 * A limit of requests a second on an FSP account is used and never exceeded, by all workers and distributions together.
 * The judge is the provider's own record of when calls came in.
 */
import path from 'node:path'
import Libsql from 'libsql'
import { africasTalkingSettings } from '../../fsp/africastalking/settings.js'
import { atLeast, atMost, mostWithin, rounded, useOf } from '../figures.js'
import { prepareGround } from '../ground.js'
import { judge } from '../judgement.js'
import { freezeRound } from '../round.js'
import { untilFinal } from '../watching.js'
import type { Measure } from './contract.js'

const setting = 'requestsPerSecond'
const perSecond = 20
const distributions = 2

export const rateLimit: Measure = {
  name: 'rate-limit',
  says: `two distributions, two workers, ${perSecond} requests a second allowed`,
  size: 4_000,
  run: async (screen, options, size) => {
    if (!Object.keys(africasTalkingSettings.shape).includes(setting))
      return { goals: [], figures: {}, skipped: `FSP accounts have no setting ${setting}.` }
    const ground = await prepareGround({
      ...options,
      workers: Math.max(2, options.workers),
      settings: { [setting]: String(perSecond) },
    })
    try {
      const each = Math.ceil(size / distributions)
      const rounds = []
      for (let i = 0; i < distributions; i++)
        rounds.push(await freezeRound(ground, await ground.programme(each), options.batchSize))
      await Promise.all(rounds.map(round => round.approve().then(round.start)))
      for (const { id } of rounds) await untilFinal(ground, screen, id, each)
      const moments = callsAt(path.join(ground.folder, 'sandbox.db'))
      const books = await judge(ground.house, ground.sandbox)
      const most = mostWithin(moments, 1_000)
      return {
        figures: { perSecond, calls: moments.length, mostInAnySecond: most, used: useOf(moments, perSecond), books },
        goals: [
          atLeast('rate limit used', 0.95, useOf(moments, perSecond)),
          atMost('rate limit, most in any second as a share of it', 1, rounded(most / perSecond)),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

/** Milliseconds at which payment requests came in, ascending. */
function callsAt(file: string): number[] {
  const db = new Libsql(file, { readonly: true })
  try {
    return (db.prepare('SELECT at FROM call ORDER BY at').all() as { at: number }[]).map(({ at }) => at)
  } finally {
    db.close()
  }
}
