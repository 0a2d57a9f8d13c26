/**
 * A voucher’s document as it was made the first time, sealed. Whoever asks again gets the same bytes, whatever has changed since:
 * the person’s language, a name, the brand, the libraries that draw it. It goes with its voucher (the trigger
 * `voucher_document_goes`).
 */
import { sql } from 'kysely'
import type { VoucherId } from '../../domain/ids.js'
import { givenStates } from '../../domain/voucher.js'
import type { House } from '../database.js'

/**
 * @param make draws the file; called only where none is kept yet. Two who ask in the same moment both draw, and both get that
 *   of whoever was first
 * @returns null: the voucher is not to be given (any more), and nothing is kept of it
 */
export async function keptDocument(
  house: House,
  voucherId: VoucherId,
  make: () => Promise<Buffer>,
): Promise<Buffer | null> {
  const kept = await readKept(house, voucherId)
  if (kept) return kept
  const pdf = await make()
  // Shares the voucher’s lock: what is kept here is kept before it comes to its end, and goes with it, or not at all.
  await sql`
    insert into voucher_document (voucher_id, pdf_enc)
    select id, ${house.sealing.sealBytes(pdf)}::bytea from voucher
     where id = ${voucherId} and state = any (${[...givenStates]}::text[]) for share
    on conflict (voucher_id) do nothing`.execute(house.db)
  return readKept(house, voucherId)
}

async function readKept(house: House, voucherId: VoucherId): Promise<Buffer | null> {
  const { rows } = await sql<{ pdf: Buffer }>`
    select pdf_enc as pdf from voucher_document where voucher_id = ${voucherId}`.execute(house.db)
  return rows[0] ? house.sealing.openBytes(rows[0].pdf) : null
}
