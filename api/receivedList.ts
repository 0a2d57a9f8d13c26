/**
 * Is a list that somebody holds in their hands the one that was approved? Says what was checked, what could not be, and
 * what differs. For the route and the command line alike.
 */
import { createHash } from 'node:crypto'
import type { House } from '../db/database.js'
import { issuedWithDigest, type IssuedList } from '../db/issuedLists.js'
import { listHashOf } from '../db/listHash.js'
import { approvedRows, distributionWithHash, isApprovedHash, listHead, type ListHead } from '../db/read/listContent.js'
import { done, refused, type Done } from '../domain/done.js'
import type { DistributionId } from '../domain/ids.js'
import { findListMark } from '../domain/listMark.js'
import { isCurrency } from '../domain/money.js'
import { maskedNumber } from '../domain/phone.js'
import { Comparison, type Compared } from '../papers/compare.js'
import { fieldWords, Reader, type Received, type ReceivedField } from '../papers/received.js'
import { turn } from '../papers/paper.js'
import { NotASheet, readSheet } from '../sheets/read.js'

/**
 * - `is_the_list`: all that it says of payouts is what was approved, or it is a document of ours byte for byte
 * - `names_it`: it names the approved list; what it says of payouts could not be read
 * - `differs`
 */
export type Verdict = 'is_the_list' | 'names_it' | 'differs'

export interface ListVerdict {
  readonly verdict: Verdict
  readonly says: readonly string[]
  readonly checked: readonly string[]
  readonly notChecked: readonly string[]
  readonly list: Pick<ListHead, 'distributionId' | 'programmeName' | 'round' | 'name' | 'payouts' | 'listHash'>
  /** the hash that it names; null: none */
  readonly namedHash: string | null
  /** computed anew from the rows of the list */
  readonly computedHash: string
  /** the document that it is, byte for byte */
  readonly document: Pick<IssuedList, 'listId' | 'kind' | 'format' | 'shows' | 'askedBy' | 'asOf'> | null
  readonly rows: Compared | null
}

export interface Held {
  /** a file, or what a QR code or a printed hash says */
  readonly what: { readonly bytes: Uint8Array } | { readonly text: string }
  readonly distributionId?: DistributionId | undefined
  /** who asks is told of numbers and names only what they may see anyhow */
  readonly sees: { readonly names: boolean; readonly numbers: boolean }
}

export async function checkReceived(house: House, held: Held): Promise<Done<ListVerdict>> {
  const read = await readHeld(house, held)
  if (!read.ok) return read
  const { document } = read
  const received = limited(read.received, held.sees)
  const id =
    held.distributionId ?? received.mark?.distributionId ?? document?.distributionId ?? (await byHash(house, held))
  if (id === undefined) return refused('invalid', 'It names no list of ours: say which distribution it is of.')
  const head = await listHead(house, id)
  if (!head) return refused('not_found', 'There is no approved list of this distribution here.')
  const computedHash = (await listHashOf(house, id)).toString('hex')
  const stands = computedHash === head.listHash && (await isApprovedHash(house, id, head.listHash))
  const rows = received.fields === null || !stands ? null : await compare(house, head, received)
  const namedHash = received.mark?.hash ?? bareHash(held)
  return done(judged({ head, computedHash, stands, namedHash, document, rows, received }))
}

const bareHash = ({ what }: Held): string | null =>
  'text' in what ? (/^[0-9a-f]{64}$/.exec(what.text.trim().toLowerCase())?.[0] ?? null) : null

async function byHash(house: House, held: Held): Promise<DistributionId | undefined> {
  const hash = bareHash(held)
  return hash === null ? undefined : ((await distributionWithHash(house, hash)) ?? undefined)
}

const nothing: Received = { mark: null, fields: null, rows: [], unreadable: [] }
/** No list of ours is longer; of one that is known no more rows are read than its longest document could have. */
const mostRows = 300_000
const rowsFor = (payouts: number): number => Math.min(mostRows, 3 * payouts + 2_000)

async function readHeld(
  house: House,
  { what, distributionId }: Held,
): Promise<Done<{ received: Received; document: IssuedList | null }>> {
  if ('text' in what) return done({ received: { ...nothing, mark: findListMark(what.text) }, document: null })
  const bytes = Buffer.from(what.bytes.buffer, what.bytes.byteOffset, what.bytes.byteLength)
  const [document = null] = await issuedWithDigest(house, createHash('sha256').update(bytes).digest())
  // A PDF names its list in its properties; its rows are drawn and can not be read back with certainty.
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-')
    return done({ received: { ...nothing, mark: findListMark(bytes.toString('latin1')) }, document })
  const head = distributionId === undefined ? null : await listHead(house, distributionId)
  const maxRows = head === null ? mostRows : rowsFor(head.payouts)
  const reader = new Reader()
  try {
    for await (const block of readSheet(bytes, { maxRows })) {
      for (const row of block) reader.add(row)
      await turn()
    }
  } catch (error) {
    if (error instanceof NotASheet) return refused('invalid', error.message)
    throw error
  }
  return done({ received: reader.received(), document })
}

/** Nobody finds out by guessing what they may not see. */
function limited(received: Received, sees: Held['sees']): Received {
  if (sees.names && sees.numbers) return received
  const rows = received.rows.map(({ name, number, ...row }) => ({
    ...row,
    ...(name === undefined || !sees.names ? {} : { name }),
    ...(number === undefined ? {} : { number: sees.numbers ? number : maskedNumber(number) }),
  }))
  return { ...received, rows, fields: received.fields?.filter(each => each !== 'name' || sees.names) ?? null }
}

async function compare(house: House, head: ListHead, received: Received): Promise<Compared> {
  const { programmeName, currency } = head
  if (!isCurrency(currency)) throw new Error('A distribution has a currency that this version does not know.')
  const comparison = new Comparison(received, { programmeName, currency })
  for await (const page of approvedRows(house, head.distributionId)) for (const row of page) comparison.take(row)
  return comparison.end()
}

interface Seen {
  head: ListHead
  computedHash: string
  stands: boolean
  namedHash: string | null
  document: IssuedList | null
  rows: Compared | null
  received: Received
}

function judged(seen: Seen): ListVerdict {
  const { head, computedHash, namedHash, document, rows } = seen
  const { distributionId, programmeName, round, name, payouts, listHash } = head
  const { verdict, says } = verdictOf(seen)
  return {
    verdict,
    says,
    ...whatWasChecked(seen),
    list: { distributionId, programmeName, round, name, payouts, listHash },
    namedHash,
    computedHash,
    document: document && {
      listId: document.listId,
      kind: document.kind,
      format: document.format,
      shows: document.shows,
      askedBy: document.askedBy,
      asOf: document.asOf,
    },
    rows,
  }
}

function verdictOf({ head, stands, namedHash, document, rows, received }: Seen): { verdict: Verdict; says: string[] } {
  if (document && document.listHash === head.listHash && document.distributionId === head.distributionId)
    return { verdict: 'is_the_list', says: ['It is byte for byte a document that was issued of this list.'] }
  if (namedHash !== null && namedHash !== head.listHash)
    return { verdict: 'differs', says: ['The hash that it names is not the hash of the approved list.'] }
  if (received.mark && received.mark.distributionId !== head.distributionId)
    return { verdict: 'differs', says: ['It names another distribution.'] }
  if (!stands)
    return {
      verdict: 'differs',
      says: [
        'The rows that are kept here do not give the approved hash any more: run mkono verify, and compare with an issued document.',
      ],
    }
  if (rows === null)
    return namedHash === null
      ? {
          verdict: 'differs',
          says: ['It names no hash and has no table of payouts: it is no copy of an approved list.'],
        }
      : {
          verdict: 'names_it',
          says: [
            'It names the approved list. What it says of payouts could not be read: compare the XLSX or CSV, or have the PDF issued again.',
          ],
        }
  const says = [
    ...told(rows.differing, 'row says', 'rows say', 'something else than was approved'),
    ...told(rows.missing, 'approved row is', 'approved rows are', 'missing'),
    ...told(rows.added, 'row was', 'rows were', 'added, or stand there twice'),
    ...told(received.unreadable.length, 'row has', 'rows have', 'no number of its own and stands among the payouts'),
  ]
  return says.length === 0
    ? { verdict: 'is_the_list', says: [`All ${rows.approved} rows say what was approved.`] }
    : { verdict: 'differs', says }
}

const told = (count: number, one: string, many: string, what: string): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many} ${what}.`]

/** What approval covers, in the columns of a list; the rest stands beside it. */
const covered: readonly ReceivedField[] = ['reference', 'number', 'amount', 'fee']

function whatWasChecked({
  stands,
  namedHash,
  document,
  rows,
  received,
}: Seen): Pick<ListVerdict, 'checked' | 'notChecked'> {
  const fields = rows === null ? [] : (received.fields ?? [])
  const words = (of: readonly ReceivedField[]): string => of.map(field => fieldWords[field]).join(', ')
  const inHash = fields.filter(field => covered.includes(field))
  const beside = fields.filter(field => !covered.includes(field))
  const masked = received.rows.some(({ number }) => number?.includes('•') === true)
  const absent = covered.filter(field => !fields.includes(field))
  return {
    checked: [
      `the hash of the list, computed anew from its rows${stands ? ': it is the one that was approved' : ''}`,
      ...(namedHash === null ? [] : ['the hash that it names']),
      ...(document ? ['its bytes, against the documents that were issued'] : []),
      ...(rows
        ? [`row by row, what was approved: ${['position', ...inHash.map(field => fieldWords[field])].join(', ')}`]
        : []),
      ...(beside.length > 0 ? [`against what stands here today, for it is no part of the hash: ${words(beside)}`] : []),
    ],
    notChecked: [
      ...(rows || document ? [] : ['what it says of payouts']),
      ...(rows && absent.length > 0 ? [`columns that it does not have: ${words(absent)}`] : []),
      ...(masked ? ['the masked digits of numbers'] : []),
      ...(document ? [] : ['stamps, signatures and whatever was written by hand']),
    ],
  }
}
