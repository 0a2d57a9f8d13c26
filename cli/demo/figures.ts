/** The figures of a demo: what `--json` writes and what demo/expected.json demands. Money in minor units, as digits. */
import { z } from 'zod'

const count = z.number().int().min(0)
const minor = z.string().regex(/^\d+$/)

export const figuresShape = z.strictObject({
  imported: count,
  refused: count,
  /** pairs */
  possibleDuplicates: count,
  declinedAsDuplicates: count,
  /** at the first check, after the duplicates were decided */
  accountCheck: z.strictObject({ ok: count, cannotReceive: count }),
  correctedBeforePay: count,
  payouts: count,
  refusedAtPay: count,
  paidAfterCorrection: count,
  paid: count,
  /** payouts that are neither final nor unknown: each has a case with an owner and a deadline */
  open: count,
  unknown: count,
  ledgerBalanced: z.boolean(),
  /** the provider’s own book */
  sandbox: z.strictObject({ paid: count, paidTwice: count, totalMinor: minor }),
  messages: z.strictObject({
    /** all that households were to be told, each of which left or waits to be read out */
    told: count,
    delivered: count,
    /** of those whom no way by phone reaches: on the list to be read out */
    toReadOut: count,
    /** written in another language than the household’s, which nobody has written it in yet */
    fellBack: count,
    failed: count,
    /** phones that got the same text more than once, by the carrier’s own book */
    twice: count,
  }),
  /** what our ledger says was disbursed */
  oursTotalMinor: minor,
  /** since the command was given: until the system stood, until the first payout was paid, until the end */
  seconds: z.strictObject({ setup: z.number(), firstPayout: z.number(), total: z.number() }),
})
export type Figures = z.infer<typeof figuresShape>

/** One line for each figure that differs, `name: found, expected …`; empty when all agree. Seconds are not compared. */
export function differences(found: Omit<Figures, 'seconds'>, expected: Omit<Figures, 'seconds'>): string[] {
  const wanted = new Map(leaves(expected))
  return leaves(found).flatMap(([name, value]) =>
    wanted.get(name) === value ? [] : [`${name}: ${String(value)}, expected ${String(wanted.get(name))}`],
  )
}

function leaves(of: object, above = ''): [name: string, value: unknown][] {
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) => {
    if (above === '' && name === 'seconds') return []
    const path = above + name
    return typeof value === 'object' && value !== null ? leaves(value, `${path}.`) : [[path, value]]
  })
}
