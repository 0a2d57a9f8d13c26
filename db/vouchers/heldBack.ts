/**
 * What keeps a voucher that is not with its person yet: a pause of its distribution or FSP account, a hold or pause of its
 * person. Its row says so while it lasts, and the caretaker finds the ones that may go on, whatever it was that ended.
 */
import { sql } from 'kysely'
import type { VoucherId } from '../../domain/ids.js'
import type { House } from '../database.js'
import type { VoucherRow } from './rows.js'

interface Standing {
  cancelled: boolean
  paused: boolean
  accountPaused: boolean
  held: boolean
  declined: boolean
}

export type Held = { readonly is: 'wait'; readonly why: string } | { readonly is: 'over' }

/** A replacement belongs to a payout that was paid: what becomes of its distribution does not concern it. */
const cancelled = sql`(v.replaces is null and d.cancelled_by is not null)`
const paused = sql`(v.replaces is null and d.state = 'paused')`
const accountPaused = sql`(f.paused_reason is not null)`
const held = sql`(p.held_reason is not null or b.held_reason is not null or b.state = 'paused')`
const declined = sql`(b.state = 'declined')`
const concerned = sql`voucher v join payout p on p.id = v.payout_id join beneficiary b on b.id = v.beneficiary_id
  join distribution d on d.id = v.distribution_id join fsp_account f on f.id = v.fsp_account_id`

/** @param lock whoever orders by it waits for those who pause or cancel, and they for it */
async function standingOf(
  house: House,
  { voucherId }: VoucherRow,
  lock = sql`for key share of d for share of f`,
): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select ${cancelled} as cancelled, ${paused} as paused, ${accountPaused} as "accountPaused", ${held} as held, ${declined} as declined
      from ${concerned} where v.id = ${voucherId} ${lock}`.execute(house.db)
  return rows[0] ?? { cancelled: true, paused: false, accountPaused: false, held: false, declined: false }
}

function heldBy({ cancelled, declined, paused, accountPaused, held }: Standing): Held | null {
  if (cancelled || declined) return { is: 'over' }
  if (paused) return { is: 'wait', why: 'The distribution is paused.' }
  if (accountPaused) return { is: 'wait', why: 'The FSP account is paused.' }
  return held ? { is: 'wait', why: 'The person is held back.' } : null
}

/** Before it is ordered, in the transaction that lets the order leave. Null: nothing keeps it. */
export async function heldFromOrder(house: House, row: VoucherRow): Promise<Held | null> {
  const found = heldBy(await standingOf(house, row))
  if (found?.is === 'wait') await sql`update voucher set held_back = true where id = ${row.voucherId}`.execute(house.db)
  return found
}

/** Whether what stands before it is wanted no more: then no card is ordered, nor another after a lost one. */
export async function isWanted(house: House, row: VoucherRow): Promise<boolean> {
  return heldBy(await standingOf(house, row))?.is !== 'over'
}

/** The same for a card that is there: whether its person may be asked about it, or be sent it, now. Null: nothing keeps it. */
export async function heldFromPerson(house: House, row: VoucherRow): Promise<Held | null> {
  // Nothing is ordered by it, so nobody who pauses or cancels is waited for.
  return heldBy(await standingOf(house, row, sql``))
}

/** Held back when they were looked at last, and no more: for the caretaker, who wakes them until they have looked. */
export async function vouchersThatGoOn(house: House, limit: number): Promise<VoucherId[]> {
  const { rows } = await sql<{ id: VoucherId }>`
    select v.id from ${concerned}
     where v.held_back and (${cancelled} or ${declined} or not (${paused} or ${accountPaused} or ${held}))
     order by v.id limit ${limit}`.execute(house.db)
  return rows.map(({ id }) => id)
}
