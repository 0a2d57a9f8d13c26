/**
 * Tells lives that their rows have changed. A wake-up is only a hint: it is gathered, so that five hundred callbacks
 * signal a batch once, and one that is lost (a crash, Temporal away) is the caretaker’s case.
 */
import type { Touched } from '../db/touched.js'
import type { Lives } from '../temporal/client.js'
import { kindOf, type Log } from './log.js'

export interface Waker {
  wake(touched: readonly Touched[]): void
  person(beneficiaryId: string): void
  batch(distributionId: string, batch: number): void
  distribution(distributionId: string): void
  /** sends what is gathered; call it before the process ends */
  flush(): Promise<void>
}

const atOnce = 16

interface Gathered {
  signal: () => Promise<unknown>
  /** epoch milliseconds before which this life is not woken again */
  notBefore: number
}

/**
 * @param everyMs how long wake-ups are gathered before they are sent
 * @param crowdMs at least so long between two wake-ups of a life of many (a batch, a distribution): each look of theirs
 *   counts hundreds of rows, and while hundreds of outcomes a second arrive none of the counts is worth more than that
 */
export function openWaker(lives: Lives, log: Log, everyMs = 400, crowdMs = 3_000): Waker {
  const gathered = new Map<string, Gathered>()
  const wokenAt = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> = Promise.resolve()

  const note = (id: string, signal: () => Promise<unknown>, restMs = 0): void => {
    gathered.set(id, { signal, notBefore: (wokenAt.get(id) ?? -restMs) + restMs })
    timer ??= setTimeout(() => send(Date.now()), everyMs)
  }
  const send = (now: number): void => {
    clearTimeout(timer)
    timer = undefined
    const due = [...gathered].filter(([, { notBefore }]) => notBefore <= now)
    for (const [id] of due) {
      gathered.delete(id)
      wokenAt.set(id, now)
    }
    for (const [id, at] of wokenAt) if (at + crowdMs < now && !gathered.has(id)) wokenAt.delete(id)
    if (gathered.size > 0) timer = setTimeout(() => send(Date.now()), everyMs)
    sending = sending.then(() =>
      sendAll(
        due.map(([, { signal }]) => signal),
        log,
      ),
    )
  }
  const flush = (): Promise<void> => {
    send(Number.POSITIVE_INFINITY)
    return sending
  }
  const waker: Waker = {
    person: id => note(lives.id.beneficiary(id), () => lives.beneficiary(id).wake()),
    batch: (id, batch) => note(lives.id.payoutBatch(id, batch), () => lives.batch(id, batch).look(), crowdMs),
    distribution: id => note(lives.id.distribution(id), () => lives.distribution(id).look(), crowdMs),
    wake: touched => {
      for (const each of touched) {
        if (each.batch !== null) waker.batch(each.distributionId, each.batch)
        if (each.individual || each.batch === null) waker.person(each.beneficiaryId)
        // An individual end may be the last that the distribution waited for.
        if (each.batch === null || each.individual) waker.distribution(each.distributionId)
      }
    },
    flush,
  }
  return waker
}

async function sendAll(signals: (() => Promise<unknown>)[], log: Log): Promise<void> {
  const lost: unknown[] = []
  const worker = async (): Promise<void> => {
    for (let signal = signals.pop(); signal; signal = signals.pop()) {
      try {
        await signal()
      } catch (error) {
        lost.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (lost.length > 0)
    log.warn({ lost: lost.length, ...kindOf(lost[0]) }, 'lives could not be woken; the caretaker will')
}
