import { z } from 'zod'

/**
 * Where something can go wrong: the interfaces, a recipient being taken, a payment, a notification; of messages: the way
 * to the phone (`carriage`), what is told of it (`report`), and what a person wrote (`incoming`); of vouchers: issuing,
 * cancelling and asking for the balance.
 */
export const points = [
  'request',
  'find',
  'fetch',
  'balance',
  'insights',
  'sms',
  'entry',
  'payment',
  'callback',
  'twilio',
  'twilio-fetch',
  'twilio-list',
  'twilio-content',
  'carriage',
  'report',
  'incoming',
  'voucher-issue',
  'voucher-cancel',
  'voucher-balance',
] as const
export type Point = (typeof points)[number]

const anyVoucher = ['voucher-issue', 'voucher-cancel', 'voucher-balance'] as const
const anyInterface = [
  'request',
  'find',
  'fetch',
  'balance',
  'insights',
  'sms',
  'twilio',
  'twilio-fetch',
  'twilio-list',
  'twilio-content',
  ...anyVoucher,
] as const
const anyCallback = ['callback', 'report', 'incoming'] as const

/** What can go wrong, and where; the first place is the one meant when none is named. */
export const faultKinds = {
  'answer-lost-before': anyInterface,
  'answer-lost-after': anyInterface,
  slow: anyInterface,
  'redirect-307': anyInterface,
  'status-401': anyInterface,
  'status-429': anyInterface,
  'status-500': anyInterface,
  'html-502': anyInterface,
  'html-503': anyInterface,
  'cut-body': anyInterface,
  'callback-before-answer': ['request'],
  'entries-reordered': ['request'],
  'entries-missing': ['request'],
  'entries-swapped': ['request'],
  'float-exhausted': ['entry'],
  'recipient-not-registered': ['payment'],
  'limit-reached': ['payment'],
  'callback-lost': anyCallback,
  'callback-late': anyCallback,
  'callback-reordered': anyCallback,
  'callback-twice': anyCallback,
  'callback-forged': anyCallback,
  'callback-contradictory': ['callback', 'report'],
  'not-found-first': ['find', 'fetch', 'twilio-list', 'twilio-fetch'],
  'operator-down': ['carriage'],
  'result-code': anyVoucher,
  'soap-fault': anyVoucher,
  'due-date-odd': ['voucher-issue'],
} as const satisfies Record<string, readonly [Point, ...Point[]]>

export type FaultKind = keyof typeof faultKinds
export const kindNames = Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]

const params = z.strictObject({
  /**
   * slow: the delay; callback-late: how late; callback-reordered: how late at most; callback-twice and -contradictory: how
   * long after the first; not-found-first: until something is so old, however often it is asked for.
   */
  delayMs: z.number().int().min(0).max(86_400_000).optional(),
  /** callback-twice: how often in all; not-found-first: how often per transaction; entries-missing: how many. */
  times: z.number().int().min(1).max(1_000).optional(),
  /** entries-swapped: what two recipients' entries exchange. */
  swap: z.enum(['transactionId', 'status']).optional(),
  /** callback-forged: what is wrong in it: of a payment amount, number or id, of a message status, number or id. */
  field: z.enum(['amount', 'number', 'transactionId', 'status', 'messageId']).optional(),
  /** callback-forged: instead of the true one, not before it. */
  instead: z.boolean().optional(),
  /** callback-contradictory: what is said first; the other follows. The book and find always tell the truth. */
  first: z.enum(['Success', 'Failed']).optional(),
  /** result-code: which one is answered, known to the service or not. */
  code: z.number().int().min(0).max(9_999).optional(),
  /** due-date-odd: the card is really due in the past, or its due date is not told, or told as no day. */
  dueDate: z.enum(['past', 'missing', 'malformed']).optional(),
  /** slow, status-500, html-502, html-503, cut-body, result-code, soap-fault: whether the request is taken before the answer is spoilt. */
  accepted: z.boolean().optional(),
})
export type FaultParams = z.infer<typeof params>

/** A fault as armed: all conditions named must hold; without any it hits everything at its point. */
export const faultSpec = z
  .strictObject({
    kind: z.enum(kindNames),
    where: z.enum(points).optional(),
    /** The account: a username, or an account SID of Twilio’s. */
    username: z.string().optional(),
    /** From 0 to 1, drawn from the seed by what is hit, not by the order of events. */
    probability: z.number().min(0).max(1).optional(),
    /** E.164 with plus; a request is hit when it names any of them. */
    numbers: z.array(z.string()).min(1).max(1_000).optional(),
    /** Integer of minor units as text; a request is hit when any of its amounts is this. */
    amountMinor: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
    /** Only the n-th of those the other conditions let through, from 1. */
    nth: z.number().int().min(1).optional(),
    /** A storm: only from so long after it was armed … */
    fromMs: z.number().int().min(0).max(86_400_000).optional(),
    /** … and only for so long. */
    forMs: z.number().int().min(1).max(86_400_000).optional(),
    /** At most so often. */
    count: z.number().int().min(1).optional(),
    params: params.default({}),
    seed: z.string().min(1).max(200).optional(),
  })
  .superRefine((spec, context) => {
    const places: readonly Point[] = faultKinds[spec.kind]
    if (spec.where && !places.includes(spec.where)) {
      context.addIssue({ code: 'custom', path: ['where'], message: `${spec.kind} happens at ${places.join(', ')}` })
    }
    const may: readonly FaultKind[] = [
      'slow',
      'status-500',
      'html-502',
      'html-503',
      'cut-body',
      'result-code',
      'soap-fault',
    ]
    if (spec.params.accepted !== undefined && !may.includes(spec.kind)) {
      context.addIssue({ code: 'custom', path: ['params'], message: `accepted goes with ${may.join(', ')} only` })
    }
  })

export type FaultInput = z.input<typeof faultSpec>
export type FaultSpec = z.infer<typeof faultSpec>
