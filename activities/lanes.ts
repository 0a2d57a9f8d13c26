/**
 * How many calls may be under way at one FSP account in this process, shared by every batch and person that sends. Also
 * remembers how long the account has been saying “not now”, so that waits grow across activities.
 */
export class Lanes {
  private width = 1
  private used = 0
  private readonly waiting: { wanted: number; go: (lanes: number) => void }[] = []
  private lulls = 0

  widen(width: number): void {
    this.width = Math.max(1, width)
    this.admit()
  }

  /** Waits for at least one lane and takes up to `wanted` of those that are free. Give each back. */
  take(wanted: number): Promise<number> {
    return new Promise(resolve => {
      this.waiting.push({ wanted, go: resolve })
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
    while (this.used < this.width) {
      const next = this.waiting.shift()
      if (!next) return
      const lanes = Math.max(1, Math.min(next.wanted, this.width - this.used))
      this.used += lanes
      next.go(lanes)
    }
  }
}
