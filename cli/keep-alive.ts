/** Something that runs until it is stopped, or until it ends by itself. */
export interface Running {
  readonly exited: Promise<unknown>
  stop(): Promise<void>
}

export interface KeepAliveOptions<T extends Running> {
  readonly name: string
  /** Starts it and resolves when it is ready. */
  readonly start: () => Promise<T>
  /** One line for the person who watches. */
  readonly say: (line: string) => void
  /** Waits between attempts, in milliseconds; the last one repeats. Default: half a second growing to 30 s. */
  readonly waitsMs?: readonly number[]
  /** Having run this long counts as well again, and the next wait is the first one. Default: one minute. */
  readonly wellAfterMs?: number
}

const WAITS_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000]

export interface Kept<T> {
  /** The one that was started first; addresses do not change when it is started again. */
  readonly first: T
  stop(): Promise<void>
}

/**
 * Starts something and starts it again, with growing waits, whenever it ends by itself. A first start that fails is the
 * caller's: it throws. Stopping also ends a wait or a start that is under way.
 */
export async function keepAlive<T extends Running>(options: KeepAliveOptions<T>): Promise<Kept<T>> {
  const { name, start, say, waitsMs = WAITS_MS, wellAfterMs = 60_000 } = options
  const first = await start()
  const stopping = new AbortController()
  let current: T = first
  const watch = async (): Promise<void> => {
    let falls = 0
    let began = Date.now()
    while (!stopping.signal.aborted) {
      await current.exited
      if (stopping.signal.aborted) return
      falls = Date.now() - began > wellAfterMs ? 0 : falls
      say(`${name} ended by itself and is started again`)
      while (!stopping.signal.aborted) {
        await wait(waitsMs[Math.min(falls++, waitsMs.length - 1)] ?? 0, stopping.signal)
        if (stopping.signal.aborted) return
        began = Date.now()
        const next = await start().catch((error: unknown) => {
          say(`${name} does not start: ${error instanceof Error ? error.message.split('\n')[0] : 'no reason given'}`)
        })
        if (next === undefined) continue
        current = next
        say(`${name} runs again`)
        break
      }
    }
  }
  const watching = watch()
  return {
    first,
    stop: async () => {
      stopping.abort()
      await current.stop()
      await watching
      // A start that was under way when we were stopped has made a new one meanwhile.
      await current.stop()
    },
  }
}

function wait(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    signal.addEventListener('abort', done)
  })
}
