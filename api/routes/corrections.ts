/** Corrected numbers: proposed by a maker, checked with the FSP, approved by somebody else. */
import { z } from '@hono/zod-openapi'
import { listProposals, proposeFromFile, type CorrectionsRead } from '../../db/corrections.js'
import { proposeDestination } from '../../db/destinations.js'
import { findProgramme } from '../../db/programmes.js'
import { decidableCorrections, findCorrection } from '../../db/read/corrections.js'
import { findBeneficiary } from '../../db/beneficiaries.js'
import { each } from '../each.js'
import { found, settled } from '../problem.js'
import { personal } from '../personal.js'
import { route, type Ask } from '../route.js'
import {
  anId,
  defaultLimit,
  done,
  doneOut,
  idOf,
  manyIds,
  moment,
  page,
  pathId,
  reasonIn,
  shortText,
} from '../words.js'
import { eachOut } from './eachOut.js'
import { fileIn } from './fileIn.js'
import { accountChecks } from './people.js'

const noun = 'corrections'
const programme = pathId<'programme'>()
const one = pathId<'destination'>()
const whole = z.number().int()

const list = route({
  method: 'get',
  path: '/programmes/{id}/corrections',
  about: 'programme',
  noun,
  permission: 'corrections.read',
  kind: 'reads',
  does: 'Corrections that wait for a decision, oldest first',
  params: programme,
  query: z.strictObject({
    accountCheck: z.enum(accountChecks).optional(),
    limit: page.limit,
    after: idOf<'destination'>().optional(),
  }),
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        beneficiaryId: anId,
        ref: z.string(),
        name: personal('name'),
        oldNumber: personal('number').nullable(),
        newNumber: personal('number'),
        fspAccountId: anId.nullable().openapi({ description: 'paid through it from then on; null: the programme’s' }),
        moves: z.boolean().openapi({ description: 'to another FSP account than before' }),
        accountCheck: z.enum(accountChecks),
        accountCheckReason: z.string().nullable(),
        reason: personal('text').nullable(),
        paused: z.boolean().openapi({
          description: 'the person is paused: approving the number alone does not put them on a list again',
        }),
        pausedFor: personal('text').nullable().openapi({ description: 'what was said when they were paused' }),
        enteredBy: z.string(),
        enteredThrough: z.string().nullable().openapi({
          example: 'field link K7Q-29F-XMA of amina',
          description: 'by what somebody without an account entered it',
        }),
        enteredAt: moment,
      }),
    ),
    next: z.string().nullable(),
  }),
  handle: async ({ house, params, query }) => {
    found(await findProgramme(house, params.id), 'programme')
    const given = { programmeId: params.id, ...query, limit: query.limit ?? defaultLimit }
    const { corrections, next } = await listProposals(house, given)
    return { items: corrections.map(({ destinationId, ...row }) => ({ ...row, id: destinationId })), next }
  },
})

const propose = route({
  method: 'post',
  path: '/beneficiaries/{id}/corrections',
  about: 'beneficiary',
  noun,
  permission: 'corrections.propose',
  kind: 'stores',
  does: 'Propose a corrected number; it is checked with the FSP and waits for approval',
  params: pathId<'beneficiary'>(),
  body: z.strictObject({ number: shortText(60), reason: reasonIn.optional() }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    found(await findBeneficiary(house, params.id), 'beneficiary')
    const { destinationId } = settled(await proposeDestination(house, { beneficiaryId: params.id, ...body, by }))
    afterwards(() => lives.beneficiary(params.id).wake())
    return { id: destinationId }
  },
})

const move = route({
  method: 'post',
  path: '/beneficiaries/{id}/fsp-account',
  about: 'beneficiary',
  noun,
  permission: 'corrections.propose',
  kind: 'stores',
  does: 'Propose to pay a person through another FSP account; it is a correction: checked there and approved by somebody else',
  more: 'Refused while something of theirs is under way or unknown. With its approval what they have on lists of the account before is given up; a follow-up over the new account pays it.',
  params: pathId<'beneficiary'>(),
  body: z.strictObject({
    fspAccountId: idOf<'fspAccount'>(),
    number: shortText(60).optional().openapi({ description: 'without it the number stays' }),
    reason: reasonIn,
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    found(await findBeneficiary(house, params.id), 'beneficiary')
    const { destinationId } = settled(await proposeDestination(house, { beneficiaryId: params.id, ...body, by }))
    afterwards(() => lives.beneficiary(params.id).wake())
    return { id: destinationId }
  },
})

const fromFile = {
  method: 'post',
  noun,
  permission: 'corrections.proposeMany',
  params: programme,
  reads: 'file',
  maxBytes: 8 * 1024 * 1024,
  body: z.strictObject({ file: fileIn }),
  answer: z.object({
    rows: whole,
    proposed: z.array(z.object({ row: whole, beneficiaryId: anId, id: anId.nullable() })),
    refused: z.array(z.object({ row: whole, problems: z.array(z.string()) })),
  }),
} as const
const readOut = ({ rows, proposed, refused }: CorrectionsRead) => ({
  rows,
  refused,
  proposed: proposed.map(({ destinationId, ...row }) => ({ ...row, id: destinationId })),
})

const fileDryRun = route({
  ...fromFile,
  path: '/programmes/{id}/corrections/dry-run',
  about: 'programme',
  whole: true,
  kind: 'reads',
  // Whom a row names is looked up under the locks under which it would be stored.
  eyes: 'house',
  does: 'Read a file of corrections and tell all problems; nothing is proposed',
  handle: async ({ house, by, params, body }) =>
    readOut(
      settled(await proposeFromFile(house, { programmeId: params.id, bytes: body.file.bytes, by, dryRun: true })),
    ),
})

const proposeFile = route({
  ...fromFile,
  path: '/programmes/{id}/corrections',
  about: 'programme',
  whole: true,
  kind: 'stores',
  does: 'Propose every good row of a file of corrections and report the others',
  more: 'Columns: beneficiary number (or id), new number, reason.',
  status: 201,
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    const read = settled(await proposeFromFile(house, { programmeId: params.id, bytes: body.file.bytes, by }))
    // One life checks all numbers that wait, proposed ones too.
    if (read.proposed.length > 0) afterwards(() => lives.beginAccountCheck(params.id))
    return readOut(read)
  },
})

type Act = Ask<z.output<typeof one>, object, object>
async function lifeOf({ house, lives, params, settings, updateId }: Act) {
  const { beneficiaryId } = found(await findCorrection(house, params.id), 'correction')
  return { life: lives.beneficiary(beneficiaryId), how: { updateId, deadlineMs: settings.actDeadlineMs } }
}
const deciding = { method: 'post', noun, permission: 'corrections.decide', kind: 'acts', answer: doneOut } as const

const approve = route({
  ...deciding,
  path: '/corrections/{id}/approve',
  about: 'destination',
  does: 'Approve a corrected number whose check said ok; a refused payout of the person is tried again with it',
  params: one,
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.decideCorrection(ask.by, ask.params.id, true, undefined, how))
    return done
  },
})

const reject = route({
  ...deciding,
  path: '/corrections/{id}/reject',
  about: 'destination',
  does: 'Reject a proposed number',
  params: one,
  body: z.strictObject({ reason: reasonIn }),
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.decideCorrection(ask.by, ask.params.id, false, ask.body.reason, how))
    return done
  },
})

const decideMany = route({
  ...deciding,
  path: '/programmes/{id}/corrections/decide',
  about: 'programme',
  whole: true,
  does: 'Approve or reject many: those named, or all whose check said ok and that somebody else proposed',
  more: 'At most 500 in one request; ask again with a new key until nothing is asked any more.',
  params: programme,
  body: z.strictObject({
    ids: manyIds<'destination'>().optional(),
    approve: z.boolean(),
    reason: reasonIn.optional(),
  }),
  answer: eachOut,
  handle: async ({ house, by, lives, params, body, settings, updateId }) => {
    found(await findProgramme(house, params.id), 'programme')
    const wanted = { programmeId: params.id, ids: body.ids, person: by.person, limit: 500 }
    const corrections = await decidableCorrections(house, wanted)
    return each(
      corrections.map(({ destinationId, beneficiaryId }) => ({ id: destinationId, beneficiaryId })),
      ({ id, beneficiaryId }) =>
        lives.beneficiary(beneficiaryId).decideCorrection(by, id, body.approve, body.reason, {
          updateId: `${updateId}-${id}`,
          deadlineMs: settings.actDeadlineMs,
        }),
    )
  },
})

export const correctionRoutes = [list, propose, move, fileDryRun, proposeFile, approve, reject, decideMany]
