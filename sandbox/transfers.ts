import type { ProviderMetadata, TransactionRecord, WireMetadata } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import { dashedUtc, dottedEastAfrican } from './dates.js'
import type { Database } from './database.js'
import { moneyText, type Minor } from './money.js'

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
  return metadataOf(transfer)['attemptKey'] ?? `${transfer.phone_number} ${transfer.amount_minor}`
}

export class Transfers {
  constructor(private readonly db: Database) {}

  add(transfer: NewTransfer): void {
    const columns = Object.keys(transfer)
    this.db.run(
      `INSERT INTO transfer (${columns.join(', ')}, state) VALUES (${columns.map(() => '?').join(', ')}, 'queued')`,
      ...Object.values(transfer),
    )
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
       ORDER BY created_at DESC, seq DESC LIMIT ? OFFSET ?`,
      ...[username, filter.from, filter.until, status, status, channel, channel],
      page.count,
      (page.number - 1) * page.count,
    )
  }

  due(now: number, limit: number): Transfer[] {
    return this.db.all<Transfer>(
      "SELECT * FROM transfer WHERE state = 'queued' AND due_at <= ? ORDER BY due_at LIMIT ?",
      now,
      limit,
    )
  }

  nextDue(): number | undefined {
    const row = this.db.one<{ at: number | null }>("SELECT min(due_at) AS at FROM transfer WHERE state = 'queued'")
    return row?.at ?? undefined
  }

  counts(): Record<Transfer['state'], number> {
    const counts = { queued: 0, validating: 0, paid: 0, failed: 0 }
    const rows = this.db.all<{ state: Transfer['state']; count: number }>(
      'SELECT state, count(*) AS count FROM transfer GROUP BY state',
    )
    for (const row of rows) counts[row.state] = row.count
    return counts
  }

  markValidating(transactionId: string): void {
    this.db.run("UPDATE transfer SET state = 'validating' WHERE transaction_id = ?", transactionId)
  }

  /** After a restart: whoever was being asked about is asked about again. */
  requeueValidating(): void {
    this.db.run("UPDATE transfer SET state = 'queued' WHERE state = 'validating'")
  }

  settle(transfer: Transfer): void {
    this.db.run(
      `UPDATE transfer SET state = ?, description = ?, provider_ref = ?, provider_metadata = ?, settled_at = ?
       WHERE transaction_id = ? AND state IN ('queued', 'validating')`,
      transfer.state,
      transfer.description,
      transfer.provider_ref,
      transfer.provider_metadata,
      transfer.settled_at,
      transfer.transaction_id,
    )
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
