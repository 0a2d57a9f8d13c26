/** A programme whose people get vouchers and are asked whether they want them, on a ground that is there. */
import { sql } from 'kysely'
import { z } from 'zod'
import { Refused } from '../cli/failure.js'
import type { Ground } from './ground.js'
import { enrol } from './people.js'
import { openCarrier } from './telling.js'

const voucherAccount = 'bench'
const password = 'bench'
const made = z.object({ id: z.string() })
const anything = z.unknown()
/** what each payout is, in cents: one card */
const amountMinor = 2_500

export interface VoucherSummary {
  readonly cards: number
  readonly liveCards: number
  readonly heldMinor: string
  readonly referencesWithTwoCards: readonly string[]
}
const bookShape = z.object({
  summary: z.object({
    ...{ cards: z.number(), liveCards: z.number(), heldMinor: z.string() },
    referencesWithTwoCards: z.array(z.string()),
  }),
})

/** @returns its id; nobody is reminded, and the deadline is two weeks away */
export async function voucherProgramme(ground: Ground, people: number, callsAtOnce: number): Promise<string> {
  const { maker, operator, approver, sandbox, house } = ground
  await sandbox.ask('PUT', `/sandbox/intersolve/accounts/${voucherAccount}`, anything, { password })
  const account = await operator.post(
    '/fsp-accounts',
    {
      ...{ fspName: 'intersolve', name: 'Bench vouchers', currency: 'EUR', country: 'NL' },
      credentials: { username: voucherAccount, password },
      settings: { ean: '8712345678906', callsAtOnce: String(callsAtOnce) },
    },
    made.extend({ proposalId: z.string() }),
  )
  await approver.post(`/fsp-account-changes/${account.proposalId}/decide`, { approve: true }, anything)
  const rules = { rounds: 12, baseMinor: String(amountMinor), languages: ['sw'] }
  const programme = { name: 'Bench vouchers', currency: 'EUR', country: 'NL', ...rules, fspAccountId: account.id }
  const { id } = await maker.post('/programmes', programme, made)
  // Measured at any hour.
  const asking = { ask: true, remindersAfterS: [], deadlineS: 14 * 86_400, highestCardMinor: null }
  await maker.put(`/programmes/${id}/voucher-rules`, { ...asking, quietFromHour: 0, quietUntilHour: 0 }, anything)
  const fund = { amountMinor: String(amountMinor * people), reference: 'Bench vouchers' }
  await maker.post(`/programmes/${id}/fund`, fund, anything)
  await openCarrier(ground, id)
  await enrol(house, id, { people, after: 0 })
  return id
}

/** Intersolve’s own word. */
export const voucherBook = async ({ sandbox }: Ground): Promise<VoucherSummary> =>
  (await sandbox.ask('GET', `/book/intersolve?username=${voucherAccount}`, bookShape)).summary

export interface Asked {
  /** cards that were issued, and questions that the carrier has taken */
  readonly issued: number
  readonly told: number
}

export async function askedSoFar({ house }: Ground, programmeId: string): Promise<Asked> {
  const { rows } = await sql<Asked>`
    select (select count(*) from voucher where programme_id = ${programmeId} and state = 'waiting')::int as issued,
           (select count(*) from message where programme_id = ${programmeId} and kind = 'voucher_question'
               and state in ('accepted','sent','delivered','read'))::int as told`.execute(house.db)
  const [row] = rows
  if (!row) throw new Refused('Nothing could be counted.')
  return row
}
