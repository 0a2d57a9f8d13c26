/** What a guard is taken away by, and what a play must bring so that it shows. */
export interface Edit {
  file: string
  /** must occur exactly once */
  find: string
  put: string
}

export interface Removal {
  name: string
  /** what is taken away, as a sentence */
  says: string
  edits: readonly Edit[]
  /** played with vouchers; else with transfers */
  of?: 'vouchers'
  /** what the play must bring so that it shows: the weather of the provider and what people do */
  weather: Readonly<Record<string, number | boolean>>
  meddling?: readonly string[]
  /** what befalls the first process that comes to such a turn */
  plan?: { turn: string; how: 'before' | 'after' } | { turn: string; how: 'sleep'; ms: number }
  /** where looking begins */
  seed: number
}
