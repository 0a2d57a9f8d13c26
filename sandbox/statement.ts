import { dottedEastAfrican } from './dates.js'
import type { Database } from './database.js'
import { minor, statementAmount, type Minor } from './money.js'
import type { Transfer } from './transfers.js'

/** How a statement is written, and what it leaves out: exports differ (facts/protocols.md 6.1). */
export interface StatementManner {
  /** milliseconds since 1970; both ends included */
  from: number
  until: number
  /** `dashed`: 2026-11-26 09:30:00; `local`: 26-11-2026 09:30:00 */
  dates: 'dashed' | 'local'
  /** numbers as 2547****0111 */
  masked: boolean
  /** without the last columns */
  short: boolean
  delimiter: ',' | ';'
  bom: boolean
  totals: boolean
  /** transactions that it does not have, by transaction id */
  leaveOut: readonly string[]
  /** receipts of these are not told, but another one is */
  otherReceipt: readonly string[]
}

export const usualManner: StatementManner = {
  from: 0,
  until: Number.MAX_SAFE_INTEGER,
  dates: 'dashed',
  masked: false,
  short: false,
  delimiter: ',',
  bom: false,
  totals: true,
  leaveOut: [],
  otherReceipt: [],
}

interface Entry {
  at: number
  receipt: string
  reason: string
  details: string
  status: 'Completed' | 'Failed'
  /** what came in, positive, or went out, negative */
  amount: Minor
  party: string
  linked: string
}

/**
 * The statement of an account as M-PESA's portal exports it, CSV, newest first: from the book and the wallet's fees, for
 * every payment its own row and one for its charge, for every reversal the row that takes it back.
 */
export function statementOf(db: Database, username: string, manner: StatementManner, holder: string): string {
  const entries = entriesOf(db, username, manner)
  let balance = 0
  const rows = entries.map(entry => {
    if (entry.status === 'Completed') balance += entry.amount
    return cellsOf(entry, minor(balance), manner)
  })
  const out = minor(
    entries.reduce((sum, each) => sum + (each.status === 'Completed' && each.amount < 0 ? each.amount : 0), 0),
  )
  const lines = [
    ['Organization Name:', holder],
    ['Short Code:', '600000'],
    ['Account Holder:', holder],
    ['Time Period:', `From ${written(entries[0]?.at ?? 0, manner)} To ${written(entries.at(-1)?.at ?? 0, manner)}`],
    [],
    manner.short ? header.slice(0, shortWidth) : header,
    ...rows.reverse(),
    ...(manner.totals ? [['Total', '', '', '', '', '', statementAmount(out), '']] : []),
  ]
  return `${manner.bom ? '\ufeff' : ''}${lines.map(cells => cells.map(cell => quoted(cell, manner)).join(manner.delimiter)).join('\r\n')}\r\n`
}

const header = [
  ...['Receipt No.', 'Completion Time', 'Initiation Time', 'Details', 'Transaction Status', 'Paid In', 'Withdrawn'],
  ...['Balance', 'Balance Confirmed', 'Reason Type', 'Other Party Info', 'Linked Transaction ID', 'A/C No.'],
]
const shortWidth = 9

const reason = 'Business Payment to Customer via API'

function entriesOf(db: Database, username: string, { from, until, leaveOut, otherReceipt }: StatementManner): Entry[] {
  const transfers = db.all<Transfer>(
    `SELECT * FROM transfer WHERE username = ? AND state IN ('paid', 'failed') AND settled_at BETWEEN ? AND ? ORDER BY settled_at, seq`,
    username,
    from,
    until,
  )
  const reversals = db.all<{
    transaction_id: string
    provider_ref: string
    amount_minor: Minor
    phone_number: string
    at: number
  }>(
    `SELECT b.transaction_id, t.provider_ref, b.amount_minor, b.phone_number, b.at FROM book b JOIN transfer t ON t.transaction_id = b.transaction_id
      WHERE b.username = ? AND b.kind = 'reversed' AND b.at BETWEEN ? AND ?`,
    username,
    from,
    until,
  )
  const there = (id: string): boolean => !leaveOut.includes(id)
  const receiptOf = ({ transaction_id: id, provider_ref: ref }: Transfer): string =>
    otherReceipt.includes(id) ? `X${(ref ?? '').slice(1)}` : (ref ?? `F${id.slice(-9).toUpperCase()}`)
  const payments = transfers
    .filter(each => there(each.transaction_id))
    .flatMap(transfer => {
      const at = transfer.settled_at ?? 0
      const party = partyOf(transfer)
      const common = { at, receipt: receiptOf(transfer), linked: '' }
      const details = `${reason} to ${party}`
      const paid = transfer.state === 'paid'
      const payment: Entry = {
        ...{ ...common, reason, details, party, status: paid ? 'Completed' : 'Failed' },
        amount: minor(-transfer.amount_minor),
      }
      const charge: Entry = {
        ...{
          ...common,
          reason: 'Business Payment to Customer Charge',
          details: 'B2C Charge',
          party,
          status: 'Completed',
        },
        amount: minor(-transfer.fee_minor),
      }
      return paid && transfer.fee_minor > 0 ? [payment, charge] : [payment]
    })
  const takenBack = reversals
    .filter(each => there(each.transaction_id))
    .map((each): Entry => ({
      at: each.at,
      receipt: `R${each.provider_ref.slice(1)}`,
      reason: 'Business Payment to Customer Reversal',
      details: `Reversal of ${each.provider_ref}`,
      status: 'Completed',
      amount: each.amount_minor,
      party: each.phone_number.slice(1),
      linked: each.provider_ref,
    }))
  return [...payments, ...takenBack].sort((a, b) => a.at - b.at)
}

/** What the operator knows of the receiver: number and registered name. */
function partyOf({ provider_metadata: told, phone_number: number }: Transfer): string {
  const { recipientName } = JSON.parse(told ?? '{}') as { recipientName?: string }
  return recipientName ?? number.slice(1)
}

const maskedParty = (party: string): string => party.replace(/^(\d{4})\d{4}(\d{4})/, '$1****$2')

function cellsOf(entry: Entry, balance: Minor, manner: StatementManner): string[] {
  const party = manner.masked ? maskedParty(entry.party) : entry.party
  const details = manner.masked ? entry.details.replace(entry.party, party) : entry.details
  const moment = written(entry.at, manner)
  const cells = [
    ...[entry.receipt, moment, moment, details, entry.status],
    entry.amount > 0 ? statementAmount(entry.amount) : '',
    entry.amount < 0 ? statementAmount(entry.amount) : '',
    ...[statementAmount(balance), 'true', entry.reason, party, entry.linked, ''],
  ]
  return manner.short ? cells.slice(0, shortWidth) : cells
}

/** Local time of the operator, to the second: exports say no zone. */
function written(at: number, { dates }: StatementManner): string {
  const [day = '', time = ''] = dottedEastAfrican(at).split(' ')
  const parts = day.split('.')
  return `${(dates === 'local' ? parts : parts.reverse()).join('-')} ${time}`
}

const quoted = (cell: string, { delimiter }: StatementManner): string =>
  cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell
