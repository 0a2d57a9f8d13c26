/** What the provider does wrong, and how often. Shares are of requests, of callbacks, of transactions, of payments. */
import { chance } from './chance.js'
import type { FaultInput } from '../../sandbox/fault-kinds.js'

/** Longer than our connector waits for an answer. */
const pastTheDeadlineMs = 2_500

export function faultsOf({ seed }: { seed: string }): FaultInput[] {
  const draw = chance(seed, 'faults')
  return [
    // requests: lost after paying and before, late past every deadline (and taken then), storms, redirects, cut bodies
    { kind: 'answer-lost-after', where: 'request', probability: 0.05 },
    { kind: 'answer-lost-before', where: 'request', probability: 0.05 },
    { kind: 'slow', where: 'request', probability: 0.06, params: { delayMs: pastTheDeadlineMs } },
    { kind: 'slow', where: 'request', probability: 0.04, params: { delayMs: pastTheDeadlineMs, accepted: false } },
    { kind: 'status-401', where: 'request', nth: draw.between(4, 12), params: {} },
    { kind: 'status-429', where: 'request', probability: 0.04 },
    { kind: 'status-500', where: 'request', probability: 0.02, params: { accepted: true } },
    { kind: 'status-500', where: 'request', probability: 0.02 },
    { kind: 'html-503', where: 'request', probability: 0.02, params: { accepted: true } },
    { kind: 'html-503', where: 'request', probability: 0.01 },
    { kind: 'redirect-307', where: 'request', probability: 0.02 },
    { kind: 'cut-body', where: 'request', probability: 0.02 },
    { kind: 'cut-body', where: 'request', probability: 0.01, params: { accepted: false } },
    { kind: 'callback-before-answer', probability: 0.03, params: { delayMs: 1_000 } },
    { kind: 'entries-reordered', probability: 0.15 },
    { kind: 'entries-missing', probability: 0.05, params: { times: 2 } },
    { kind: 'float-exhausted', probability: 0.005 },
    // payments that end otherwise than well
    { kind: 'recipient-not-registered', probability: 0.01, count: 60 },
    { kind: 'limit-reached', probability: 0.01, count: 60 },
    // callbacks
    { kind: 'callback-lost', probability: 0.05 },
    { kind: 'callback-late', probability: 0.1, params: { delayMs: draw.between(3_000, 12_000) } },
    { kind: 'callback-twice', probability: 0.2, params: { delayMs: draw.between(50, 3_000) } },
    { kind: 'callback-contradictory', probability: 0.02, params: { first: 'Failed', delayMs: 500 } },
    { kind: 'callback-forged', probability: 0.01, params: { field: 'amount' } },
    { kind: 'callback-forged', probability: 0.01, params: { field: 'number' } },
    { kind: 'callback-forged', probability: 0.01, params: { field: 'transactionId' } },
    { kind: 'callback-contradictory', probability: 0.02, params: { first: 'Success', delayMs: 500 } },
    // messages to people: the carrier is no better
    { kind: 'answer-lost-after', where: 'twilio', probability: 0.05 },
    { kind: 'answer-lost-before', where: 'twilio', probability: 0.05 },
    { kind: 'status-429', where: 'twilio', probability: 0.02 },
    { kind: 'status-500', where: 'twilio', probability: 0.02, params: { accepted: true } },
    { kind: 'html-503', where: 'twilio', probability: 0.01 },
    { kind: 'cut-body', where: 'twilio', probability: 0.02 },
    { kind: 'status-500', where: 'twilio-list', probability: 0.1 },
    { kind: 'callback-lost', where: 'report', probability: 0.05 },
    { kind: 'callback-twice', where: 'report', probability: 0.2, params: { delayMs: draw.between(50, 3_000) } },
    { kind: 'callback-late', where: 'report', probability: 0.05, params: { delayMs: draw.between(1_000, 5_000) } },
    // questions
    { kind: 'not-found-first', where: 'find', probability: 0.3, params: { times: 2 } },
    { kind: 'not-found-first', where: 'fetch', probability: 0.3, params: { times: 2 } },
    { kind: 'status-500', where: 'find', probability: 0.05 },
    { kind: 'html-503', where: 'fetch', probability: 0.05 },
    { kind: 'cut-body', where: 'fetch', probability: 0.05 },
    { kind: 'answer-lost-before', where: 'find', probability: 0.05 },
    { kind: 'status-429', where: 'find', probability: 0.02 },
  ]
}
