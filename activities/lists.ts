/** Lists and reports made in the background: read in one snapshot, drawn, kept. Thin over db/issuedLists.ts and papers/. */
import { Context } from '@temporalio/activity'
import type { House } from '../db/database.js'
import { failList, findIssued, keepList, listToMake, type IssuedList } from '../db/issuedLists.js'
import { listHashOf } from '../db/listHash.js'
import { ledgerMoves, momentOf, outcomeRows, statementDifferencesOf } from '../db/read/closingContent.js'
import { approvedRows, listHead, listParts, whoApproved } from '../db/read/listContent.js'
import { inSnapshot } from '../db/snapshot.js'
import type { IssuedListId } from '../domain/ids.js'
import { approvedCells, approvedPaper } from '../papers/approvedList.js'
import { closingPaper } from '../papers/closingReport.js'
import { Outcomes } from '../papers/outcomes.js'
import { PackedRows, type Paper } from '../papers/paper.js'
import { noSuchRow } from './errors.js'

export interface ListTold {
  state: 'asked' | 'made' | 'failed'
  bytes: number
}

export interface ListActivities {
  /** Heartbeats. Makes the document and keeps it; made already, it only tells. */
  makeList(of: { listId: string }): Promise<ListTold>
  /** with a sentence for whoever asked */
  giveUpList(of: { listId: string }): Promise<ListTold>
}

export function listActivities({ house }: { house: House }): ListActivities {
  return {
    async makeList({ listId }) {
      const { heartbeat, cancellationSignal } = Context.current()
      await makeList(house, listId as IssuedListId, at => {
        cancellationSignal.throwIfAborted()
        heartbeat(at)
      })
      return tell(house, listId)
    },
    async giveUpList({ listId }) {
      await failList(house, listId as IssuedListId, 'It could not be made in an hour: ask for it anew.')
      return tell(house, listId)
    },
  }
}

async function tell(house: House, listId: string): Promise<ListTold> {
  const list = await findIssued(house, listId as IssuedListId)
  if (!list) throw noSuchRow(`list ${listId}`)
  return { state: list.state, bytes: list.bytes ?? 0 }
}

/**
 * Makes what was asked for and keeps it. Dying anywhere in between leaves it asked for.
 * @param alive hears now and then that work goes on, and may end it by throwing
 */
export async function makeList(
  house: House,
  listId: IssuedListId,
  alive: (at: number) => void = () => undefined,
): Promise<void> {
  const list = await listToMake(house, listId)
  if (!list) return
  const content = await inSnapshot(house, house => (list.kind === 'approved' ? approved : closing)(house, list, alive))
  if ('changed' in content) return failList(house, listId, content.changed)
  const bytes = await drawn(list, content.paper, alive)
  await keepList(house, { listId, asOf: content.asOf, bytes })
}

/** What draws is loaded when something is drawn: a worker that only pays never needs it. */
async function drawn({ format }: IssuedList, paper: Paper, alive: (at: number) => void): Promise<Buffer> {
  if (format === 'pdf') return (await import('../papers/pdf.js')).writePdf(paper, alive)
  const { writeBook, writeCsv } = await import('../papers/book.js')
  return format === 'xlsx' ? writeBook(paper) : writeCsv(paper)
}

type Content = { paper: Paper; asOf: Date } | { changed: string }

async function factsOf(house: House, { distributionId }: IssuedList) {
  const head = await listHead(house, distributionId)
  if (!head) throw noSuchRow(`approved list of distribution ${distributionId}`)
  const approvals = await whoApproved(house, distributionId)
  const parts = await listParts(house, distributionId)
  const holds = (await listHashOf(house, distributionId)).toString('hex') === head.listHash
  return {
    head: { ...head, approvals, parts: parts.filter(({ hash }) => hash !== '') },
    parts,
    holds,
    asOf: await momentOf(house),
  }
}

/** Only what was approved is called so: rows that no longer give the hash are not put on paper. */
async function approved(house: House, list: IssuedList, alive: (at: number) => void): Promise<Content> {
  const { head, holds, asOf } = await factsOf(house, list)
  if (!holds)
    return {
      changed:
        'The rows of the list do not give the approved hash any more: an earlier document is the list, this can not be.',
    }
  const rows = new PackedRows()
  for await (const page of approvedRows(house, list.distributionId)) {
    for (const row of page) rows.add(approvedCells(row, head, list))
    alive(rows.count)
  }
  return { paper: approvedPaper(head, rows, list), asOf }
}

async function closing(house: House, list: IssuedList, alive: (at: number) => void): Promise<Content> {
  const { head, parts, holds, asOf } = await factsOf(house, list)
  const outcomes = new Outcomes(head, list.shows)
  for await (const page of outcomeRows(house, list.distributionId)) {
    for (const row of page) outcomes.add(row)
    alive(page.at(-1)?.position ?? 0)
  }
  const dropped = parts.flatMap(({ batch, payouts, totalMinor, droppedAt: at, droppedWhy: why }) =>
    at === null || why === null ? [] : [{ batch, payouts, totalMinor, at, why }],
  )
  const ledger = await ledgerMoves(house, list.distributionId)
  const statement = await statementDifferencesOf(house, list.distributionId)
  return { paper: closingPaper({ ...head, asOf, hashHolds: holds, dropped, ledger, statement }, outcomes), asOf }
}
