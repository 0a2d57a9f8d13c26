/** A voucher as its life decides by it, locked. */
import { sql } from 'kysely'
import type {
  AttemptId,
  BeneficiaryId,
  DistributionId,
  FspAccountId,
  PayoutId,
  ProgrammeId,
  VoucherId,
} from '../../domain/ids.js'
import { isCurrency, money, type Money } from '../../domain/money.js'
import type { VoucherEnd, VoucherState } from '../../domain/voucher.js'
import type { House } from '../database.js'

export interface VoucherRow {
  readonly voucherId: VoucherId
  readonly programmeId: ProgrammeId
  readonly distributionId: DistributionId
  readonly beneficiaryId: BeneficiaryId
  readonly payoutId: PayoutId
  readonly attemptId: AttemptId
  readonly fspAccountId: FspAccountId
  readonly part: number
  readonly parts: number
  readonly ordinal: number
  readonly amountMinor: bigint
  readonly currency: string
  /** it stands for this one, which was lost */
  readonly replaces: VoucherId | null
  readonly refPos: string
  readonly state: VoucherState
  readonly ended: VoucherEnd | null
  readonly reason: string | null
  readonly notBefore: Date | null
  readonly sendBy: Date | null
  readonly cardEnc: Buffer | null
  readonly pinEnc: Buffer | null
  readonly transactionId: string | null
  readonly issuedAt: Date | null
  readonly askedAt: Date | null
  readonly deadlineAt: Date | null
  readonly reminders: number
  readonly answer: 'yes' | 'no' | null
  readonly sendings: number
  readonly tries: number
  readonly denials: number
  /** as the FSP told last */
  readonly balanceMinor: bigint | null
  readonly movedMinor: bigint | null
  readonly deskLeftMinor: bigint | null
  readonly nextAt: Date | null
  /** PostgreSQL’s clock at the look: all its times are by it */
  readonly now: Date
}

const columns = sql.raw(`v.id as "voucherId", v.programme_id as "programmeId", v.distribution_id as "distributionId",
  v.beneficiary_id as "beneficiaryId", v.payout_id as "payoutId", v.attempt_id as "attemptId", v.fsp_account_id as "fspAccountId",
  v.part, v.parts, v.ordinal, v.amount_minor as "amountMinor", v.currency, v.replaces, v.ref_pos as "refPos", v.state, v.ended, v.reason,
  v.not_before as "notBefore", v.send_by as "sendBy", v.card_enc as "cardEnc", v.pin_enc as "pinEnc", v.transaction_id as "transactionId",
  v.issued_at as "issuedAt", v.asked_at as "askedAt", v.deadline_at as "deadlineAt", v.reminders, v.answer, v.sendings, v.tries,
  v.denials, v.balance_minor as "balanceMinor", v.moved_minor as "movedMinor", v.desk_left_minor as "deskLeftMinor", v.next_at as "nextAt", clock_timestamp() as now`)

/**
 * Locks the attempt of a voucher and with it everything about its vouchers: whoever changes one holds this lock, in the
 * order payout, attempt, voucher, as everything about money does. Null: there is no such voucher.
 */
export async function lockVoucher(house: House, voucherId: VoucherId): Promise<VoucherRow | null> {
  await lockPayoutOf(house, sql`select payout_id from voucher where id = ${voucherId}`)
  const { rows } = await sql<VoucherRow>`select ${columns} from voucher v where v.id = ${voucherId} for update`.execute(
    house.db,
  )
  return rows[0] ?? null
}

/** All of an attempt, by part and ordinal; its payout is locked. */
export async function vouchersOfAttempt(house: House, attemptId: AttemptId): Promise<VoucherRow[]> {
  const { rows } = await sql<VoucherRow>`
    select ${columns} from voucher v where v.attempt_id = ${attemptId} order by v.part, v.ordinal for update`.execute(
    house.db,
  )
  return rows
}

/** Payouts before attempts before vouchers, payouts by their id. */
export async function lockPayoutOf(house: House, payouts: ReturnType<typeof sql>): Promise<void> {
  await sql`select from payout p where p.id in (${payouts}) order by p.id for update`.execute(house.db)
}

/** The one that counts for each part: the last that was ordered for it. */
export function lastOfParts(rows: readonly VoucherRow[]): VoucherRow[] {
  const parts = new Map<number, VoucherRow>()
  for (const row of rows) parts.set(row.part, row)
  return [...parts.values()]
}

/** The vouchers of a payout that count now, one for each part of its last attempt; the payout is locked. */
export async function lastOfPayout(house: House, payoutId: PayoutId): Promise<VoucherRow[]> {
  const { rows } = await sql<{ id: AttemptId }>`
    select attempt_id as id from voucher where payout_id = ${payoutId} order by opened_at desc limit 1`.execute(
    house.db,
  )
  const attemptId = rows[0]?.id
  return attemptId === undefined ? [] : lastOfParts(await vouchersOfAttempt(house, attemptId))
}

/** Its person had it and lost it: it is taken back for another, in its own way (replaceCard.ts). */
export const isBeingReplaced = ({ state, ended }: Pick<VoucherRow, 'state' | 'ended'>): boolean =>
  state === 'cancelling' && ended === 'replaced'

export function amountOf({ amountMinor, currency }: Pick<VoucherRow, 'amountMinor' | 'currency'>): Money {
  if (!isCurrency(currency)) throw new Error(`The currency ${currency} is not known.`)
  return money(amountMinor, currency)
}
