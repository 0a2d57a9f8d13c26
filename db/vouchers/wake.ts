/** Telling the lives of vouchers that something happened: a mark in the row, so that no wake-up can be lost. */
import { sql } from 'kysely'
import type { DistributionId, VoucherId } from '../../domain/ids.js'
import type { House } from '../database.js'
import { given } from '../given.js'

export const voucherChannel = 'mkono_voucher'

/** What a row gets beside its change when its life is to hear of it. */
export const heard = sql`next_at = now(), wake_at = clock_timestamp()`

/** At the end of the transaction somebody looks whom to wake. */
export async function tellVouchers(house: House): Promise<void> {
  await sql`select pg_notify(${voucherChannel}, '')`.execute(house.db)
}

/**
 * That their distribution goes on, or was cancelled, concerns those that are not on their way to their person. One that is
 * being looked at in this moment is left to its next look, within the hour.
 */
export async function tellVouchersOf(house: House, distributionId: DistributionId): Promise<void> {
  const { rows } = await sql`
    update voucher set ${heard} where id in (
      select id from voucher where distribution_id = ${distributionId} and replaces is null
         and (state = 'waiting' or state = 'agreed' and sendings = 0) order by id for update skip locked)
    returning 1`.execute(house.db)
  if (rows.length > 0) await tellVouchers(house)
}

export interface ToWake {
  readonly id: VoucherId
  /** the mark as it was seen, as text: a newer one stays */
  readonly mark: string
}

/** Whose lives are to be woken; they stay so until `woken` says that they have the signal. */
export async function vouchersToWake(house: House, limit: number): Promise<ToWake[]> {
  const { rows } = await sql<ToWake>`
    select id, wake_at::text as mark from voucher where wake_at is not null order by wake_at limit ${limit}`.execute(
    house.db,
  )
  return rows
}

export async function woken(house: House, done: readonly ToWake[]): Promise<void> {
  if (done.length === 0) return
  await sql`
    update voucher v set wake_at = null from ${given('w', done, { id: 'uuid', mark: 'timestamptz' })}
     where v.id = w.id and v.wake_at = w.mark`.execute(house.db)
}

/** Whose life should have looked by now: the caretaker’s. Takes them for three minutes. */
export async function overdueVouchers(house: House, limit: number): Promise<VoucherId[]> {
  const { rows } = await sql<{ id: VoucherId }>`
    update voucher set next_at = now() + interval '3 minutes'
     where id in (select id from voucher where next_at < now() - interval '20 seconds' order by next_at limit ${limit} for update skip locked)
    returning id`.execute(house.db)
  return rows.map(row => row.id)
}
