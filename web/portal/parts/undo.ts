/** What takes an act back, and for how long that is offered. */
import type { KeyHeader } from './useAct.ts'

export type UndoHeader = KeyHeader & { readonly undo: 'true' }

export interface Undo {
  /** does the inverse act; refused like any other where things have moved on meanwhile */
  readonly run: (header: UndoHeader) => Promise<unknown>
  /** what came back */
  readonly says: string
}

export const offeredMs = 15_000

/** The same act asked again finds the first one; where one undo is several requests each has a key of its own. */
export const undoHeader = (header: UndoHeader, part: number): UndoHeader => ({
  ...header,
  'idempotency-key': `${header['idempotency-key']}-${part}`,
})

export interface Offer {
  /** somebody is at it: the time stands still */
  hold(): void
  /** they have left it: the time begins anew */
  letGo(): void
  end(): void
}

/** Calls `over` once the time is over in which nobody was at it. */
export function offerFor(ms: number, over: () => void): Offer {
  let timer: ReturnType<typeof setTimeout> | null = null
  const end = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const letGo = (): void => {
    end()
    timer = setTimeout(over, ms)
  }
  letGo()
  return { hold: end, letGo, end }
}

/** Of several offers only the last one answers to the keyboard. */
let newest: string | null = null
export const newestOffer = {
  is: (id: string): boolean => newest === id,
  set: (id: string): void => {
    newest = id
  },
  end: (id: string): void => {
    if (newest === id) newest = null
  },
}
