/** Lists of open corrections that are taken along, and what comes back of them. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { correctionListStates, listCorrectionLists } from '../../db/correctionLists.js'
import { askExport, findExport, wrongWithFetching } from '../../db/exports.js'
import { openCorrections } from '../../db/openCorrections.js'
import { findProgramme } from '../../db/programmes.js'
import { takeBack, type TakenBack } from '../../db/takeBack.js'
import { caseRef } from '../../domain/caseRef.js'
import { takeAwayColumns, takeAwayLimits } from '../../domain/takeAway.js'
import { takeAwayLanguages } from '../../domain/takeAwayWords.js'
import { correctionSheet } from '../correctionSheet.js'
import { placeAsked } from '../placeAsked.js'
import { found, HttpProblem, settled } from '../problem.js'
import { downloadBytes, route } from '../route.js'
import { saidOut, told } from '../told.js'
import { anId, defaultLimit, idOf, moment, page, pageOf, pathId, proposedOut, reasonIn, shortText } from '../words.js'
import { fileIn } from './fileIn.js'

const noun = 'corrections'
const whole = z.number().int()
const programme = pathId<'programme'>()

const ask = route({
  method: 'post',
  path: '/programmes/{id}/correction-lists',
  about: 'programme',
  noun,
  permission: 'people.export',
  kind: 'stores',
  does: 'Ask for a list of open corrections to take along, with a reason; a second person may have to allow it',
  more: 'It is allowed as files of people are: /export-requests/{id}/decide. Whoever reaches some places names one of them.',
  params: programme,
  body: z.strictObject({ reason: reasonIn, place: shortText(200).optional() }),
  status: 201,
  answer: z.object({ id: anId, ...proposedOut.shape }),
  handle: async ({ house, by, reachFor, params, body }) => {
    const place = placeAsked(reachFor('people.export'), params.id, body.place)
    const asked = { programmeId: params.id, what: 'corrections', reason: body.reason, place, by } as const
    const { exportId, proposalId } = settled(await askExport(house, asked))
    return { id: exportId, proposalId }
  },
})

const list = route({
  method: 'get',
  path: '/programmes/{id}/correction-lists',
  about: 'programme',
  noun,
  permission: 'corrections.read',
  kind: 'reads',
  // What became of a list stands in the record; which lists there are is read with the eyes of whoever asks.
  eyes: 'house',
  does: 'Lists that were taken along, newest first: whose, of which place, whether they can be fetched, what came back',
  params: programme,
  query: z.strictObject({ limit: page.limit, after: idOf<'export'>().optional() }),
  answer: pageOf(
    z.object({
      id: anId,
      listRef: z.string().openapi({ example: 'K7Q-29F-XMA', description: 'stands in each of its rows' }),
      place: z.string().nullable().openapi({ description: 'null: of all places' }),
      state: z.enum(correctionListStates),
      askedBy: z.string(),
      askedAt: moment,
      goodUntil: moment.nullable().openapi({ description: 'null: a second person has not allowed it' }),
      fetchedAt: moment.nullable().openapi({ description: 'the last time; null: never' }),
      people: whole.nullable().openapi({ description: 'on it when it was fetched last' }),
      rowsBack: whole.openapi({ description: 'came back filled in, of people within reach' }),
      lastBackAt: moment.nullable(),
    }),
  ),
  handle: async ({ house, reachFor, params, query }) => {
    found(await findProgramme(house, params.id), 'programme')
    const given = { programmeId: params.id, after: query.after, limit: query.limit ?? defaultLimit }
    const { lists, next } = await listCorrectionLists(house, reachFor('corrections.read'), given)
    return { items: lists.map(({ listId, ...each }) => ({ ...each, id: listId, listRef: caseRef(listId) })), next }
  },
})

const file = downloadBytes({
  path: '/exports/{id}/corrections.xlsx',
  about: 'people_export',
  noun,
  permission: 'people.export',
  does: 'The list as XLSX for A4, for whoever asked for it, within a day; what they may not see of a person is masked',
  params: pathId<'export'>(),
  query: z.strictObject({ language: z.enum(takeAwayLanguages).default('en') }),
  file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  handle: async ({ house, by, may, params, query: { language } }) => {
    const asked = found(await findExport(house, params.id), 'export')
    const wrong = wrongWithFetching(asked, by, 'corrections')
    if (wrong) throw new HttpProblem(wrong.problem, wrong.why)
    const { programmeId, place } = asked
    const { name } = found(await findProgramme(house, programmeId), 'programme')
    const { corrections, next } = await openCorrections(house, { programmeId, place, limit: takeAwayLimits.rows })
    const madeAt = new Date()
    const subject = ['export', params.id] as const
    const details = { people: corrections.length, place }
    await recordAct(house, { by, act: 'corrections taken along', programmeId, subject, details })
    return correctionSheet({
      listId: params.id,
      programme: name,
      language,
      place,
      madeAt,
      madeBy: by.person,
      corrections,
      more: next !== null,
      sees: may,
    })
  },
})

const takenOut = z.object({
  rows: whole.openapi({ description: 'filled in' }),
  unfilled: whole,
  known: whole.openapi({ description: 'sent before in the same way: nothing is done' }),
  stored: z.array(z.object({ row: whole, caseId: anId, beneficiaryId: anId, correctionId: anId.nullable() })),
  stale: z
    .array(z.object({ row: whole, says: z.string(), said: saidOut }))
    .openapi({ description: 'closed or corrected since the list was made: told and left out' }),
  problems: z
    .array(z.object({ row: whole, column: z.enum(takeAwayColumns), says: z.string(), said: saidOut }))
    .openapi({ description: 'where there is one, nothing is stored' }),
})
const toOut = ({ stored, stale, problems, ...read }: TakenBack) => ({
  ...read,
  stale: stale.map(told),
  problems: problems.map(told),
  stored: stored.map(({ destinationId, ...each }) => ({ ...each, correctionId: destinationId })),
})
const back = {
  method: 'post',
  about: 'programme',
  noun,
  permission: 'corrections.proposeMany',
  params: programme,
  reads: 'file',
  maxBytes: 8 * 1024 * 1024,
  body: z.strictObject({ file: fileIn }),
  answer: takenOut,
} as const

const backDryRun = route({
  ...back,
  path: '/programmes/{id}/correction-lists/filled/dry-run',
  kind: 'reads',
  // Whom a row names is looked up under the locks under which it would be stored.
  eyes: 'house',
  does: 'Read a list that came back and tell everything about it; nothing is stored',
  handle: async ({ house, by, reachFor, params, body }) => {
    const reach = reachFor('corrections.proposeMany')
    const given = { programmeId: params.id, bytes: body.file.bytes, by, reach, dryRun: true }
    return toOut(settled(await takeBack(house, given)))
  },
})

const takeFilled = route({
  ...back,
  path: '/programmes/{id}/correction-lists/filled',
  kind: 'stores',
  does: 'Take a list back: every new number is proposed and waits for approval, every contact is noted',
  more: 'Checked whole first: a mistake in one row stores none. The same file again adds nothing. Only people within reach are known.',
  status: 201,
  handle: async ({ house, by, lives, reachFor, params, body, afterwards }) => {
    const reach = reachFor('corrections.proposeMany')
    const read = settled(await takeBack(house, { programmeId: params.id, bytes: body.file.bytes, by, reach }))
    if (read.problems.length > 0)
      throw new HttpProblem(
        'invalid',
        'Nothing was stored. Correct the cells named in “errors” and send the file again.',
        {
          errors: read.problems
            .slice(0, 50)
            .map(({ row, column, says }) => ({ where: `file.row ${row}, ${column}`, says })),
        },
      )
    if (read.stored.some(({ destinationId }) => destinationId !== null))
      // One life checks all numbers that wait, proposed ones too.
      afterwards(() => lives.beginAccountCheck(params.id))
    return toOut(read)
  },
})

export const correctionListRoutes = [ask, list, file, backDryRun, takeFilled]
