/** Rings once at the earliest of the times it was set to, then waits to be set again. */
export class Alarm {
  #timer: NodeJS.Timeout | undefined
  #at = Infinity
  #stopped = false

  constructor(private readonly ring: () => void) {}

  /** `at` in milliseconds since 1970; a time in the past rings as soon as what runs now has ended. */
  set(at: number): void {
    if (this.#stopped || at >= this.#at) return
    clearTimeout(this.#timer)
    this.#at = at
    // A timer holds at most 2^31-1 ms; one that is further off rings early, finds nothing due and is set again.
    const waitMs = Math.min(Math.max(at - Date.now(), 0), 2 ** 31 - 1)
    this.#timer = setTimeout(() => {
      this.#at = Infinity
      this.ring()
    }, waitMs)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }
}
