/** What the house still has to do, and since when: work that should move by itself within seconds. */
import { sql } from 'kysely'
import type { House } from '../database.js'

/** - `messages`: to people · `mail`: to staff · `callbacks`: stored and not applied · `lives`: payouts, lists and vouchers to be looked at */
export const queueNames = ['messages', 'mail', 'callbacks', 'lives'] as const
export type QueueName = (typeof queueNames)[number]

export interface Queue {
  readonly queue: QueueName
  /** due now or before */
  readonly due: number
  /** the time of the one that should have been done first; null: nothing is due */
  readonly oldestDueAt: Date | null
}

export async function queuesOf(house: House): Promise<Queue[]> {
  const { rows } = await sql<Queue>`
    select 'messages' as queue, count(*)::int as due, min(next_try_at) as "oldestDueAt" from message where state = 'queued' and next_try_at <= now()
    union all
    select 'mail', count(*)::int, min(next_try_at) from staff_mail
     where sent_at is null and given_up_at is null and next_try_at <= now() and good_until > now()
    union all
    select 'callbacks', count(*)::int, min(apply_after) from notice where state = 'stored' and apply_after <= now()
    union all
    select 'lives', sum(due)::int, min(oldest) from (
      select count(*) as due, min(next_check_at) as oldest from distribution where next_check_at <= now()
      union all select count(*), min(next_check_at) from attempt where next_check_at <= now()
      union all select count(*), min(next_at) from voucher where next_at <= now()) l`.execute(house.db)
  return rows
}
