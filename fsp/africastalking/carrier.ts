/** Who carries a number, by the provider's own word (facts 1.5, 1.6), and what that means for M-PESA. Pure. */
import { z } from 'zod'
import type { AccountFinding } from '../contract.js'
import { networks, otherOperatorNames, ownNetworks, tabled } from './codes.js'
import { wireNumber } from './number.js'
import type { AfricasTalkingAccount } from './settings.js'

const text = z.string().optional().catch(undefined)
const phone = z.object({
  carrierName: text,
  networkCode: z
    .union([z.string(), z.number().transform(String)])
    .optional()
    .catch(undefined),
  number: text,
  numberType: text,
})
type Phone = z.output<typeof phone>

/** One entry of the immediate reply. */
export const simSwapEntry = z.object({ requestId: text, status: text, phoneNumber: phone })
export type ReadSimSwapEntry = z.output<typeof simSwapEntry>

/** The later answer by callback: it names the request, and seldom number and carrier. */
export const simSwapNotice = z.object({
  requestId: z.string().trim().min(1).max(200),
  status: z.string(),
  phoneNumber: phone.optional().catch(undefined),
})

type Account = Pick<AfricasTalkingAccount, 'country' | 'acceptedNetworks'>
type Verdict = Pick<AccountFinding, 'is' | 'reason'>

/**
 * The finding for `number` from its entry. The provider's word on the carrier decides; a prefix never does. Without it
 * the check is `pending` if the provider has taken it and will call back, else `unclear`.
 */
export function entryFinding(account: Account, number: string, entry: ReadSimSwapEntry): AccountFinding {
  const { requestId, status, phoneNumber } = entry
  const carrier = nameOf(phoneNumber)
  const known = { number, ...(carrier !== undefined && { carrier }), ...(requestId && { checkId: requestId }) }
  if (status === 'InvalidPhoneNumber') return { ...known, is: 'cannotReceive', reason: 'invalid_number' }
  const verdict = byCarrier(account, phoneNumber)
  if (verdict) return { ...known, ...verdict }
  if (status === 'Queued' && requestId) return { ...known, is: 'pending' }
  return { ...known, is: 'unclear', reason: 'unclear_answer' }
}

/**
 * The finding from a callback. `number` is empty where the callback names only the request: it is found by `checkId`.
 * When the SIM was last changed says nothing about who carries the number.
 */
export function simSwapFinding(account: Account, notice: z.output<typeof simSwapNotice>): AccountFinding {
  const said: Phone = notice.phoneNumber ?? {}
  const number = (said.number && wireNumber(said.number, account.country)) || ''
  const carrier = nameOf(said)
  const verdict = byCarrier(account, said) ?? { is: 'unclear', reason: 'unclear_answer' }
  return { number, checkId: notice.requestId, ...(carrier !== undefined && { carrier }), ...verdict }
}

function nameOf({ carrierName, networkCode }: Phone): string | undefined {
  const name = carrierName?.trim()
  return name && name !== 'Unknown' ? name : tabled(networks, networkCode ?? '')
}

function byCarrier(account: Account, said: Phone): Verdict | undefined {
  if (said.numberType === 'FixedLine') return { is: 'cannotReceive', reason: 'not_registered' }
  const accepted = acceptedNetworks(account)
  // Where nobody has said which networks can receive, no carrier decides anything.
  if (accepted.length === 0) return undefined
  const code = said.networkCode?.trim() ?? ''
  if (accepted.includes(code)) return { is: 'ok' }
  if (tabled(networks, code) !== undefined) return { is: 'cannotReceive', reason: 'wrong_operator' }
  return byName(accepted, said.carrierName ?? '')
}

/** Where the code is missing or not in our table: the name, if it is one we know. */
function byName(accepted: readonly string[], carrierName: string): Verdict | undefined {
  const begins = (name: string) => carrierName.trim().toLowerCase().startsWith(name.toLowerCase())
  if (accepted.some(code => begins(networks[code] ?? '\0'))) return { is: 'ok' }
  const known = [...Object.values(networks), ...otherOperatorNames].some(begins)
  return known ? { is: 'cannotReceive', reason: 'wrong_operator' } : undefined
}

/** The country's own M-PESA networks and those that the account adds. */
export function acceptedNetworks({ country, acceptedNetworks: added }: Account): readonly string[] {
  return [...(tabled(ownNetworks, country) ?? []), ...(added?.split(',') ?? [])]
}
