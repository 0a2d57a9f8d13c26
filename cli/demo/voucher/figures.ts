/** The figures of the voucher demo: what `--json` writes. Vouchers are counted, money is in cents, as digits. */
import { z } from 'zod'

const count = z.number().int().min(0)
const minor = z.string().regex(/^\d+$/)

export const voucherFiguresShape = z.strictObject({
  people: count,
  weeks: count,
  /** cards that came with an answer */
  issued: count,
  delivered: count,
  /** taken back because their person did not want them */
  declined: count,
  /** taken back in all: declined, expired, or lost on their way */
  cancelled: count,
  /** taken back because nobody answered until the deadline */
  expired: count,
  /** ordered anew, because the answer to the first order was lost */
  reissued: count,
  /** of which something was spent, by Intersolve’s book */
  used: count,
  /** neither with their person nor back: each is followed by its life, a timer or a case */
  openWithOwner: count,
  /** people who have had all their rounds and are completed */
  completed: count,
  ledgerBalanced: z.boolean(),
  /** Intersolve’s own book; the total is what was issued and not taken back */
  sandbox: z.strictObject({ liveCards: count, doubleCards: count, totalMinor: minor }),
  /** what our ledger says was disbursed */
  oursTotalMinor: minor,
  /** of each week: from the list until everybody was asked */
  askedSeconds: z.array(z.number()),
  seconds: z.strictObject({ setup: z.number(), total: z.number() }),
})
export type VoucherFigures = z.infer<typeof voucherFiguresShape>
