/**
 * Answers that go on: what a `follow` route reads, told anew whenever it has changed, as server-sent events. However many
 * look at the same thing with the same reach, it is read once, at most every second, and not at all once nobody looks.
 * Who looks is judged when they come and every few seconds after, so that what was taken from them ends what they see.
 */
import { HttpProblem } from './problem.js'

export interface Pace {
  /** between the end of one look and the next */
  readonly lookMs: number
  /** so often whoever looks is judged anew */
  readonly judgeMs: number
  /** so often something is sent where nothing changes, so that nothing between takes the line for dead */
  readonly heartbeatMs: number
  /** of one person: fewer than the six connections that a browser opens to one server over HTTP/1.1 */
  readonly perPerson: number
  readonly inAll: number
}
export const pace: Pace = { lookMs: 1_000, judgeMs: 5_000, heartbeatMs: 15_000, perPerson: 4, inAll: 500 }

/** Further events than this on a line that takes none: nobody reads there. */
const unreadAtMost = 60

/** What is looked at. */
export interface Followed {
  /** the same for everybody who may be told the same */
  readonly key: string
  look(): Promise<Seen>
}
export interface Seen {
  /** one line */
  readonly text: string
  /** nothing will change any more */
  readonly over: boolean
}

export interface Watcher {
  readonly person: string
  /** does the key still stand for what they may see? An error is a no */
  judge(): Promise<boolean>
}

export interface Streams {
  /**
   * @param first as it was when they came: whoever may not see it was told so and is not here
   * @throws HttpProblem 429
   */
  open(followed: Followed, watcher: Watcher, first: Seen): ReadableStream<Uint8Array<ArrayBuffer>>
  /** how many streams are open, and how many things are looked at for them */
  standing(): { streams: number; looked: number }
  /** every stream, so that the process can end */
  end(): void
}

type Tell = (seen: Seen) => void
interface Watch {
  readonly followed: Followed
  readonly tell: Set<Tell>
  last: Seen
  timer: NodeJS.Timeout | undefined
}

export const eventOf = ({ text, over }: Seen): string => `data: ${text}\n\n${over ? 'event: over\ndata: {}\n\n' : ''}`

export const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' } as const

export function openStreams(so: Pace = pace): Streams {
  const watches = new Map<string, Watch>()
  const streams = new Map<symbol, { readonly person: string; end(): void }>()

  async function look(watch: Watch): Promise<void> {
    watch.timer = undefined
    try {
      const seen = await watch.followed.look()
      const isNew = seen.text !== watch.last.text || seen.over
      watch.last = seen
      if (isNew) for (const tell of [...watch.tell]) tell(seen)
    } catch {
      // The database may be back at the next look.
    }
    lookLater(watch)
  }

  function lookLater(watch: Watch): void {
    if (watch.tell.size > 0) watch.timer = setTimeout(() => void look(watch), so.lookMs)
    else watches.delete(watch.followed.key)
  }

  /** @returns how to stop */
  function join(followed: Followed, first: Seen, tell: Tell): () => void {
    const known = watches.get(followed.key)
    const watch: Watch = known ?? { followed, tell: new Set(), last: first, timer: undefined }
    watch.tell.add(tell)
    if (!known) {
      watches.set(followed.key, watch)
      lookLater(watch)
    }
    return () => {
      watch.tell.delete(tell)
      // Without a timer it is being looked at, and sees then that nobody is left.
      if (watch.tell.size > 0 || watch.timer === undefined) return
      clearTimeout(watch.timer)
      watches.delete(followed.key)
    }
  }

  function refuseTooMany(person: string): void {
    if (streams.size >= so.inAll)
      throw new HttpProblem('too_many', 'Too many streams are open. Ask now and then instead.')
    const own = [...streams.values()].filter(each => each.person === person).length
    if (own >= so.perPerson)
      throw new HttpProblem('too_many', `You have ${own} streams open. Close one, or ask now and then instead.`)
  }

  function open(followed: Followed, { person, judge }: Watcher, first: Seen): ReadableStream<Uint8Array<ArrayBuffer>> {
    refuseTooMany(person)
    const me = Symbol(person)
    const bytes = new TextEncoder()
    let gone = false
    let end = (): void => undefined
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(line) {
        const send = (text: string): void => {
          line.enqueue(bytes.encode(text))
          if ((line.desiredSize ?? 0) < -unreadAtMost) end()
        }
        const judged = everyNowAndThen(so.judgeMs, async () => {
          if (!(await judge().catch(() => false))) end()
        })
        const heartbeat = setInterval(() => send(': still here\n\n'), so.heartbeatMs)
        const leave = join(followed, first, seen => {
          send(eventOf(seen))
          if (seen.over) end()
        })
        end = () => {
          if (!streams.delete(me)) return
          clearInterval(judged)
          clearInterval(heartbeat)
          leave()
          if (!gone) line.close()
        }
        streams.set(me, { person, end: () => end() })
        send(`retry: 3000\n\n${eventOf(first)}`)
        if (first.over) end()
      },
      cancel: () => {
        gone = true
        end()
      },
    })
  }

  return {
    open,
    standing: () => ({ streams: streams.size, looked: watches.size }),
    end: () => [...streams.values()].forEach(each => each.end()),
  }
}

/** Never twice at the same time. */
function everyNowAndThen(ms: number, work: () => Promise<void>): NodeJS.Timeout {
  let working = false
  return setInterval(() => {
    if (working) return
    working = true
    void work().finally(() => (working = false))
  }, ms)
}
