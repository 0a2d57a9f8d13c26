/** Statements of an FSP account: looked at first, then read and matched in the background; what differs is listed. */
import { z } from '@hono/zod-openapi'
import { listDifferences, type Difference } from '../../db/statements/differences.js'
import { differencesCsv, differencesXlsx, type Shown } from '../../db/statements/differencesFile.js'
import { createStatement, failStatement, findStatement, listStatements, unreadRows } from '../../db/statements/files.js'
import { previewStatement } from '../../db/statements/preview.js'
import { piecesOf } from '../../db/statements/uploads.js'
import type { StatementStanding } from '../../db/statements/files.js'
import { lineKinds, lineResultNames, lineResults, lineStatuses, missingAtTheirs } from '../../domain/statement.js'
import type { StatementLine } from '../../domain/statement.js'
import { mpesaName } from '../../domain/statementProfile.js'
import { takeAwayLanguages } from '../../domain/takeAwayWords.js'
import { noteReading } from '../noted.js'
import { masked, personal, type Seeing } from '../personal.js'
import { found, HttpProblem, settled } from '../problem.js'
import { download, downloadBytes, route } from '../route.js'
import { saidOf, saidOut, told } from '../told.js'
import {
  anId,
  currencyOut,
  defaultLimit,
  done,
  doneOut,
  idOf,
  minorOut,
  moment,
  page,
  pageOf,
  pathId,
  reasonIn,
  shortText,
  wholeInQuery,
} from '../words.js'
import { storedFileIn } from './fileIn.js'

const noun = 'statements'
const ofAccount = pathId<'fspAccount'>()
const one = pathId<'statement'>()
const whole = z.number().int()
/** Two million lines of M-PESA, and the form around them. A longer time is given in several files. */
const maxBytes = 513 * 1024 * 1024

const body = z.strictObject({
  file: storedFileIn,
  profile: shortText(60)
    .default(mpesaName)
    .openapi({ description: `how it is written: ${mpesaName}, or a profile saved for this account` }),
})
const upload = { method: 'post', noun, reads: 'upload', maxBytes, about: 'house', params: ofAccount, body } as const
const permission = 'statements.give'

const troubleOut = z.object({
  row: whole,
  troubles: z.array(z.object({ column: z.string(), says: z.string(), said: saidOut })),
})

const standingOut = z
  .object({
    id: anId,
    fspAccountId: anId,
    profile: z.string(),
    fileName: z.string(),
    state: z.enum(['stored', 'reading', 'matching', 'done', 'failed']),
    why: z.string().nullable().openapi({ description: 'of one that failed: what to do. Nothing of it counts' }),
    said: saidOut,
    shortCode: z.string().nullable(),
    periodFrom: moment.nullable(),
    periodTo: moment.nullable(),
    rowsRead: whole,
    lines: whole,
    linesKnown: whole.openapi({ description: 'lines that another file, or an earlier row, had brought' }),
    rowsUnread: whole,
    counts: z
      .record(z.string(), whole)
      .openapi({ description: 'when it was done: how many lines of its time came to what, and payouts it lacks' }),
    createdBy: z.string(),
    createdAt: moment,
    finishedAt: moment.nullable(),
  })
  .openapi('Statement')
const toOut = ({ statementId, counts, ...row }: StatementStanding) => ({
  ...row,
  said: saidOf(row.why),
  id: statementId,
  counts: { ...counts },
})

const lineOut = z.object({
  row: whole,
  at: moment,
  kind: z.enum(lineKinds),
  direction: z.enum(['out', 'in']),
  status: z.enum(lineStatuses),
  amountMinor: minorOut,
  receipt: z.string().nullable(),
  transactionId: z.string().nullable(),
  key: z.string().nullable(),
  linked: z.string().nullable(),
  number: personal('number').nullable(),
  name: personal('name').nullable(),
  details: personal('raw').nullable(),
  reason: z.string().nullable(),
})
const toLineOut = ({ atMs, own: _own, mask, number, ...line }: StatementLine) => ({
  ...line,
  at: new Date(atMs),
  number: number ?? mask,
})
/** How many lines a preview shows. */
const shownLines = 20

const preview = route({
  ...upload,
  path: '/fsp-accounts/{id}/statements/preview',
  permission,
  kind: 'reads',
  does: 'What a profile makes of the first rows of a statement, with everything that is wrong; nothing is stored',
  answer: z.object({
    shortCode: z.string().nullable(),
    periodFrom: moment.nullable(),
    periodTo: moment.nullable(),
    rowsLookedAt: whole,
    lines: z.array(lineOut),
    unread: z.array(troubleOut),
  }),
  handle: async ({ house, params, body }) => {
    const { file, profile } = body
    const bytes = piecesOf(house, file.uploadId)
    const seen = settled(await previewStatement(house, { fspAccountId: params.id, profile, bytes }))
    const { shortCode, fromMs, toMs } = seen.preamble
    const at = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))
    return {
      ...{ shortCode, periodFrom: at(fromMs), periodTo: at(toMs), rowsLookedAt: seen.rowsLookedAt },
      lines: seen.lines.slice(0, shownLines).map(toLineOut),
      unread: seen.unread.map(({ row, troubles }) => ({ row, troubles: troubles.map(told) })),
    }
  },
})

const give = route({
  ...upload,
  path: '/fsp-accounts/{id}/statements',
  permission,
  kind: 'stores',
  does: 'Take a statement in, in the background; ask for its status. The same or overlapping files change nothing twice',
  status: 202,
  answer: z.object({
    id: anId,
    repeated: z.boolean().openapi({ description: 'this very file was given before: that statement is answered' }),
  }),
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    const { name, ...upload } = body.file
    const given = { fspAccountId: params.id, profile: body.profile, upload, fileName: name, by }
    const { statementId, repeated } = settled(await createStatement(house, given))
    if (!repeated) afterwards(() => lives.beginReconcile(statementId))
    return { id: statementId, repeated }
  },
})

const list = route({
  method: 'get',
  path: '/fsp-accounts/{id}/statements',
  about: 'house',
  noun,
  permission: 'statements.read',
  kind: 'reads',
  does: 'The last 100 statements of an FSP account, newest first',
  params: ofAccount,
  answer: z.object({ items: z.array(standingOut) }),
  handle: async ({ house, params }) => ({ items: (await listStatements(house, params.id)).map(toOut) }),
})

const get = route({
  method: 'get',
  path: '/statements/{id}',
  about: 'house',
  noun,
  permission: 'statements.read',
  kind: 'reads',
  does: 'How far a statement is, and what it came to',
  params: one,
  answer: standingOut,
  handle: async ({ house, params }) => toOut(found(await findStatement(house, params.id), 'statement')),
})

const giveUp = route({
  method: 'post',
  path: '/statements/{id}/give-up',
  about: 'house',
  noun,
  permission,
  kind: 'stores',
  does: 'Give a statement up that is not done: later ones of its account go on, and the file may be given again',
  more: 'What it has proven until then stands. Left alone, one that can not be taken in is given up after six hours.',
  params: one,
  body: z.strictObject({ reason: reasonIn }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    const { state } = found(await findStatement(house, params.id), 'statement')
    if ((await failStatement(house, params.id, `Given up by ${by.person}: ${body.reason}`, by)) === null)
      throw new HttpProblem('state', `The statement is ${state} already.`)
    return done
  },
})

const unread = route({
  method: 'get',
  path: '/statements/{id}/unread-rows',
  about: 'house',
  noun,
  permission: 'statements.read',
  kind: 'reads',
  does: 'Rows that could not be read, with everything that is wrong with each',
  params: one,
  query: z.strictObject({ limit: page.limit, after: wholeInQuery(0, 999_999_999).optional() }),
  answer: z.object({ items: z.array(troubleOut), next: whole.nullable() }),
  handle: async ({ house, params, query: { limit = defaultLimit, after } }) => {
    found(await findStatement(house, params.id), 'statement')
    const rows = await unreadRows(house, { statementId: params.id, after, limit: limit + 1 })
    const items = rows.slice(0, limit).map(({ row, troubles }) => ({ row, troubles: troubles.map(told) }))
    return { items, next: rows.length > limit ? (items.at(-1)?.row ?? null) : null }
  },
})

const results = [...lineResultNames, missingAtTheirs] as const
const differenceOut = z
  .object({
    id: anId.openapi({ description: 'of the line; of what is missing at theirs, of the attempt' }),
    result: z.enum(results as unknown as [string, ...string[]]),
    says: z.string(),
    at: moment,
    row: whole.nullable(),
    kind: z.string().nullable(),
    direction: z.string().nullable(),
    amountMinor: minorOut,
    currency: currencyOut,
    receipt: z.string().nullable(),
    transactionId: z.string().nullable(),
    linked: z.string().nullable(),
    number: personal('number').nullable(),
    name: personal('name').nullable(),
    details: personal('raw').nullable(),
    reason: z.string().nullable(),
    payoutId: anId.nullable(),
    attemptId: anId.nullable(),
    attemptState: z.string().nullable(),
    ourAmountMinor: minorOut.nullable(),
    ourFeeMinor: minorOut.nullable(),
    was: z.string().nullable().openapi({ description: 'what the attempt was until this line ended it' }),
    matchedBy: z.string().nullable(),
    hearsay: z.boolean().nullable().openapi({ description: 'only a callback had said that it was paid' }),
    caseId: anId.nullable(),
    caseState: z.string().nullable(),
  })
  .openapi('StatementDifference')

const missing = 'We hold it as paid, and the statement does not have it. That does not mean that it was not paid.'
function toDifferenceOut({ content, ...row }: Difference) {
  const none = { receipt: null, linked: null, number: null, mask: null, name: null, details: null, reason: null }
  const { mask, number, ...shown } = content ?? none
  const says = row.result === missingAtTheirs ? missing : lineResults[row.result]
  return { ...row, ...shown, number: number ?? mask, says }
}

const differences = route({
  method: 'get',
  path: '/statements/{id}/differences',
  about: 'house',
  noun,
  permission: 'statements.read',
  kind: 'reads',
  does: 'What does not agree, in the order of time: lines, and payouts that the statement of their time does not have',
  more: 'Of the account in the time of this statement, whichever files brought it. Asked by result also what agrees.',
  params: one,
  query: z.strictObject({
    result: z.enum(results as unknown as [(typeof results)[number], ...(typeof results)[number][]]).optional(),
    limit: page.limit,
    after: idOf<'statementLine'>().optional(),
  }),
  answer: pageOf(differenceOut),
  handle: async ({ house, by, params, query: { result, limit = defaultLimit, after } }) => {
    const read = await listDifferences(house, { statementId: params.id, result, after, limit })
    if (!read) throw notDone(await findStatement(house, params.id))
    await noteReading(house, by, 'statement differences read', params.id)
    return { items: read.items.map(toDifferenceOut), next: read.next }
  },
})

const notDone = (standing: StatementStanding | null): HttpProblem =>
  standing === null
    ? new HttpProblem('not_found', 'There is no such statement. Check its id.')
    : new HttpProblem('state', `The statement is ${standing.state}: it is compared once it is done.`)

/** Of the words in a file; amounts, moments and names are what they are. */
const inLanguage = z.strictObject({ language: z.enum(takeAwayLanguages).default('en') })

const csv = download({
  path: '/statements/{id}/differences.csv',
  about: 'house',
  noun,
  permission: 'statements.read',
  does: 'The same as a file for spreadsheets',
  params: one,
  query: inLanguage,
  file: 'text/csv; charset=utf-8',
  handle: async ({ house, by, reachFor, params, query: { language } }) => {
    const sees = (seeing: Seeing): boolean => reachFor(seeing).everywhere
    const text = await differencesCsv(house, params.id, { shown: shownTo(sees), language })
    if (text === null) throw notDone(await findStatement(house, params.id))
    await noteReading(house, by, 'statement differences read', params.id)
    return text
  },
})

const shownTo =
  (sees: (seeing: Seeing) => boolean): Shown =>
  ({ number, name, details }) => {
    const shown = (kind: 'number' | 'name' | 'raw', text: string | null): string | null =>
      text === null ? null : masked(kind, text, sees)
    return { number: shown('number', number), name: shown('name', name), details: shown('raw', details) }
  }

const xlsx = downloadBytes({
  path: '/statements/{id}/differences.xlsx',
  about: 'house',
  noun,
  permission: 'statements.read',
  does: 'The same as a workbook that can be printed',
  params: one,
  query: inLanguage,
  file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  handle: async ({ house, by, reachFor, params, query: { language } }) => {
    const standing = found(await findStatement(house, params.id), 'statement')
    const sees = (seeing: Seeing): boolean => reachFor(seeing).everywhere
    // Dated by when it was done, so that the same differences are the same bytes.
    const reading = { shown: shownTo(sees), language }
    const bytes = await differencesXlsx(house, params.id, reading, standing.finishedAt ?? standing.createdAt)
    if (bytes === null) throw notDone(standing)
    await noteReading(house, by, 'statement differences read', params.id)
    return bytes
  },
})

export const statementRoutes = [preview, give, list, get, giveUp, unread, differences, csv, xlsx]
