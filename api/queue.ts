/** Work that takes a processor for seconds: one after the other in this process, few waiting; whoever comes later asks again. */
import { HttpProblem } from './problem.js'

export class Queue {
  #last: Promise<unknown> = Promise.resolve()
  #inside = 0

  /** @param most at work and waiting together */
  constructor(
    readonly most: number,
    readonly retryAfterSeconds = 5,
  ) {}

  /** @throws HttpProblem 503 where too many are before this one */
  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.most) {
      const headers = { 'retry-after': String(this.retryAfterSeconds) }
      throw new HttpProblem('unavailable', 'Others are being worked on just now: ask again in a few seconds.', {
        headers,
      })
    }
    this.#inside++
    const mine = this.#last.then(work, work)
    this.#last = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      this.#inside--
    }
  }
}
