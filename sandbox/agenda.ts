/** A row with a time of its own, in milliseconds since 1970. */
export interface Dated {
  seq: number
  due_at: number
}

const isBefore = (one: Dated, other: Dated): boolean =>
  one.due_at === other.due_at ? one.seq < other.seq : one.due_at < other.due_at

/**
 * What is to be done when, kept in memory beside the rows so that nobody has to ask the file what is due: the earliest
 * first, those of the same moment in the order of their rows. (A binary heap.)
 */
export class Agenda<Item extends Dated> {
  readonly #heap: Item[] = []

  /** When the earliest is due. */
  next(): number | undefined {
    return this.#heap[0]?.due_at
  }

  add(item: Item): void {
    const heap = this.#heap
    let place = heap.push(item) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (!parent || !isBefore(item, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = item
  }

  /** Takes the earliest out if it is due at `now`. */
  take(now: number): Item | undefined {
    const first = this.#heap[0]
    if (!first || first.due_at > now) return undefined
    const last = this.#heap.pop()
    if (last && last !== first) this.#sink(last)
    return first
  }

  /** Takes out what is due at `now`, the earliest first, at most `limit`. */
  takeAll(now: number, limit: number): Item[] {
    const due: Item[] = []
    while (due.length < limit) {
      const item = this.take(now)
      if (!item) break
      due.push(item)
    }
    return due
  }

  /** Puts `item` in the first place and lets it sink to where it belongs. */
  #sink(item: Item): void {
    const heap = this.#heap
    let place = 0
    for (;;) {
      const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]]
      const rightIsFirst = right !== undefined && left !== undefined && isBefore(right, left)
      const child = rightIsFirst ? right : left
      if (!child || !isBefore(child, item)) break
      heap[place] = child
      place = 2 * place + (rightIsFirst ? 2 : 1)
    }
    heap[place] = item
  }
}
