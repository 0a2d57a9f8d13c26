/** What households are told by themselves: on which ways, until when it is waited for, and what came of it. */
import { z } from 'zod'
import type { MessageKind } from '../../domain/message.js'
import type { Figures } from './figures.js'
import { awaiting, missing, there } from './patience.js'
import { counted } from './screen.js'
import type { Stage } from './stage.js'

const anything = z.unknown()
const madeShape = z.object({ id: z.string(), incomingPath: z.string() })
const totalsShape = z.object({
  counts: z.array(z.object({ kind: z.string(), state: z.string(), count: z.number() })),
  languages: z.array(z.object({ language: z.string(), theirs: z.string(), count: z.number() })),
})
type Totals = z.infer<typeof totalsShape>

export interface Messages extends Totals {
  readonly figures: Figures['messages']
}

/** An account at a carrier of SMS, and a list to read out for those whom no SMS reaches. Before the first household comes in. */
export async function setUpMessages({ plan, operator, carrier }: Stage, programmeId: string): Promise<void> {
  const path = '/carrier-accounts'
  const sms = await operator.post(path, { carrier: 'twilio', name: 'SMS', ...carrier.account }, madeShape)
  const print = await operator.post(path, { carrier: 'print', name: 'Read out', credentials: {} }, madeShape)
  await carrier.arrange(sms.incomingPath, plan.faults.smsNotReaching)
  const ways = [
    { channel: 'sms', carrierAccountId: sms.id },
    { channel: 'print', carrierAccountId: print.id },
  ]
  await operator.put(`/programmes/${programmeId}/messaging`, { ways }, anything)
}

/** States in which more will become of a message by itself. */
const underWay: ReadonlySet<string> = new Set(['queued', 'sending', 'unknown', 'accepted', 'sent'])

/**
 * How long what was told is waited for. Seconds are usual; what a worker that fell had taken leaves a minute later. No
 * reason to end the demo: what is missing then is missing in the figures.
 */
const longestSeconds = 120

/** Until nothing more becomes of what was to be told; of these kinds only, if any are named. */
export async function untilTold(
  { maker }: Pick<Stage, 'maker'>,
  programmeId: string,
  kinds?: readonly MessageKind[],
): Promise<Totals> {
  const end = Date.now() + longestSeconds * 1_000
  const isAwaited = ({ kind, state }: Totals['counts'][number]): boolean =>
    underWay.has(state) && (kinds === undefined || kinds.some(each => each === kind))
  return awaiting('what households are told', 2 * longestSeconds, async () => {
    const now = await maker.get(`/programmes/${programmeId}/message-totals`, totalsShape)
    const left = sum(now.counts.filter(isAwaited))
    return left === 0 || Date.now() > end
      ? there(now)
      : missing(`${counted(left, 'message is', 'messages are')} under way`)
  })
}

/** Our own count of it, and the carrier’s book as the judge of who heard a thing twice. */
export async function whatWasTold(stage: Stage, programmeId: string): Promise<Messages> {
  const totals = await untilTold(stage, programmeId)
  const { summary } = await stage.carrier.book()
  return { ...totals, figures: { ...figuresOf(totals), twice: summary.phonesWithTheSameTextTwice.length } }
}

export function figuresOf({ counts, languages }: Totals): Omit<Figures['messages'], 'twice'> {
  const inState = (...states: string[]): number => sum(counts.filter(({ state }) => states.includes(state)))
  return {
    told: sum(counts),
    delivered: inState('delivered', 'read'),
    toReadOut: inState('to_print', 'printed'),
    fellBack: sum(languages.filter(({ language, theirs }) => language !== theirs)),
    failed: inState('failed'),
  }
}

export const sum = (some: readonly { readonly count: number }[]): number =>
  some.reduce((total, { count }) => total + count, 0)
