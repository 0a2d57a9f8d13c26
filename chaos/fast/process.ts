/**
 * One process of the play: a worker or the API. It shares nothing with the others but the database, the engine and the
 * FSP. Dead, its timers never fire and nothing it awaits comes back; asleep, everything waits until it wakes.
 */
import { clock } from './clock.js'
import type { Session } from './sessions.js'

export class Process {
  state: 'awake' | 'asleep' | 'dead' = 'awake'
  /** its open connections to PostgreSQL */
  readonly sessions = new Set<Session>()
  readonly died: Promise<void>
  #tellDeath: () => void = () => undefined
  #whenAwake: (() => void)[] = []

  constructor(readonly name: string) {
    this.died = new Promise(resolve => {
      this.#tellDeath = resolve
    })
  }

  /** Its connections break: PostgreSQL undoes what it had not committed. */
  async die(): Promise<void> {
    if (this.state === 'dead') return
    this.state = 'dead'
    this.#whenAwake = []
    for (const session of this.sessions) await session.breakOff()
    this.sessions.clear()
    this.#tellDeath()
  }

  /** Stopped and continued: its connections stay open, its locks held, and the time it wakes in is a later one. */
  sleep(ms: number): void {
    if (this.state !== 'awake') return
    this.state = 'asleep'
    clock.set(() => this.#wake(), ms, undefined, null)
  }
  #wake(): void {
    if (this.state !== 'asleep') return
    this.state = 'awake'
    for (const go of this.#whenAwake.splice(0)) go()
  }

  /** Now, when it wakes, or never. */
  hand(go: () => void): void {
    if (this.state === 'awake') go()
    else if (this.state === 'asleep') this.#whenAwake.push(go)
  }
}
