/**
 * The way of a voucher to its person: one message with its document, sent again only by staff; and the addresses at which
 * the document is fetched, which nobody can guess and which are good for a while only.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { caseEnds } from '../../domain/caseEnds.js'
import { said } from '../../domain/caseSays.js'
import type { VoucherId } from '../../domain/ids.js'
import type { House } from '../database.js'
import { tellPeople } from '../messages/queue.js'
import { closeVoucherCases, openVoucherCase } from './cases.js'
import { isQueued, type Waits } from './question.js'
import { vouchersOfAttempt, type VoucherRow } from './rows.js'
import { settleAttempt } from './settle.js'
import type { DistributionId } from '../../domain/ids.js'

const minute = 60_000

/** Sent once for each `sendings`; from then on the message says how far it is. */
export const sendingCause = (voucherId: VoucherId, sendings: number): string =>
  sendings <= 1 ? String(voucherId) : `${voucherId}:${sendings}`

export type Delivery = Waits | 'changed' | { readonly ended: DistributionId | null }

export async function seeToDelivery(house: House, row: VoucherRow): Promise<Delivery> {
  const { beneficiaryId, voucherId, payoutId, attemptId, now } = row
  if (row.sendings === 0) {
    if (!(await isWhole(house, row)))
      return { until: new Date(now.getTime() + 10 * minute), says: 'Waits until every part is issued.' }
    await tellPeople(house, [
      { beneficiaryId, kind: 'voucher', cause: sendingCause(voucherId, 1), about: { voucherId, payoutId, attemptId } },
    ])
    if (!(await isQueued(house, beneficiaryId, 'voucher', sendingCause(voucherId, 1)))) {
      await openVoucherCase(house, row, said('voucher_not_sent'))
      return { until: new Date(now.getTime() + 60 * minute), says: 'Messages are not set up.' }
    }
    await sql`update voucher set sendings = 1 where id = ${voucherId}`.execute(house.db)
    return 'changed'
  }
  const { rows } = await sql<{ state: string }>`
    select state from message where beneficiary_id = ${beneficiaryId} and kind = 'voucher' and cause = ${sendingCause(voucherId, row.sendings)}`.execute(
    house.db,
  )
  const state = rows[0]?.state ?? 'queued'
  if (arrived.has(state)) return { ended: await delivered(house, row) }
  if (state === 'failed' || state === 'dropped') {
    await openVoucherCase(house, row, said('voucher_not_arrived'))
    return { until: new Date(now.getTime() + 24 * 60 * minute), says: 'Could not be sent; staff decide' }
  }
  return {
    until: new Date(now.getTime() + 24 * 60 * minute),
    says: state === 'to_print' ? 'Waits to be printed and handed over' : 'On its way to its person',
  }
}

/**
 * A payout is given whole or not at all: nothing of it is sent before every part can be. Who is asked is asked about all of it.
 * What stands for a lost voucher was given whole before, and waits for no part: another one may have expired, or be lost as well.
 */
async function isWhole(house: House, { attemptId, parts, replaces }: VoucherRow): Promise<boolean> {
  if (parts === 1 || replaces !== null) return true
  const all = await vouchersOfAttempt(house, attemptId)
  return all.filter(({ state }) => state === 'agreed' || state === 'delivered').length >= parts
}

const arrived: ReadonlySet<string> = new Set(['delivered', 'read', 'printed'])

/** It is with its person: by the carrier’s word, or because staff handed it over. */
export async function delivered(house: House, row: VoucherRow): Promise<DistributionId | null> {
  await sql`update voucher set state = 'delivered', state_at = now(), delivered_at = now(), next_at = null where id = ${row.voucherId}`.execute(
    house.db,
  )
  // The carrier has what it came for.
  await sql`update voucher_link set until = now() where voucher_id = ${row.voucherId} and made_for = 'carrier' and until > now()`.execute(
    house.db,
  )
  // Of several that were lost, what one of the others needs stays with a person.
  const mayConcernOthers = row.replaces !== null && row.parts > 1
  if (!mayConcernOthers) await closeVoucherCases(house, row, caseEnds.voucher_with_person)
  return settleAttempt(house, row.attemptId)
}

/**
 * Messages with a document that have arrived, or never will: the lives of their vouchers are told. A look may have begun before the
 * message’s news was committed and read nothing of it, so its time proves nothing: what has arrived is told until the voucher says
 * so, what failed for some seconds more.
 * @returns how many
 */
export async function noticeDeliveries(house: House, limit: number): Promise<number> {
  const { rows } = await sql`
    update voucher set next_at = now(), wake_at = clock_timestamp()
     where id in (
       select v.id from voucher v
         join message m on m.kind = 'voucher' and m.beneficiary_id = v.beneficiary_id
                       and m.cause = case when v.sendings <= 1 then v.id::text else v.id::text || ':' || v.sendings end
        where v.state = 'agreed' and v.sendings > 0 and v.wake_at is null and m.state_at > v.state_at
          and m.state in ('delivered','read','printed','failed','dropped') and v.next_at > now()
          and (m.state in ('delivered','read','printed') or m.state_at > coalesce(v.looked_at, '-infinity') - interval '15 seconds')
        limit ${limit} for update of v skip locked)
    returning 1`.execute(house.db)
  return rows.length
}

/** A new address for the document; only its hash is kept. @returns the token: it is never logged */
export async function makeLink(
  house: House,
  {
    voucherId,
    madeFor,
    goodForMs,
  }: { voucherId: VoucherId; madeFor: 'carrier' | 'person' | 'question'; goodForMs: number },
): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  await sql`
    insert into voucher_link (voucher_id, token_lookup, made_for, until)
    values (${voucherId}, ${house.sealing.lookup('token', token)}, ${madeFor}, now() + ${goodForMs} * interval '1 millisecond')`.execute(
    house.db,
  )
  return token
}

/** What a document says. Card and PIN in the clear: for the page alone. */
export interface VoucherContent {
  readonly voucherId: VoucherId
  readonly programme: string
  readonly organisation: string | null
  readonly language: string
  readonly amountMinor: bigint
  readonly currency: string
  readonly cardId: string
  readonly pin: string
  readonly dueOn: string | null
  readonly part: number
  readonly parts: number
  readonly programmeLanguages: readonly string[]
  readonly issuedAt: Date
  readonly fspAccountSettings: Readonly<Record<string, string>>
}

interface ContentRow extends Omit<VoucherContent, 'cardId' | 'pin'> {
  cardEnc: Buffer
  pinEnc: Buffer
}

/** A carrier fetches once, and again where that failed; a person looks at theirs in the shop, as often as they go there. */
const mostOpenings = { carrier: 10, person: 100 } as const

/** By the token of an address; null where there is none, it is too old, or the voucher is not to be given (any more). */
export async function contentByLink(house: House, token: string): Promise<VoucherContent | null> {
  const { rows } = await sql<{ id: VoucherId }>`
    update voucher_link set opened = opened + 1
     where token_lookup = ${house.sealing.lookup('token', token)} and until > now()
       and (made_for = 'carrier' and opened < ${mostOpenings.carrier} or made_for = 'person' and opened < ${mostOpenings.person})
    returning voucher_id as id`.execute(house.db)
  const id = rows[0]?.id
  return id === undefined ? null : contentOf(house, id)
}

export async function contentOf(house: House, voucherId: VoucherId): Promise<VoucherContent | null> {
  const { rows } = await sql<ContentRow>`
    select v.id as "voucherId", p.name as programme, g.organisation, b.language, v.amount_minor as "amountMinor", v.currency,
           v.card_enc as "cardEnc", v.pin_enc as "pinEnc", v.due_on as "dueOn", v.part, v.parts, p.languages as "programmeLanguages", v.issued_at as "issuedAt", f.settings as "fspAccountSettings"
      from voucher v join programme p on p.id = v.programme_id join beneficiary b on b.id = v.beneficiary_id
      join fsp_account f on f.id = v.fsp_account_id left join programme_messaging g on g.programme_id = v.programme_id
     where v.id = ${voucherId} and v.state in ('agreed','delivered') and v.card_enc is not null and v.issued_at is not null`.execute(
    house.db,
  )
  const row = rows[0]
  if (!row) return null
  const { cardEnc, pinEnc, ...content } = row
  return { ...content, cardId: house.sealing.open(cardEnc), pin: house.sealing.open(pinEnc) }
}
