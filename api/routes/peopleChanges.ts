/** Many people changed by a file: looked at first, before and after of every row; then stored as a whole, or not at all. */
import { z } from '@hono/zod-openapi'
import {
  applyChanges,
  dryRunChanges,
  type ChangesAnswer,
  type ChangesRead,
  type RowChange,
} from '../../db/peopleChanges.js'
import { listFields } from '../../db/customFields.js'
import type { FieldChange } from '../../domain/changeFile.js'
import { customColumn, type CustomField } from '../../domain/customField.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { masked, type Personal, type Seeing } from '../personal.js'
import { HttpProblem, settled } from '../problem.js'
import { route, type Ask } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import { anId, pathId } from '../words.js'
import { fileIn } from './fileIn.js'

const noun = 'beneficiaries'
const whole = z.number().int()
/** How many rows of each kind are shown; the counts are of all. */
const atMost = 500

const fieldOut = z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })
const rowOut = z.object({ row: whole, beneficiaryId: anId, ref: z.string(), fields: z.array(fieldOut) })
const answer = z.object({
  columns: z.array(
    z.object({
      header: z.string(),
      is: z.enum(['who', 'changed', 'left']),
      field: z.string().optional(),
      says: z.string().optional().openapi({ description: 'why the column is left alone' }),
      said: saidOut,
    }),
  ),
  rows: whole,
  changed: whole.openapi({ description: 'people who are, or would be, changed' }),
  unchanged: whole.openapi({ description: 'rows that say what is so already' }),
  byField: z.record(z.string(), whole),
  refused: z.array(z.object({ row: whole, problems: z.array(z.string()), said: z.array(saidOut) })),
  changedSince: z.array(rowOut).openapi({
    description:
      'whom somebody changed since the dry run: left as they are now (before), not what the file says (after)',
  }),
  changes: z.array(rowOut),
  digest: z.string().openapi({ description: 'of a dry run: hand it in with the same file to have it stored' }),
})

const kinds: Readonly<Partial<Record<string, Personal>>> = {
  name: 'name',
  nationalId: 'id',
  remarks: 'text',
  phone: 'number',
}

/** Shows the value of a field as somebody may see it; `fields` are the programme’s own. */
export const shownFields = (fields: readonly CustomField[], sees: (seeing: Seeing) => boolean) => {
  const own = new Set<string>(fields.filter(({ personal }) => personal).map(({ key }) => customColumn(key)))
  return (field: string, text: string | null): string | null => {
    const kind = own.has(field) ? 'text' : kinds[field]
    return text === null || kind === undefined ? text : masked(kind, text, sees)
  }
}

function toOut(read: ChangesRead, shown: ReturnType<typeof shownFields>) {
  const field = ({ field, before, after }: FieldChange) => ({
    field,
    before: shown(field, before),
    after: shown(field, after),
  })
  const row = (change: RowChange) => ({ ...change, fields: change.fields.map(field) })
  return {
    ...read,
    columns: read.columns.map(each => ({ ...each, said: saidOf(each.says ?? null) })),
    refused: read.refused.slice(0, atMost).map(each => ({ ...each, said: each.problems.map(saidOf) })),
    changedSince: read.changedSince.slice(0, atMost).map(row),
    changes: read.changes.slice(0, atMost).map(row),
  }
}

/** @throws HttpProblem with every row that has something wrong */
function readOf(said: ChangesAnswer): ChangesRead {
  if (said.ok || said.read === undefined) return settled<ChangesRead>(said)
  const errors = said.read.refused
    .slice(0, atMost)
    .map(({ row, problems }) => ({ where: `row ${row}`, says: problems.join(' ') }))
  throw new HttpProblem('invalid', said.why, { errors })
}

const common = {
  method: 'post',
  noun,
  about: 'programme',
  whole: true,
  permission: 'people.change',
  reads: 'file',
  maxBytes: 8 * 1024 * 1024,
  params: pathId<'programme'>(),
  answer,
} as const
const more =
  'Columns: beneficiary number (or id), and the fields to change: name, place, household size, language, partner, national ID, remarks, and the programme’s own. An empty cell leaves what is there, a dash empties it. At most 10,000 rows.'

type Act = Pick<Ask<{ id: ProgrammeId }, object, object>, 'house' | 'may' | 'params'>
/** Whoever may see only some people’s names sees none here: the file may name anybody. */
const shownTo = async ({ house, may, params }: Act) =>
  shownFields(await listFields(house, params.id), seeing =>
    may(seeing, { programmeId: params.id, place: '', partner: null }),
  )

const dryRun = route({
  ...common,
  path: '/programmes/{id}/beneficiaries/changes/dry-run',
  kind: 'reads',
  does: 'Read a file of changes: every problem at once, and before and after of every person; nothing is stored',
  more,
  body: z.strictObject({ file: fileIn }),
  handle: async ask => {
    const { house, params, body } = ask
    const read = readOf(await dryRunChanges(house, { programmeId: params.id, bytes: body.file.bytes }))
    return toOut(read, await shownTo(ask))
  },
})

const apply = route({
  ...common,
  path: '/programmes/{id}/beneficiaries/changes',
  kind: 'stores',
  does: 'Change people by a file whose dry run was seen; with anything wrong in it nobody is changed',
  more,
  body: z.strictObject({ file: fileIn, digest: z.string().max(100_000) }),
  handle: async ask => {
    const { house, by, lives, params, body, afterwards } = ask
    const file = { programmeId: params.id, bytes: body.file.bytes, digest: body.digest, by }
    const read = readOf(await applyChanges(house, file))
    if (read.changed > 0) afterwards(() => lives.beginDuplicateSearch(params.id))
    return toOut(read, await shownTo(ask))
  },
})

export const peopleChangeRoutes = [dryRun, apply]
