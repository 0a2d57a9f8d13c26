import type { B2cEntry } from '../fsp/africastalking/wire.js'
import { draw, drawFrom } from './chance.js'
import type { Hit } from './faults.js'

/** Faults of the answer to a payment request: what was taken stays taken, only the entries say it wrongly. */
export function disarrange(entries: B2cEntry[], hits: readonly Hit[], seed: string, key: string): B2cEntry[] {
  return hits.reduce((soFar, { kind, params }) => {
    switch (kind) {
      case 'entries-reordered':
        return reorder(soFar)
      case 'entries-missing':
        return leaveOut(soFar, params.times ?? 1, seed, key)
      case 'entries-swapped':
        return swap(soFar, params.swap ?? 'transactionId', seed, key)
      default:
        return soFar
    }
  }, entries)
}

/** Last becomes first and the rest follows, so that of two or more none stands where it stood. */
const reorder = (entries: B2cEntry[]): B2cEntry[] => [...entries.slice(-1), ...entries.slice(0, -1)]

function leaveOut(entries: B2cEntry[], howMany: number, seed: string, key: string): B2cEntry[] {
  const left = [...entries]
  for (let round = 0; round < howMany && left.length > 0; round += 1) {
    const places: [number, ...number[]] = [0, ...left.slice(1).map((_, index) => index + 1)]
    left.splice(drawFrom(places, seed, 'entries-missing', key, round), 1)
  }
  return left
}

/**
 * Gives one recipient's number another's transaction id or verdict, and the other way round. Fewer than two recipients
 * with a transaction id, or with different verdicts, have nothing to swap.
 */
function swap(entries: B2cEntry[], what: 'transactionId' | 'status', seed: string, key: string): B2cEntry[] {
  const inTurn = entries
    .map((entry, place) => ({ entry, order: draw(seed, 'entries-swapped', key, place) }))
    .sort((one, other) => one.order - other.order)
    .map(({ entry }) => entry)
  const first = inTurn.find(entry => what === 'status' || entry.transactionId !== undefined)
  const second = inTurn.find(entry =>
    what === 'status' ? entry.status !== first?.status : entry !== first && entry.transactionId !== undefined,
  )
  if (!first || !second) return entries
  return entries.map(entry =>
    entry === first ? like(first, second, what) : entry === second ? like(second, first, what) : entry,
  )
}

/** `entry` with what is said of `other`. */
function like(entry: B2cEntry, other: B2cEntry, what: 'transactionId' | 'status'): B2cEntry {
  if (what === 'transactionId' && other.transactionId !== undefined) {
    return { ...entry, transactionId: other.transactionId }
  }
  const { errorMessage: _own, ...rest } = entry
  const { status, errorMessage } = other
  return { ...rest, status, ...(errorMessage !== undefined && { errorMessage }) }
}
