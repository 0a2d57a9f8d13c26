export type EngineName = 'temporal' | 'temporal-test-server'

/** One way that was tried, and why it did not serve. */
export interface TriedWay {
  readonly way: string
  readonly why: string
}

export interface FoundEngine {
  /** Absolute path of the executable. */
  readonly path: string
  readonly version: string
  readonly source: 'environment' | 'path' | 'cache' | 'official' | 'wheel' | 'go'
  /** Why this source was taken, in words for `mkono doctor`. */
  readonly why: string
  readonly tried: readonly TriedWay[]
}

export interface FindOptions {
  readonly env?: NodeJS.ProcessEnv
  /** False: only look, download nothing. */
  readonly mayFetch?: boolean
  readonly onProgress?: (line: string) => void
}

/** Throws one sentence naming every way tried when there is no engine. */
export function findEngine(name: EngineName, options?: FindOptions): Promise<FoundEngine>
