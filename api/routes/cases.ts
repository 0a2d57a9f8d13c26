/** The work list: whatever waits for a person, with its owner and deadline. */
import { z } from '@hono/zod-openapi'
import { assignCase, closeByLooking } from '../../db/caseOwner.js'
import { findCase, listCases, type Case } from '../../db/caseList.js'
import { found, settled } from '../problem.js'
import { personal } from '../personal.js'
import { route } from '../route.js'
import {
  anId,
  defaultLimit,
  done,
  doneOut,
  flagInQuery,
  idOf,
  moment,
  page,
  pageOf,
  pathId,
  reasonIn,
  shortText,
} from '../words.js'

const noun = 'cases'
const kinds = [
  'correction',
  'unknown',
  'contradiction',
  'unmatched_notice',
  'overpaid',
  'fee',
  'float_short',
  'account_check',
  'decision',
  'approval_dropped',
  'statement',
] as const

const caseOut = z
  .object({
    id: anId,
    kind: z.enum(kinds),
    programmeId: anId.nullable(),
    beneficiaryId: anId.nullable(),
    beneficiaryNumber: z.number().int().nullable(),
    distributionId: anId.nullable(),
    payoutId: anId.nullable(),
    attemptId: anId.nullable(),
    noticeId: anId.nullable(),
    statementLineId: anId.nullable(),
    fspAccountId: anId.nullable(),
    reason: z.string().nullable(),
    says: z.string(),
    owner: z.string(),
    state: z.enum(['open', 'closed']),
    openedAt: moment,
    deadlineAt: moment,
    atDeadline: z.enum(['close_payout', 'escalate']),
    escalations: z.number().int(),
    resolution: personal('text').nullable(),
    closedBy: z.string().nullable(),
    closedAt: moment.nullable(),
  })
  .openapi('Case')

const toOut = ({ caseId, ...row }: Case) => ({ ...row, id: caseId })

const list = route({
  method: 'get',
  path: '/cases',
  noun,
  permission: 'cases.read',
  kind: 'reads',
  does: 'Cases, most pressing first',
  query: z.strictObject({
    programmeId: idOf<'programme'>().optional(),
    kind: z.enum(kinds).optional(),
    owner: shortText(80).optional(),
    state: z.enum(['open', 'closed']).default('open'),
    overdue: flagInQuery.optional(),
    distributionId: idOf<'distribution'>().optional(),
    beneficiaryId: idOf<'beneficiary'>().optional(),
    payoutId: idOf<'payout'>().optional(),
    limit: page.limit,
    after: idOf<'case'>().optional(),
  }),
  answer: pageOf(caseOut),
  handle: async ({ house, query: { kind, overdue, limit, ...filter } }) => {
    const { cases, next } = await listCases(house, {
      ...filter,
      kinds: kind && [kind],
      dueAt: overdue === true ? new Date() : undefined,
      limit: limit ?? defaultLimit,
    })
    return { items: cases.map(toOut), next }
  },
})

const get = route({
  method: 'get',
  path: '/cases/{id}',
  about: 'work_case',
  noun,
  permission: 'cases.read',
  kind: 'reads',
  does: 'One case',
  params: pathId<'case'>(),
  answer: caseOut,
  handle: async ({ house, params }) => toOut(found(await findCase(house, params.id), 'case')),
})

const assign = route({
  method: 'post',
  path: '/cases/{id}/assign',
  about: 'work_case',
  noun,
  permission: 'cases.assign',
  kind: 'stores',
  does: 'Hand a case to a person, or to programme staff, finance, approver or operator',
  params: pathId<'case'>(),
  body: z.strictObject({ owner: shortText(64) }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await assignCase(house, { caseId: params.id, owner: body.owner, by }))
    return done
  },
})

const close = route({
  method: 'post',
  path: '/cases/{id}/close',
  about: 'work_case',
  noun,
  permission: 'cases.close',
  kind: 'stores',
  does: 'Close a case that only looking ends: a contradiction, a callback without a match, a fee, an overpayment, a difference of a statement',
  more: 'While a contradiction is open its payout is not tried again, given up or closed. No money moves by this.',
  params: pathId<'case'>(),
  body: z.strictObject({ reason: reasonIn }),
  answer: doneOut,
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    const { beneficiaryId } = settled(await closeByLooking(house, { caseId: params.id, by, resolution: body.reason }))
    if (beneficiaryId !== null) afterwards(() => lives.beneficiary(beneficiaryId).wake())
    return done
  },
})

export const caseRoutes = [list, get, assign, close]
