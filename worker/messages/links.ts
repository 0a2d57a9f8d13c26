/** Addresses that go out in messages: nobody can guess them, and each is good for one thing and a while. */
import type { House } from '../../db/database.js'
import type { VoucherFacts } from '../../db/messages/facts.js'
import { makeLink } from '../../db/vouchers/document.js'
import type { VoucherId } from '../../domain/ids.js'

const hour = 3_600_000
/** A carrier fetches at once; a person may look at their voucher until it is used. */
const goodForMs = { carrier: hour, person: 90 * 24 * hour } as const

/**
 * Where the document of a voucher is fetched.
 * @returns null where nothing of ours can be reached from outside
 */
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

/** The page with a voucher’s question, until its deadline. Null: there is none, and people answer in words. */
export async function questionUrl(
  house: House,
  publicUrl: string | null,
  { voucherId, answerBy }: Pick<VoucherFacts, 'voucherId' | 'answerBy'>,
): Promise<string | null> {
  if (publicUrl === null || answerBy === null) return null
  // A while longer, so that who comes too late is told so.
  const ms = Math.max(hour, answerBy.getTime() - Date.now()) + 30 * 24 * hour
  const token = await makeLink(house, { voucherId, madeFor: 'question', goodForMs: ms })
  return `${publicUrl}/q/${token}`
}

/** The page on which an invited person registers; the link is theirs as long as the invitation stands. */
export const registerUrl = (publicUrl: string | null, token: string | null): string | null =>
  publicUrl === null || token === null ? null : `${publicUrl}/register/${token}`
