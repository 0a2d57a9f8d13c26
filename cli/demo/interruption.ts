import { untilAsked } from '../until-asked.js'

/** Somebody asked the demo to end before it was over. */
export class EndedEarly extends Error {
  override readonly name = 'EndedEarly'
}

export interface Interruption {
  /** Resolves when somebody asks the process to end (Ctrl-C, SIGTERM). */
  readonly asked: Promise<void>
  /** Aborts requests and waits at that moment. */
  readonly signal: AbortSignal
  /** What `work` gives, unless somebody asks to end before. @throws EndedEarly */
  unless<T>(work: () => Promise<T>): Promise<T>
}

export function interruption(): Interruption {
  const controller = new AbortController()
  const asked = untilAsked().then(() => controller.abort(new EndedEarly()))
  return {
    asked,
    signal: controller.signal,
    unless: async work => {
      controller.signal.throwIfAborted()
      const working = work()
      // Whoever lost the race may still fail on what is being taken down: nobody needs to hear of it.
      working.catch(() => undefined)
      return Promise.race([
        working,
        asked.then(() => {
          throw new EndedEarly()
        }),
      ])
    },
  }
}
