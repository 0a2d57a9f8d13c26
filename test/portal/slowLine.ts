/** A browser on 3G, fast: 1.6 Mbit/s down, 750 kbit/s up, 150 ms; and what of its waiting is the line's. */
import type { BrowserContext, Page } from 'playwright-core'

const latencyMs = 150
const bytesPerMs = 1_600_000 / 8 / 1_000

export interface Waited {
  /** by the clock of this machine, which has other work too */
  readonly ms: number
  /** over the line, compressed, with their headers */
  readonly bytes: number
  /** questions one after the other, each asked only when the one before was answered */
  readonly rounds: number
  /** what the line alone makes one wait: to connect, each round, and the bytes */
  readonly lineMs: number
}

interface Asked {
  readonly url: string
  readonly from: number
  to?: number
  bytes: number
}

/**
 * @returns measures what is asked from the beginning of `visit` until it is over. `ahead` tells the first request of what is
 *   fetched ahead, once everything stands there that was to be waited for: on a busy machine the visit is over a little later
 */
export async function onSlowLine(
  page: Page,
  context: BrowserContext,
): Promise<(visit: () => Promise<void>, ahead?: RegExp) => Promise<Waited>> {
  const line = await context.newCDPSession(page)
  await line.send('Network.enable')
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerMs * 1_000,
    uploadThroughput: 750_000 / 8,
  })
  let asked = new Map<string, Asked>()
  line.on('Network.requestWillBeSent', ({ requestId, timestamp, request }) =>
    asked.set(requestId, { url: request.url, from: timestamp, bytes: 0 }),
  )
  // What the browser had already is no question.
  line.on('Network.requestServedFromCache', ({ requestId }) => asked.delete(requestId))
  line.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.fromDiskCache === true) asked.delete(requestId)
  })
  line.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const one = asked.get(requestId)
    if (one) one.bytes += encodedDataLength
  })
  line.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
    const one = asked.get(requestId)
    if (one) Object.assign(one, { to: timestamp, bytes: encodedDataLength })
  })
  return async (visit, ahead) => {
    asked = new Map()
    const began = performance.now()
    await visit()
    const ms = Math.round(performance.now() - began)
    const every = [...asked.values()]
    const first = ahead === undefined ? -1 : every.findIndex(({ url }) => ahead.test(url))
    const all = first < 0 ? every : every.slice(0, first)
    const bytes = all.reduce((sum, each) => sum + each.bytes, 0)
    const rounds = roundsOf(all)
    return { ms, bytes, rounds, lineMs: Math.round(latencyMs * (1 + rounds) + bytes / bytesPerMs) }
  }
}

/** As many of them as lie wholly one after the other. */
function roundsOf(asked: readonly Asked[]): number {
  let rounds = 0
  let free = 0
  const answered = asked.flatMap(({ from, to }) => (to === undefined ? [] : [{ from, to }]))
  for (const { from, to } of answered.sort((a, b) => a.to - b.to)) {
    if (from < free) continue
    rounds += 1
    free = to
  }
  return rounds
}
