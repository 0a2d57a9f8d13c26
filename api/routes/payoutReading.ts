/** One payout with everything that is known of it; what is personal is asked for apart. */
import { z } from '@hono/zod-openapi'
import {
  attemptsOf,
  callsOf,
  evidenceOfEnds,
  noticesOf,
  transactionsOf,
  unknownEndsOf,
  validationsOf,
} from '../../db/read/evidence.js'
import { linesOfPayout } from '../../db/statements/differences.js'
import { findPayout } from '../../db/read/payouts.js'
import { timelineClauses, type TimelineCode } from '../../domain/timelineSays.js'
import { happenings, timelineOf } from '../../db/read/timeline.js'
import { attemptStates } from '../../domain/attempt.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { noteReading } from '../noted.js'
import { found } from '../problem.js'
import { personal } from '../personal.js'
import { route } from '../route.js'
import { anId, currencyOut, minorOut, moment, pathId } from '../words.js'
import { payoutOut, toPayoutOut } from './payoutOut.js'

const noun = 'payouts'
const params = pathId<'payout'>()
const whole = z.number().int()

const attemptOut = z.object({
  id: anId,
  ordinal: whole,
  key: z.string(),
  state: z.enum(attemptStates),
  reason: z.string().nullable(),
  amountMinor: minorOut,
  currency: currencyOut,
  destinationVersion: whole,
  approvedBy: z.string(),
  approvedAt: moment,
  approvalKind: z.string(),
  openedBy: z.string(),
  openedAt: moment,
  leftAt: moment.nullable(),
  stateAt: moment,
  nextCheckAt: moment.nullable(),
  sends: whole,
  checks: whole,
  refusalConfirmed: z.boolean(),
  feeMinor: minorOut.nullable(),
})
const ofAttempt = { attemptOrdinal: whole }
const callOut = z.object({
  ...ofAttempt,
  id: anId,
  state: z.string(),
  createdAt: moment,
  sendBy: moment,
  answeredAt: moment.nullable(),
  httpStatus: whole.nullable(),
  why: z.string().nullable(),
  attemptsInCall: whole,
})
const transactionOut = z.object({
  ...ofAttempt,
  transactionId: z.string(),
  said: z.string(),
  confirmed: z.boolean(),
  amountMinor: minorOut.nullable(),
  feeMinor: minorOut.nullable(),
  firstSeenAt: moment,
})
const validationOut = z.object({
  ...ofAttempt,
  transactionId: z.string(),
  valid: z.boolean(),
  why: z.string().nullable(),
  askedAt: moment,
})
const endOut = z.object({
  ...ofAttempt,
  id: anId,
  outcome: z.string(),
  reason: personal('text'),
  state: z.string(),
  proposedBy: z.string(),
  proposedAt: moment,
  decidedBy: z.string().nullable(),
  decidedAt: moment.nullable(),
})

const clausesOut = z
  .array(
    z.object({
      code: z.enum(Object.keys(timelineClauses) as TimelineCode[]),
      values: z.record(
        z.string(),
        z.union([z.number(), z.string(), z.object({ minor: z.string(), currency: z.string() }), z.null()]),
      ),
    }),
  )
  .openapi({ description: '`says` as codes with values, to be told in any language' })

const get = route({
  method: 'get',
  path: '/payouts/{id}',
  about: 'payout',
  noun,
  permission: 'payouts.read',
  kind: 'reads',
  does: 'One payout with its attempts, calls, transactions, validations and proposed ends; no name, no number',
  params,
  answer: z.object({
    payout: payoutOut,
    attempts: z.array(attemptOut),
    calls: z.array(callOut),
    transactions: z.array(transactionOut),
    validations: z.array(validationOut),
    ends: z.array(endOut),
  }),
  handle: async ({ house, params: { id } }) => ({
    payout: toPayoutOut(found(await findPayout(house, id), 'payout')),
    attempts: await attemptsOf(house, id),
    calls: await callsOf(house, id),
    transactions: await transactionsOf(house, id),
    validations: await validationsOf(house, id),
    ends: await unknownEndsOf(house, id),
  }),
})

const evidence = route({
  method: 'get',
  path: '/payouts/{id}/evidence',
  about: 'payout',
  noun,
  permission: 'payouts.evidence',
  kind: 'reads',
  does: 'What proves it, in one order of time with who looked; number paid to, receipt, registered name, callbacks as they came, what people gave as evidence, lines of statements',
  params,
  answer: z.object({
    attempts: z.array(
      z.object({
        ordinal: whole,
        state: z.enum(attemptStates),
        number: personal('number'),
        receipt: z.string().nullable(),
        registeredName: personal('name').nullable(),
      }),
    ),
    notices: z.array(
      z.object({
        ...ofAttempt,
        id: anId,
        kind: z.string(),
        receivedAt: moment,
        repeats: whole,
        state: z.string(),
        why: z.string().nullable(),
        raw: personal('raw'),
      }),
    ),
    ends: z.array(z.object({ id: anId, evidence: personal('text') })),
    statementLines: z
      .array(
        z.object({
          ...ofAttempt,
          id: anId,
          result: z.string().nullable(),
          at: moment,
          kind: z.string(),
          direction: z.string(),
          status: z.string(),
          amountMinor: minorOut,
          receipt: z.string().nullable(),
          number: personal('number').nullable(),
          name: personal('name').nullable(),
          reason: z.string().nullable(),
        }),
      )
      .openapi({ description: 'what the FSP’s statements say of it' }),
    timeline: z.array(
      z.object({
        at: moment,
        what: z.enum(happenings),
        says: z.string(),
        clauses: clausesOut,
        by: z.string().nullable().openapi({ description: 'null: the FSP, or a clock' }),
        ordinal: whole.nullable().openapi({ description: 'of the attempt it is about' }),
      }),
    ),
  }),
  handle: async ({ house, by, params: { id } }) => {
    const { programmeId } = found(await findPayout(house, id), 'payout')
    await noteReading(house, by, 'evidence read', id, programmeId as ProgrammeId)
    return {
      attempts: await attemptsOf(house, id),
      notices: await noticesOf(house, id),
      ends: await evidenceOfEnds(house, id),
      statementLines: await linesOfPayout(house, id),
      timeline: (await timelineOf(house, id)).map(({ clauses, ...each }) => ({ ...each, clauses: [...clauses] })),
    }
  },
})

export const payoutReadingRoutes = [get, evidence]
