/** What the page Insight asks, for whoever sees everything and for whoever is held to some places or a partner's people. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { ProgrammeId } from '../../domain/ids.js'
import type { Given } from '../../db/roles.js'
import { atMost, rounded, spreadOf, type Spread } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { freezeRound } from '../round.js'
import type { Measure } from './contract.js'
import { p95, spreadStates } from './lists.js'

const rounds = 12
const anything = z.unknown()
const charts = ['reach?by=month', 'first-payment', 'success', 'failures', 'vouchers', 'messages']
const everyPlace = Array.from({ length: 40 }, (_, at) => `Place ${at}`)

/** Who looks, by what their role is held for. */
const readers: Readonly<Record<string, Omit<Given, 'role' | 'programmeId'> | null>> = {
  everything: null,
  programme: {},
  'one place of forty': { areas: everyPlace.slice(7, 8) },
  'twenty places of forty': { areas: everyPlace.slice(0, 20) },
  'thirty-nine places of forty': { areas: everyPlace.slice(1) },
  'a partner’s people, a quarter': { partner: 'partner 1' },
}

export const insight: Measure = {
  name: 'insight',
  says: 'what the page Insight asks, by who looks, p95 of each',
  size: 131_072,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      screen.say(`Puts ${size} people into the house …`)
      const programmeId = (await ground.programme(size)) as ProgrammeId
      await sql`update beneficiary set partner = 'partner ' || number % 4`.execute(ground.house.db)
      const round = await freezeRound(ground, programmeId)
      await spreadStates(ground, round.id)
      await failSome(ground, round.id)
      const took = new Map<string, number[]>()
      for (const [who, held] of Object.entries(readers)) {
        const role = { role: 'programme_manager', ...(held === null ? {} : { programmeId, ...held }) }
        const desk = await ground.deskFor(`reader-${took.size}`, [role])
        for (let i = -2; i < rounds; i++)
          for (const chart of charts) {
            const began = performance.now()
            await desk.get(`/programmes/${programmeId}/insight/${chart}`, anything)
            if (i < 0) continue
            const name = `${who}: ${chart.split('?')[0] ?? chart}`
            took.set(name, [...(took.get(name) ?? []), performance.now() - began])
          }
      }
      const p95Ms = Object.fromEntries([...took].map(([name, times]) => [name, p95(times)]))
      const spread = Object.fromEntries(
        [...took].map(([name, times]): [string, Spread | null] => [name, spreadOf(times.map(time => rounded(time)))]),
      )
      const worst = (whole: boolean): number =>
        Math.max(
          ...Object.entries(p95Ms).flatMap(([name, ms]) =>
            /^(everything|programme):/.test(name) === whole ? [ms] : [],
          ),
        )
      return {
        figures: { size, rounds, p95Ms, spread },
        goals: [
          atMost('charts for whoever sees all people of the programme, p95 ms of the slowest', 300, worst(true)),
          atMost('charts for whoever sees some of them, p95 ms of the slowest', 300, worst(false)),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

/** One payout of ten was refused once. Rows only: this house pays nobody. */
async function failSome({ house }: Ground, distributionId: string): Promise<void> {
  await house.db.transaction().execute(async db => {
    await sql`set local session_replication_role = replica`.execute(db)
    await sql`
      insert into attempt (payout_id, ordinal, key, state, reason, programme_id, distribution_id, beneficiary_id, amount_minor, currency,
                           destination_id, number_lookup, fsp_account_id, approval_id, opened_by)
      select id, 1, id || '.1', 'refused', case when position % 3 = 0 then 'not_registered' else 'recipient_limit' end, programme_id, distribution_id,
             beneficiary_id, amount_minor, 'KES', destination_id, '', fsp_account_id, gen_random_uuid(), 'mkono'
        from payout where distribution_id = ${distributionId} and position % 10 = 0`.execute(db)
  })
  await sql`vacuum analyze attempt`.execute(house.db)
}
