import { findEngine, type FindOptions, type FoundEngine } from './fetch/find.mjs'

export type { FoundEngine, FindOptions, TriedWay } from './fetch/find.mjs'

/** The Temporal CLI with its embedded server. Throws one sentence naming every way tried when there is none. */
export function findTemporal(options?: FindOptions): Promise<FoundEngine> {
  return findEngine('temporal', options)
}

/** The test server that can skip time, for tests only. */
export function findTimeSkippingServer(options?: FindOptions): Promise<FoundEngine> {
  return findEngine('temporal-test-server', options)
}
