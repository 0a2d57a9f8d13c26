/**
 * How much money this process moves just now. What can wait a little (telling people) waits while it is much: it would take
 * processor and database from payments, and whoever was paid is told a minute later.
 */
const windowMs = 2_000
/** Payouts answered or settled within the window; a machine of two cores moves some hundred a second. */
const heavyCount = 200

export interface Traffic {
  /** so many payouts were answered or settled */
  note(count: number): void
  heavy(): boolean
}

/** @param clock epoch milliseconds */
export function openTraffic(clock: () => number = Date.now): Traffic {
  const noted: { atMs: number; count: number }[] = []
  let sum = 0
  const forget = (): void => {
    const from = clock() - windowMs
    for (let first = noted[0]; first && first.atMs < from; first = noted[0]) {
      sum -= first.count
      noted.shift()
    }
  }
  return {
    note: count => {
      if (count === 0) return
      noted.push({ atMs: clock(), count })
      sum += count
    },
    heavy: () => {
      forget()
      return sum > heavyCount
    },
  }
}
