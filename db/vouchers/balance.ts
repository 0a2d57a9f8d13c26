/** What is left on cards that their people have: asked of the FSP once a day while something may be, or when staff want to know. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { FspAccountId, PayoutId, VoucherId } from '../../domain/ids.js'
import { isCurrency, type Currency, type Money } from '../../domain/money.js'
import type { Reason } from '../../domain/reason.js'
import { inTransaction, type House } from '../database.js'
import { expire } from './expire.js'
import { noteAnswer } from './issue.js'
import { lockVoucher } from './rows.js'

/** Structurally `BalanceAnswer` of fsp/voucherContract.ts. */
export type BalanceHeard = {
  httpStatus?: number
  raw?: string
  code?: string

  outcome:
    | { is: 'balance'; amount: Money; usable: true; status: string | null }
    | { is: 'balance'; amount: Money | null; usable: false; why: 'expired' | 'blocked' | 'inactive' }
    | { is: 'notFound' | 'wrongPin' }
    | { is: 'unknown'; reason: Reason }
}

/** A card about which the FSP is to be asked; opened: never logged, never in an error. */
export interface CardToAskAbout {
  readonly voucherId: VoucherId
  readonly fspAccountId: FspAccountId
  readonly cardId: string
  readonly pin: string
  readonly currency: Currency
}

interface CardRow {
  voucherId: VoucherId
  fspAccountId: FspAccountId
  cardEnc: Buffer
  pinEnc: Buffer
  currency: string
}

/** Those that nobody has asked about for a day, the longest first; taken for that day, whatever comes of it. */
export async function cardsToAsk(house: House, limit: number): Promise<CardToAskAbout[]> {
  const { rows } = await sql<CardRow>`
    update voucher v set balance_asked_at = now()
     where v.id in (
       select id from voucher where state = 'delivered' and balance_minor is distinct from 0 and card_enc is not null
          and (balance_asked_at is null or balance_asked_at < now() - interval '1 day')
        order by balance_asked_at nulls first limit ${limit} for update skip locked)
    returning v.id as "voucherId", v.fsp_account_id as "fspAccountId", v.card_enc as "cardEnc", v.pin_enc as "pinEnc", v.currency`.execute(
    house.db,
  )
  return rows.map(row => opened(house, row))
}

/** All of a payout that are with their person. */
export async function cardsOfPayout(house: House, payoutId: PayoutId): Promise<CardToAskAbout[]> {
  const { rows } = await sql<CardRow>`
    select id as "voucherId", fsp_account_id as "fspAccountId", card_enc as "cardEnc", pin_enc as "pinEnc", currency from voucher
     where payout_id = ${payoutId} and state = 'delivered' and card_enc is not null order by part`.execute(house.db)
  return rows.map(row => opened(house, row))
}

function opened({ sealing }: House, { cardEnc, pinEnc, currency, ...row }: CardRow): CardToAskAbout {
  if (!isCurrency(currency)) throw new Error(`The currency ${currency} is not known.`)
  return { ...row, cardId: sealing.open(cardEnc), pin: sealing.open(pinEnc), currency }
}

/** What was heard, and what it makes of the voucher: a card that can not be used any more is over. */
export async function recordBalance(
  house: House,
  voucherId: VoucherId,
  heard: BalanceHeard,
  contract: { returnsExpired: boolean },
): Promise<void> {
  await inTransaction(house, async house => {
    const { outcome } = heard
    const isOver = outcome.is === 'balance' && !outcome.usable && outcome.why === 'expired'
    const row = isOver ? await lockVoucher(house, voucherId) : null
    await noteBalance(house, voucherId, heard)
    if (row && isOver) await expire(house, row, { told: outcome.amount?.minor ?? null, ...contract })
  })
}

/** Of these, whose last balance the FSP has told as that of a card that nobody can use, or of none that it knows. */
export async function barredOf(house: House, voucherIds: readonly VoucherId[]): Promise<ReadonlySet<VoucherId>> {
  const { rows } = await sql<{ id: VoucherId }>`
    select id from (
      select distinct on (voucher_id) voucher_id as id, outcome, reason from voucher_call
       where voucher_id = any (${[...voucherIds]}::uuid[]) and asks = 'balance' and outcome in ('balance','notFound','wrongPin')
       order by voucher_id, answered_at desc, opened_at desc) last
     where outcome <> 'balance' or reason is not null`.execute(house.db)
  return new Set(rows.map(({ id }) => id))
}

/** Only a balance is one: an error that comes with zeros makes no voucher used (codes come first, fsp/intersolve/codes.ts). */
export async function noteBalance(house: House, voucherId: VoucherId, heard: BalanceHeard): Promise<void> {
  const callId = randomUUID()
  await sql`insert into voucher_call (id, voucher_id, asks) values (${callId}, ${voucherId}, 'balance')`.execute(
    house.db,
  )
  const { outcome } = heard
  const barred = outcome.is === 'balance' && !outcome.usable ? outcome.why : undefined
  await noteAnswer(
    house,
    callId,
    barred === undefined ? heard : { ...heard, outcome: { is: 'balance', reason: barred } },
  )
  if (outcome.is !== 'balance' || outcome.amount === null) return
  await sql`
    update voucher set balance_minor = ${outcome.amount.minor}, balance_at = now(), balance_asked_at = now() where id = ${voucherId}`.execute(
    house.db,
  )
}
