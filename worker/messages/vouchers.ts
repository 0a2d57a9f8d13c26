/** Where the document of a voucher is fetched: addresses that nobody can guess, for a while. */
import type { House } from '../../db/database.js'
import { makeLink } from '../../db/vouchers/document.js'
import type { VoucherId } from '../../domain/ids.js'

const hour = 3_600_000
/** A carrier fetches at once; a person may look at their voucher until it is used. */
const goodForMs = { carrier: hour, person: 90 * 24 * hour } as const

/** @returns null where nothing of ours can be reached from outside */
export async function documentUrl(
  house: House,
  publicUrl: string | null,
  voucherId: VoucherId,
  madeFor: 'carrier' | 'person',
): Promise<string | null> {
  if (publicUrl === null) return null
  const token = await makeLink(house, { voucherId, madeFor, goodForMs: goodForMs[madeFor] })
  return `${publicUrl}/d/${token}`
}
