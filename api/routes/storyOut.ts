/** One person’s whole story, as it is told. */
import { z } from '@hono/zod-openapi'
import { attemptStates } from '../../domain/attempt.js'
import { payoutStates } from '../../domain/payout.js'
import { personal } from '../personal.js'
import { anId, minorOut, moment } from '../words.js'
import { saysOut } from './caseOut.js'
import { accountChecks, personOut } from './people.js'

const whole = z.number().int()

const attemptOut = z.object({
  attemptId: anId,
  ordinal: whole,
  state: z.enum(attemptStates),
  reason: z.string().nullable(),
  destinationId: anId,
  approvalId: anId,
  callId: anId.nullable(),
  receipt: z.string().nullable(),
  recipientName: personal('name').nullable(),
  feeMinor: minorOut.nullable(),
  openedBy: z.string(),
  openedAt: moment,
  leftAt: moment.nullable(),
  stateAt: moment,
})
export const storyOut = z.object({
  person: personOut,
  destinations: z.array(
    z.object({
      destinationId: anId,
      version: whole,
      number: personal('number'),
      fspAccountId: anId.nullable().openapi({ description: 'paid through this FSP account; null: the programme’s' }),
      state: z.string(),
      accountCheck: z.enum(accountChecks),
      accountCheckReason: z.string().nullable(),
      reason: personal('text').nullable(),
      enteredBy: z.string(),
      enteredAt: moment,
      decidedBy: z.string().nullable(),
      decidedAt: moment.nullable(),
    }),
  ),
  duplicates: z.array(z.object({ pairId: anId, reasons: z.array(z.string()), state: z.string(), createdAt: moment })),
  overlaps: z.array(
    z.object({
      overlapId: anId,
      reasons: z.array(z.string()),
      other: z.object({ beneficiaryId: anId, programme: z.string(), ref: z.string() }).nullable(),
    }),
  ),
  cases: z.array(
    z.object({
      caseId: anId,
      kind: z.string(),
      says: z.string(),
      ...saysOut,
      owner: z.string(),
      state: z.string(),
      openedAt: moment,
      deadlineAt: moment,
      resolution: personal('text').nullable(),
      closedAt: moment.nullable(),
    }),
  ),
  payouts: z.array(
    z.object({
      payoutId: anId,
      distributionId: anId,
      round: whole,
      purpose: z.string(),
      amountMinor: minorOut,
      state: z.enum(payoutStates),
      reason: z.string().nullable(),
      heldReason: personal('text').nullable(),
      stateAt: moment,
      attempts: z.array(attemptOut),
    }),
  ),
  acts: z
    .array(
      z.object({
        at: moment,
        person: z.string(),
        role: z.string(),
        act: z.string(),
        subjectKind: z.string(),
        subjectId: z.string(),
      }),
    )
    .openapi({ description: 'who did what, oldest first; the newest 500 where there are more' }),
})
