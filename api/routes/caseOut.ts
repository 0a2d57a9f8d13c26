/** A case as it is shown: what happened, whose it is, what was tried, and what the one who asks can do to end it. */
import { z } from '@hono/zod-openapi'
import type { Case } from '../../db/caseList.js'
import {
  actsOn,
  caseActs,
  caseKinds,
  contactHows,
  contactResults,
  deadlineWords,
  evidenceOf,
} from '../../domain/cases.js'
import { caseRef } from '../../domain/caseRef.js'
import { levelOf, type Permission } from '../../domain/permissions.js'
import type { Reach } from '../../domain/reach.js'
import { reaches } from '../../domain/reach.js'
import { personal } from '../personal.js'
import type { Ask } from '../route.js'
import { anId, moment } from '../words.js'

const whole = z.number().int()
export const kindIn = z.enum(caseKinds)

/** What `says` says, for readers of other languages: the code, and what its sentence is filled with (domain/caseSays.ts). */
export const saysOut = {
  saysCode: z.string().nullable().openapi({ example: 'paid_twice', description: 'null: only the sentence is known' }),
  saysValues: z
    .record(
      z.string(),
      z.union([
        z.string(),
        z.number(),
        z.null(),
        z.array(z.string()),
        z.object({ minor: z.string(), currency: z.string() }),
      ]),
    )
    .openapi({ description: 'counts, codes and amounts in minor units' }),
}

export const caseOut = z
  .object({
    id: anId,
    caseRef: z.string().openapi({ example: 'K7Q-29F-XMA', description: 'what stands on lists and is read out' }),
    kind: kindIn,
    programmeId: anId.nullable(),
    beneficiaryId: anId.nullable(),
    beneficiaryNumber: whole.nullable(),
    ref: z.string().nullable().openapi({ example: 'ISI-0042', description: 'what staff call the person' }),
    place: z.string().nullable(),
    other: z
      .object({ beneficiaryId: anId, ref: z.string().nullable() })
      .nullable()
      .openapi({ description: 'of two people who may be one: the other one' }),
    distributionId: anId.nullable(),
    payoutId: anId.nullable(),
    statementLineId: anId.nullable(),
    attemptId: anId.nullable(),
    noticeId: anId.nullable(),
    pairId: anId.nullable(),
    fspAccountId: anId.nullable(),
    carrierAccountId: anId.nullable(),
    reason: z.string().nullable(),
    says: z.string(),
    ...saysOut,
    evidence: z
      .array(z.object({ what: z.enum(['payout', 'notice', 'pair', 'person']), path: z.string() }))
      .openapi({ description: 'where what happened can be looked at' }),
    owner: z.string(),
    state: z.enum(['open', 'closed']),
    openedAt: moment,
    deadlineAt: moment,
    atDeadline: z.enum(['close_payout', 'escalate']),
    atDeadlineSays: z.string(),
    escalations: whole,
    lastContact: z
      .object({ at: moment, how: z.enum(contactHows), result: z.enum(contactResults), enteredBy: z.string() })
      .nullable(),
    proposed: z
      .array(z.object({ what: z.enum(['number', 'end']), proposedBy: z.string(), proposedAt: moment }))
      .openapi({ description: 'what was proposed to end it and waits for somebody else’s yes or no' }),
    acts: z
      .array(z.object({ method: z.literal('POST'), path: z.string(), does: z.string() }))
      .openapi({ description: 'what ends it, of all that whoever asks may do now' }),
    resolution: personal('text').nullable(),
    closedBy: z.string().nullable(),
    closedAt: moment.nullable(),
  })
  .openapi('Case')

type Asking = Pick<Ask<object, object, object>, 'by' | 'reachFor'>

export function toCaseOut(asking: Asking, found: Case) {
  const { caseId, otherBeneficiaryId, otherRef, correction: _, end: __, ...row } = found
  return {
    ...row,
    id: caseId,
    caseRef: caseRef(caseId),
    other: otherBeneficiaryId === null ? null : { beneficiaryId: otherBeneficiaryId, ref: otherRef },
    evidence: evidenceOf(found),
    atDeadlineSays: deadlineWords[row.atDeadline],
    proposed: row.state === 'closed' ? [] : proposedFor(found),
    acts: row.state === 'closed' ? [] : actsFor(asking, found),
  }
}

const proposedFor = ({ kind, correction, end }: Case) =>
  (
    [
      ['number', 'correction', correction],
      ['end', 'end', end],
    ] as const
  ).flatMap(([what, of, waits]) =>
    waits === null || !caseActs[kind].some(act => act.of === of)
      ? []
      : [{ what, proposedBy: waits.proposedBy, proposedAt: waits.proposedAt }],
  )

function actsFor({ by, reachFor }: Asking, found: Case) {
  const may = (permission: Permission): boolean => reachesCase(reachFor(permission), found, permission)
  return actsOn(found.kind, found, { person: by.person, may }).map(({ path, id, does }) => ({
    method: 'POST' as const,
    path: path.replace('{id}', id),
    does,
  }))
}

/** What concerns nobody in particular is done by whoever reaches the whole programme, or the house. */
function reachesCase(reach: Reach, { programmeId, whereabouts }: Case, permission: Permission): boolean {
  if (reach.everywhere || levelOf(permission) === 'house' || programmeId === null) return reach.everywhere
  if (reach.whole.includes(programmeId)) return true
  return whereabouts.length > 0 && whereabouts.every(person => reaches(reach, person))
}
