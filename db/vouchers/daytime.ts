/** When people may be written to who do not wait for it: in their programme’s hours of rest not before the morning. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../../domain/ids.js'
import { outsideTheNight } from '../../domain/voucher.js'
import type { House } from '../database.js'
import { voucherRulesOf } from './rules.js'

/** @returns until when what is to be told now is kept; null: it is day, and goes at once */
export async function keptUntil(house: House, programmeId: ProgrammeId): Promise<Date | null> {
  const rules = await voucherRulesOf(house, programmeId)
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(house.db)
  const now = rows[0]?.now ?? new Date()
  const at = outsideTheNight(now, rules)
  return at > now ? at : null
}
