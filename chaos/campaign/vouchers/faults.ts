/** What Intersolve and the way back from people do wrong, and how often. Shares are of requests. */
import type { FaultInput } from '../../../sandbox/fault-kinds.js'

/** Longer than our connector waits for an answer, and shorter than the account's longest processing time. */
const pastTheDeadlineMs = 2_500

export function voucherFaults({ accountSid }: { accountSid: string }): FaultInput[] {
  const issuing = { where: 'voucher-issue' } as const
  const cancelling = { where: 'voucher-cancel' } as const
  const asking = { where: 'voucher-balance' } as const
  return [
    // ordering: the card is made and nobody hears of it, or it is not, or late; storms; answers that say nothing
    { kind: 'answer-lost-after', ...issuing, probability: 0.12 },
    { kind: 'answer-lost-before', ...issuing, probability: 0.06 },
    { kind: 'slow', ...issuing, probability: 0.06, params: { delayMs: pastTheDeadlineMs } },
    { kind: 'slow', ...issuing, probability: 0.04, params: { delayMs: pastTheDeadlineMs, accepted: false } },
    { kind: 'status-429', ...issuing, probability: 0.04 },
    { kind: 'status-500', ...issuing, probability: 0.04, params: { accepted: true } },
    { kind: 'html-503', ...issuing, probability: 0.04, params: { accepted: true } },
    { kind: 'html-503', ...issuing, probability: 0.03 },
    { kind: 'cut-body', ...issuing, probability: 0.04 },
    { kind: 'soap-fault', ...issuing, probability: 0.04, params: { accepted: true } },
    { kind: 'result-code', ...issuing, probability: 0.03, params: { code: 999, accepted: true } },
    { kind: 'due-date-odd', ...issuing, nth: 7, params: { dueDate: 'missing' } },
    { kind: 'status-401', ...issuing, nth: 5 },
    // taking back: done and denied, done and not told, not done at all
    { kind: 'answer-lost-after', ...cancelling, probability: 0.15 },
    { kind: 'answer-lost-before', ...cancelling, probability: 0.1 },
    { kind: 'result-code', ...cancelling, probability: 0.1, params: { code: 18, accepted: true } },
    { kind: 'result-code', ...cancelling, probability: 0.1, params: { code: 18 } },
    { kind: 'result-code', ...cancelling, probability: 0.05, params: { code: 19 } },
    { kind: 'slow', ...cancelling, probability: 0.05, params: { delayMs: pastTheDeadlineMs } },
    { kind: 'html-503', ...cancelling, probability: 0.05, params: { accepted: true } },
    { kind: 'soap-fault', ...cancelling, probability: 0.05 },
    { kind: 'answer-lost-before', ...asking, probability: 0.1 },
    { kind: 'answer-lost-after', ...asking, probability: 0.1 },
    { kind: 'result-code', ...asking, probability: 0.1, params: { code: 999 } },
    // what people write
    { kind: 'callback-lost', where: 'incoming', username: accountSid, probability: 0.1 },
    { kind: 'callback-twice', where: 'incoming', username: accountSid, probability: 0.3, params: { delayMs: 700 } },
  ]
}
