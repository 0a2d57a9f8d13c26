/** How many messages arrived, month by month. */
import { sql } from 'kysely'
import type { House } from '../database.js'
import { ofProgramme, type Among } from './among.js'

export interface MonthOfMessages {
  /** `2026-11`, by UTC */
  readonly month: string
  /** the carrier, or who read it out, says so */
  readonly delivered: number
  /** taken by the carrier, and no word since */
  readonly sent: number
  readonly failed: number
  readonly waiting: number
}

/** Oldest first. What was never to be sent (`dropped`) is in none. */
export async function messagesDelivered(house: House, among: Among): Promise<MonthOfMessages[]> {
  const { rows } = await sql<MonthOfMessages>`
    select to_char(created_at at time zone 'UTC', 'YYYY-MM') as month,
           (count(*) filter (where state in ('delivered', 'read', 'printed')))::int as delivered,
           (count(*) filter (where state in ('accepted', 'sent')))::int as sent,
           (count(*) filter (where state = 'failed'))::int as failed,
           (count(*) filter (where state in ('queued', 'sending', 'unknown', 'to_print')))::int as waiting
      from message where ${ofProgramme(among, 'programme_id')} and state <> 'dropped' group by 1 order by 1`.execute(
    house.db,
  )
  return rows
}
