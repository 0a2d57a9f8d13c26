/** Lists of people taken in: looked at first, then stored in the background; what is refused can be downloaded. */
import { z } from '@hono/zod-openapi'
import { dryRunImport } from '../../db/importDryRun.js'
import { createImport, findImport, listImports, type ImportStanding } from '../../db/imports.js'
import { askExport, wrongWithRefusedRows } from '../../db/exports.js'
import { findProgramme } from '../../db/programmes.js'
import { refusedRowsFile } from '../../db/refusedRows.js'
import { importFieldNames, type Columns } from '../../domain/columnGuess.js'
import type { Done, Refused } from '../../domain/done.js'
import { noteReading } from '../noted.js'
import { found, HttpProblem, settled } from '../problem.js'
import { download, route } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import { anId, moment, pathId, proposedOut, reasonIn } from '../words.js'
import { fileIn } from './fileIn.js'

const noun = 'imports'
const programme = pathId<'programme'>()
const one = pathId<'import'>()
const whole = z.number().int()
/** The largest list that sheets/list.ts reads, with room for the form around it. */
const maxBytes = 51 * 1024 * 1024

/** A form carries only texts, so the map comes as JSON. */
const columns = z
  .string()
  .max(10_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON object: field → header of the file' })
      return z.NEVER
    }
  })
  .pipe(
    z.partialRecord(
      z.union([z.enum(importFieldNames as [string, ...string[]]), z.string().regex(/^custom\.[a-z][a-z0-9_]{0,39}$/)]),
      z.string().max(2_000),
    ),
  )
  .optional()
  .openapi({
    type: 'string',
    description: `JSON: field → header, where the guess is wrong; an empty header leaves the field out. Fields: ${importFieldNames.join(', ')}, and the programme’s own as custom.<key>`,
  })

const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const
/** A list as it is given, with what is said about its columns. */
export const listIn = z
  .strictObject({ file: fileIn, columns, delimiter: z.enum(['comma', 'semicolon', 'tab']).optional() })
  .transform(({ file, columns, delimiter }) => ({
    file,
    list: { columns: columns as Record<string, string> | undefined, delimiter: delimiter && delimiters[delimiter] },
  }))
export const upload = { method: 'post', noun, reads: 'file', maxBytes, params: programme, body: listIn } as const

/** What is wrong with a list as a whole; columns that could not be mapped are told one by one. */
function read<T extends object>(given: Done<T> | (Refused & { columns?: Columns })): { ok: true } & T {
  if (given.ok || !('columns' in given) || given.columns === undefined) return settled<T>(given)
  const errors = given.columns.problems.map(({ message }) => ({ where: 'body.columns', says: message }))
  throw new HttpProblem('invalid', given.why, { errors })
}

const columnsOut = z.object({
  map: z.record(z.string(), z.string()),
  unknown: z.array(z.string()).openapi({ description: 'headers that nobody asked for; their cells are not stored' }),
  problems: z.array(z.looseObject({ message: z.string(), said: saidOut })),
})
const withSaid = <Problem extends { readonly message: string }>(problem: Problem) => ({
  ...problem,
  said: saidOf(problem.message),
})
const columnsTold = <Columns extends { readonly problems: readonly { readonly message: string }[] }>(
  columns: Columns,
) => ({
  ...columns,
  problems: columns.problems.map(withSaid),
})
const problemOut = z.object({ column: z.string(), code: z.string(), message: z.string(), said: saidOut })

const importOut = z
  .object({
    id: anId,
    programmeId: anId,
    fileName: z.string(),
    state: z.enum(['stored', 'running', 'done', 'failed']),
    columns: z.record(z.string(), z.string()),
    rowsRead: whole,
    imported: whole,
    known: whole,
    refused: whole,
    createdBy: z.string(),
    createdAt: moment,
    finishedAt: moment.nullable(),
  })
  .openapi('Import')
const toOut = ({ importId, columns, ...row }: ImportStanding) => ({
  ...row,
  id: importId,
  columns: Object.fromEntries(Object.entries(columns).filter(([, header]) => header !== undefined)),
})

const dryRun = route({
  ...upload,
  path: '/programmes/{id}/imports/dry-run',
  about: 'programme',
  whole: true,
  permission: 'imports.make',
  kind: 'reads',
  does: 'Read a list without storing anything: columns, counts, and what would be refused and why',
  answer: z.object({
    columns: columnsOut,
    rows: whole,
    wouldImport: whole,
    known: whole,
    refused: whole,
    possibleDuplicates: whole,
    operators: z.record(z.string(), whole),
    problemsByCode: z.record(z.string(), whole),
    refusedRows: z.array(z.object({ row: whole, problems: z.array(problemOut) })),
  }),
  handle: async ({ house, params, body }) => {
    const given = { programmeId: params.id, bytes: body.file.bytes, ...body.list }
    const { columns, refusedRows, ...counts } = read(await dryRunImport(house, given))
    return {
      ...counts,
      columns: columnsTold(columns),
      refusedRows: refusedRows.map(({ row, problems }) => ({ row, problems: problems.map(withSaid) })),
    }
  },
})

const create = route({
  ...upload,
  path: '/programmes/{id}/imports',
  about: 'programme',
  whole: true,
  permission: 'imports.make',
  kind: 'stores',
  does: 'Take a list in, in the background; ask for its status. The same file twice adds nobody',
  status: 202,
  answer: z.object({ id: anId, rows: whole, columns: columnsOut }),
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    const { name, bytes } = body.file
    const made = read(await createImport(house, { programmeId: params.id, fileName: name, bytes, ...body.list, by }))
    afterwards(() => lives.beginImport(made.importId, params.id))
    return { id: made.importId, rows: made.rows, columns: columnsTold(made.columns) }
  },
})

const list = route({
  method: 'get',
  path: '/programmes/{id}/imports',
  about: 'programme',
  whole: true,
  noun,
  permission: 'imports.read',
  kind: 'reads',
  does: 'The last 50 imports of a programme, newest first',
  params: programme,
  answer: z.object({ items: z.array(importOut) }),
  handle: async ({ house, params }) => {
    found(await findProgramme(house, params.id), 'programme')
    return { items: (await listImports(house, params.id)).map(toOut) }
  },
})

const get = route({
  method: 'get',
  path: '/imports/{id}',
  about: 'beneficiary_import',
  whole: true,
  noun,
  permission: 'imports.read',
  kind: 'reads',
  does: 'How far an import is',
  params: one,
  answer: importOut,
  handle: async ({ house, params }) => toOut(found(await findImport(house, params.id), 'import')),
})

const askForRefusedRows = route({
  method: 'post',
  path: '/imports/{id}/refused-rows',
  about: 'beneficiary_import',
  whole: true,
  noun,
  permission: 'imports.refusedRows',
  kind: 'stores',
  does: 'Ask for the file of refused rows, with a reason, where a second person has to allow it',
  params: one,
  body: z.strictObject({ reason: reasonIn }),
  status: 201,
  answer: z.object({ id: anId, ...proposedOut.shape }),
  handle: async ({ house, by, params, body }) => {
    const { programmeId } = found(await findImport(house, params.id), 'import')
    const asked = { programmeId, what: 'refused_rows', importId: params.id, reason: body.reason, by } as const
    const { exportId, proposalId } = settled(await askExport(house, asked))
    return { id: exportId, proposalId }
  },
})

const refusedRows = download({
  path: '/imports/{id}/refused-rows.csv',
  about: 'beneficiary_import',
  whole: true,
  noun,
  permission: 'imports.refusedRows',
  does: 'Refused rows with their reasons, to be corrected and imported again; of rows without consent only number and reason',
  more: 'Where files of people take two, once `POST /imports/{id}/refused-rows` of the same person was allowed.',
  params: one,
  file: 'text/csv; charset=utf-8',
  handle: async ({ house, by, params }) => {
    const { programmeId } = found(await findImport(house, params.id), 'import')
    const wrong = await wrongWithRefusedRows(house, { programmeId, importId: params.id, by })
    if (wrong) throw new HttpProblem(wrong.problem, wrong.why)
    const pieces = await refusedRowsFile(house, params.id)
    if (pieces === null) throw new HttpProblem('not_found', 'There is no such import. Check its id.')
    await noteReading(house, by, 'refused rows read', params.id)
    const texts: string[] = []
    for await (const piece of pieces) texts.push(piece)
    return texts.join('')
  },
})

export const importRoutes = [dryRun, create, list, get, askForRefusedRows, refusedRows]
