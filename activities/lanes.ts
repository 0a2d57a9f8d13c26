/**
 * How many calls may be under way at one FSP account in this process, shared by every batch and person that sends. Also
 * remembers how long the account has been saying “not now”, so that waits grow across activities.
 */
export class Lanes {
  private width = 1
  private used = 0
  private readonly waiting: Waiting[] = []
  private lulls = 0

  /** @param gatherMs how long lanes that come free one by one are gathered: calls that leave together are stored together */
  constructor(private readonly gatherMs = 25) {}

  widen(width: number): void {
    this.width = Math.max(1, width)
    this.admit()
  }

  /**
   * Takes up to `wanted` lanes as soon as half of them are free, or what is free after a moment; at least one. Give each
   * back.
   */
  take(wanted: number): Promise<number> {
    return new Promise(resolve => {
      this.waiting.push({ wanted, go: resolve, patient: true })
      this.admit()
    })
  }

  give(lanes: number): void {
    this.used -= lanes
    this.admit()
  }

  /** Milliseconds to wait after another “not now” from an FSP that did not say how long: 1 s, 2 s … 1 min. */
  lull(): number {
    return Math.min(1_000 * 2 ** this.lulls++, 60_000)
  }

  /** The FSP takes calls again. */
  flows(): void {
    this.lulls = 0
  }

  private admit(): void {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const free = this.width - this.used
      if (free <= 0) return
      if (next.patient && free < Math.min(next.wanted, Math.ceil(this.width / 2))) {
        next.timer ??= setTimeout(() => {
          next.patient = false
          this.admit()
        }, this.gatherMs)
        return
      }
      clearTimeout(next.timer)
      this.waiting.shift()
      const lanes = Math.max(1, Math.min(next.wanted, free))
      this.used += lanes
      next.go(lanes)
    }
  }
}

interface Waiting {
  wanted: number
  go: (lanes: number) => void
  /** still waits for half of the lanes */
  patient: boolean
  timer?: NodeJS.Timeout
}
