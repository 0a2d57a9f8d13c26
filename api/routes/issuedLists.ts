/** Lists and reports of a distribution as documents, to be signed, filed and checked when they come back. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import {
  askList,
  bytesOfList,
  findIssued,
  issuedOf,
  wrongWithFetchingList,
  type IssuedList,
} from '../../db/issuedLists.js'
import { findDistribution } from '../../db/read/distributions.js'
import type { DistributionId, ProgrammeId } from '../../domain/ids.js'
import {
  listFormats,
  listKinds,
  listShows,
  neededFor,
  type ListFormat,
  type ListShows,
} from '../../domain/issuedList.js'
import type { Permission } from '../../domain/permissions.js'
import type { Reach } from '../../domain/reach.js'
import { found, HttpProblem, settled } from '../problem.js'
import { Queue } from '../queue.js'
import { checkReceived } from '../receivedList.js'
import { downloadBytes, route } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import { anId, idOf, moment, pathId, proposedOut, reasonIn } from '../words.js'
import { fileIn } from './fileIn.js'

const noun = 'distributions'
const params = pathId<'distribution'>()
const one = pathId<'issuedList'>()
const whole = z.number().int()

/** Whoever is let in at all reaches the whole programme; what people it may name is asked here, for all of them. */
function requireSight(shows: ListShows, programmeId: ProgrammeId, reachFor: (permission: Permission) => Reach): void {
  const missing = neededFor[shows].filter(permission => !reachesWhole(reachFor(permission), programmeId))
  if (missing.length > 0)
    throw new HttpProblem(
      'forbidden',
      `For this you need ${missing.join(' and ')} for the whole programme; a list of references takes none of them.`,
    )
}

const reachesWhole = ({ everywhere, whole }: Reach, programmeId: ProgrammeId): boolean =>
  everywhere || whole.includes(programmeId)

const ask = route({
  method: 'post',
  path: '/distributions/{id}/lists',
  about: 'distribution',
  whole: true,
  noun,
  permission: 'distributions.issue',
  kind: 'stores',
  does: 'Ask for the approved list or the closing report as PDF, XLSX or CSV; it is made in the background',
  more:
    'An approved list is the same document every time, byte for byte; a report tells what became of it at the moment it is made, and `again` hands an earlier one out as it was. ' +
    'Names and numbers take permissions and a reason, and a second person where the programme says so for files of people.',
  params,
  body: z.strictObject({
    kind: z.enum(listKinds),
    format: z.enum(listFormats),
    shows: z.enum(listShows).default('references'),
    forSigning: z.boolean().default(false).openapi({ description: 'a blank column to sign in, for pay points' }),
    again: idOf<'issuedList'>().optional(),
    reason: reasonIn.optional(),
  }),
  status: 202,
  answer: z.object({ id: anId, ...proposedOut.shape }),
  handle: async ({ house, by, lives, params, body, reachFor, afterwards }) => {
    const { programmeId } = found(await findDistribution(house, params.id), 'distribution')
    requireSight(body.shows, programmeId as ProgrammeId, reachFor)
    const { listId, proposalId } = settled(await askList(house, { distributionId: params.id, ...body, by }))
    afterwards(() => lives.beginList(listId, programmeId))
    return { id: listId, proposalId }
  },
})

const issuedOut = z
  .object({
    id: anId,
    distributionId: anId,
    kind: z.enum(listKinds),
    format: z.enum(listFormats),
    shows: z.enum(listShows),
    forSigning: z.boolean(),
    state: z.enum(['asked', 'made', 'failed']),
    why: z.string().nullable(),
    said: saidOut,
    askedBy: z.string(),
    askedAt: moment,
    asOf: moment.nullable().openapi({ description: 'the moment whose rows it tells' }),
    goodUntil: moment.nullable().openapi({
      description: 'until when whoever asked may fetch it; null: nobody is named in it, or it is not allowed yet',
    }),
    digest: z.string().nullable().openapi({ description: 'SHA-256 of the document, hex' }),
    bytes: whole.nullable(),
    listHash: z.string(),
  })
  .openapi('IssuedList')
const toOut = ({ listId, programmeId: _programmeId, isGood: _isGood, ...list }: IssuedList) => ({
  ...list,
  said: saidOf(list.why),
  id: listId,
})

const issued = route({
  method: 'get',
  path: '/distributions/{id}/lists',
  about: 'distribution',
  whole: true,
  noun,
  permission: 'distributions.list',
  kind: 'reads',
  does: 'The last hundred lists and reports that were asked for, newest first',
  params,
  answer: z.object({ items: z.array(issuedOut) }),
  handle: async ({ house, params }) => ({ items: (await issuedOf(house, params.id)).map(toOut) }),
})

const get = route({
  method: 'get',
  path: '/issued-lists/{id}',
  about: 'issued_list',
  whole: true,
  noun,
  permission: 'distributions.list',
  kind: 'reads',
  does: 'How far a list or report is that was asked for',
  params: one,
  answer: issuedOut,
  handle: async ({ house, params }) => toOut(found(await findIssued(house, params.id), 'issued list')),
})

const types: Readonly<Record<ListFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
}

const files = listFormats.map(format =>
  downloadBytes({
    path: `/issued-lists/{id}/list.${format}`,
    about: 'issued_list',
    whole: true,
    noun,
    permission: 'distributions.list',
    does: `The document, where it was asked for as ${format.toUpperCase()}; with people named, for whoever asked, within a day`,
    params: one,
    file: types[format],
    handle: async ({ house, by, params, reachFor }) => {
      const list = found(await findIssued(house, params.id), 'issued list')
      if (list.format !== format)
        throw new HttpProblem('state', `This list was asked for as ${list.format}: fetch it so.`)
      const wrong = wrongWithFetchingList(list, by)
      if (wrong) throw new HttpProblem(wrong.problem, wrong.why)
      const { programmeId, distributionId, shows, digest } = list
      requireSight(shows, programmeId, reachFor)
      const bytes = await bytesOfList(house, params.id)
      const details = { listId: params.id, shows, digest }
      await recordAct(house, {
        by,
        act: 'list fetched',
        programmeId,
        subject: ['distribution', distributionId],
        details,
      })
      return bytes
    },
  }),
)

/** A list of 131,072 takes some seconds of a processor. */
const checking = new Queue(4)

const check = route({
  method: 'post',
  path: '/distributions/{id}/verify-list',
  about: 'distribution',
  whole: true,
  noun,
  permission: 'distributions.list',
  kind: 'reads',
  does: 'Is a list that came back (XLSX, CSV or PDF) the one that was approved? Which rows differ, and what could not be checked',
  more: 'Lists are checked one after the other: 503 with Retry-After where several wait already.',
  params,
  reads: 'file',
  maxBytes: 64 * 1024 * 1024,
  body: z.strictObject({ file: fileIn }),
  answer: z.object({
    verdict: z.enum(['is_the_list', 'names_it', 'differs']),
    says: z.array(z.string()),
    checked: z.array(z.string()),
    notChecked: z.array(z.string()),
    approvedHash: z.string(),
    computedHash: z.string(),
    namedHash: z.string().nullable(),
    document: issuedOut.pick({ id: true, kind: true, format: true, shows: true, askedBy: true, asOf: true }).nullable(),
    rows: z
      .object({
        approved: whole,
        same: whole,
        differing: whole,
        missing: whole,
        added: whole,
        differences: z.array(
          z.object({
            position: whole,
            row: whole.openapi({ description: 'of the file, as a spreadsheet counts' }),
            field: z.string(),
            received: z.string().nullable().openapi({ description: 'null where it would tell a name or number' }),
            approved: z.string().nullable(),
          }),
        ),
        missingPositions: z.array(whole),
        addedRows: z.array(z.object({ row: whole, position: whole })),
      })
      .nullable(),
  }),
  handle: async ({ house, params, body, reachFor }) => {
    const { programmeId } = found(await findDistribution(house, params.id), 'distribution')
    const sees = (permission: Permission): boolean => reachesWhole(reachFor(permission), programmeId as ProgrammeId)
    const held = {
      what: { bytes: body.file.bytes },
      distributionId: params.id as DistributionId,
      sees: { names: sees('people.seeNames'), numbers: sees('people.seeNumbers') },
    }
    const { list, document, ...said } = settled(await checking.through(() => checkReceived(house, held)))
    return { ...said, approvedHash: list.listHash, document: document && { ...document, id: document.listId } }
  },
})

export const issuedListRoutes = [ask, issued, get, ...files, check]
