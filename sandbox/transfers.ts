import type { ProviderMetadata, TransactionRecord, WireMetadata } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import { dashedUtc, dottedEastAfrican } from './dates.js'
import type { Database } from './database.js'
import { moneyText, type Minor } from './money.js'
import { Tally } from './tally.js'

/** One B2C transaction as the book keeps it. */
export interface Transfer {
  seq: number
  transaction_id: string
  username: string
  product_name: string
  provider_channel: string
  phone_number: string
  name: string | null
  amount_minor: Minor
  fee_minor: Minor
  currency: string
  metadata: string
  state: 'queued' | 'validating' | 'paid' | 'failed'
  description: string | null
  provider_ref: string | null
  provider_metadata: string | null
  created_at: number
  due_at: number
  settled_at: number | null
}

export type NewTransfer = Omit<
  Transfer,
  'seq' | 'state' | 'description' | 'provider_ref' | 'provider_metadata' | 'settled_at'
>

const unsettled = { description: null, provider_ref: null, provider_metadata: null, settled_at: null }

export interface TransferFilter {
  from: number
  until: number
  status?: string
  providerChannel?: string
}

export const metadataOf = (transfer: Pick<Transfer, 'metadata'>): WireMetadata =>
  JSON.parse(transfer.metadata) as WireMetadata

/** The name of a transfer that is the same in every run: our attempt's key, or failing that its destination. */
export function subjectKey(transfer: Pick<Transfer, 'metadata' | 'phone_number' | 'amount_minor'>): string {
  return metadataOf(transfer)['attemptKey'] ?? destinationKey(transfer)
}

export const destinationKey = (transfer: Pick<Transfer, 'phone_number' | 'amount_minor'>): string =>
  `${transfer.phone_number} ${transfer.amount_minor}`

export class Transfers {
  readonly #tally: Tally<Transfer['state']>

  constructor(private readonly db: Database) {
    this.#tally = new Tally(db, 'transfer', ['queued', 'validating', 'paid', 'failed'])
  }

  /** Queued from now on; whoever adds it tells the settlement of it once the transaction stands. */
  add(transfer: NewTransfer): Transfer {
    const seq = this.db.insert(
      `INSERT INTO transfer (transaction_id, username, product_name, provider_channel, phone_number, name, amount_minor,
                             fee_minor, currency, metadata, created_at, due_at, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued')`,
      transfer.transaction_id,
      transfer.username,
      transfer.product_name,
      transfer.provider_channel,
      transfer.phone_number,
      transfer.name,
      transfer.amount_minor,
      transfer.fee_minor,
      transfer.currency,
      transfer.metadata,
      transfer.created_at,
      transfer.due_at,
    )
    this.#tally.move(null, 'queued')
    return { ...transfer, seq, state: 'queued', ...unsettled }
  }

  find(username: string, transactionId: string): Transfer | undefined {
    return this.db.one<Transfer>(
      'SELECT * FROM transfer WHERE transaction_id = ? AND username = ?',
      transactionId,
      username,
    )
  }

  /** Newest first, so that pages overlap rather than leave out when more come in between. */
  list(username: string, filter: TransferFilter, page: { number: number; count: number }): Transfer[] {
    const status = filter.status ?? null
    const channel = filter.providerChannel ?? null
    return this.db.all<Transfer>(
      `SELECT * FROM transfer
       WHERE username = ? AND created_at >= ? AND created_at < ?
         AND (? IS NULL OR ? = CASE state WHEN 'paid' THEN 'Success' WHEN 'failed' THEN 'Failed'
                                          WHEN 'validating' THEN 'PendingValidation' ELSE 'Queued' END)
         AND (? IS NULL OR provider_channel = ?)
       ORDER BY seq DESC LIMIT ? OFFSET ?`,
      ...[username, filter.from, filter.until, status, status, channel, channel],
      page.count,
      (page.number - 1) * page.count,
    )
  }

  counts(): Readonly<Record<Transfer['state'], number>> {
    return this.#tally.read()
  }

  markValidating(transfers: readonly Transfer[]): void {
    if (transfers.length === 0) return
    const seqs = JSON.stringify(transfers.map(transfer => transfer.seq))
    this.db.run("UPDATE transfer SET state = 'validating' WHERE seq IN (SELECT value FROM json_each(?))", seqs)
    this.#tally.move('queued', 'validating', transfers.length)
  }

  /** After a restart, all that are not settled; whoever was being asked about is asked about again. */
  requeue(): Transfer[] {
    return this.db.atomically(() => {
      const asked = this.db.run("UPDATE transfer SET state = 'queued' WHERE state = 'validating'")
      this.#tally.move('validating', 'queued', asked)
      return this.db.all<Transfer>("SELECT * FROM transfer WHERE state = 'queued'")
    })
  }

  /** Stores how `transfer` ended; `from` is what it was until now. */
  settle(transfer: Transfer, from: 'queued' | 'validating'): void {
    const settled = this.db.run(
      `UPDATE transfer SET state = ?, description = ?, provider_ref = ?, provider_metadata = ?, settled_at = ?
       WHERE seq = ? AND state = ?`,
      transfer.state,
      transfer.description,
      transfer.provider_ref,
      transfer.provider_metadata,
      transfer.settled_at,
      transfer.seq,
      from,
    )
    if (settled !== 1) throw new Error('A transfer is not in the state it is settled from: the data file is damaged.')
    this.#tally.move(from, transfer.state)
  }
}

const statusWords = { queued: 'Queued', validating: 'PendingValidation', paid: 'Success', failed: 'Failed' } as const

/** What find and fetch say of a transfer, and, once settled, its notification. */
export function describe(transfer: Transfer, account: Account): TransactionRecord {
  return {
    transactionId: transfer.transaction_id,
    status: statusWords[transfer.state],
    category: 'MobileB2C',
    provider: account.provider,
    providerChannel: transfer.provider_channel,
    ...(transfer.provider_ref !== null && { providerRefId: transfer.provider_ref }),
    productName: transfer.product_name,
    sourceType: 'Wallet',
    source: 'PaymentWallet',
    destinationType: 'PhoneNumber',
    destination: transfer.phone_number,
    value: moneyText(transfer.amount_minor, transfer.currency),
    transactionFee: moneyText(transfer.fee_minor, transfer.currency),
    ...(transfer.description !== null && { description: transfer.description }),
    requestMetadata: metadataOf(transfer),
    ...(transfer.provider_metadata !== null && {
      providerMetadata: JSON.parse(transfer.provider_metadata) as ProviderMetadata,
    }),
    creationTime: dashedUtc(transfer.created_at),
    ...(transfer.state === 'paid' &&
      transfer.settled_at !== null && { transactionDate: dottedEastAfrican(transfer.settled_at) }),
  }
}
