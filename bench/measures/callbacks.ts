/**
 * How many callbacks one API process stores, with no worker to apply them. Each is acknowledged only when it is stored:
 * what was acknowledged is counted here and in PostgreSQL.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { costOf, secondsSince } from '../cost.js'
import { atLeast, atMost, rounded, spreadOf } from '../figures.js'
import { numberOf } from '../people.js'
import { preparePlain } from '../plain/ground.js'
import { processesOf, watchProcesses } from '../processes.js'
import { Post } from '../../sandbox/post.js'
import type { Measure } from './contract.js'

/** callbacks under way at once: the provider sends a bounded number */
const connections = 32
const warmUp = 2_000

export const callbacks: Measure = {
  name: 'callbacks',
  says: 'callbacks stored a second by one API process',
  size: 50_000,
  run: async (screen, options, size) => {
    const ground = await preparePlain(options)
    const { house, operator, fspAccountId } = ground
    try {
      const urls = z.object({ notification: z.string() })
      const { notification: url } = await operator.get(`/fsp-accounts/${fspAccountId}/callback-urls`, urls)
      // Sent as the provider's simulator sends them: a client that costs little leaves the machine to what is measured.
      const post = new Post(connections)
      await deliver(post, url, 1, warmUp)
      screen.say(`Delivers ${size} callbacks over ${connections} connections …`)
      const watch = watchProcesses(processesOf(ground.folder))
      const began = performance.now()
      const told = await deliver(post, url, warmUp + 1, size)
      const cost = costOf(size, secondsSince(began), watch)
      post.close()
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from notice`.execute(house.db)
      const lost = warmUp + told.acknowledged - (rows[0]?.count ?? 0)
      const spread = spreadOf(told.tookMs)
      return {
        figures: { ...told, tookMs: spread, connections, cost },
        goals: [
          atLeast('callbacks stored a second by an API process', 2_000, cost.payoutsPerSecond),
          atMost('callbacks, p99 ms until acknowledged', 50, spread?.p99 ?? Number.POSITIVE_INFINITY),
          atMost('callbacks acknowledged and not stored', 0, lost),
          atMost('callbacks not acknowledged', 0, size - told.acknowledged),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

/** All different, one after the other on each connection. */
async function deliver(post: Post, url: string, first: number, count: number) {
  const tookMs: number[] = []
  let acknowledged = 0
  let next = first
  const sender = async (): Promise<void> => {
    while (next < first + count) {
      const began = performance.now()
      const answer = await post.send(url, 'application/json', bodyOf(next++), 30_000)
      if ('status' in answer && answer.status === 200) acknowledged += 1
      tookMs.push(rounded(performance.now() - began))
    }
  }
  await Promise.all(Array.from({ length: connections }, sender))
  return { acknowledged, tookMs }
}

/** As the provider tells of a payment (facts/protocols 1.4). */
function bodyOf(i: number): string {
  const id = String(i).padStart(32, '0')
  const payoutId = `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20)}`
  return JSON.stringify({
    transactionId: `ATPid_${id}`,
    category: 'MobileB2C',
    provider: 'Mpesa',
    providerRefId: `R${id.slice(-9)}`,
    providerChannel: '525900',
    productName: 'Bench',
    sourceType: 'Wallet',
    source: 'PaymentWallet',
    destinationType: 'PhoneNumber',
    destination: numberOf(i),
    value: 'KES 5000.0000',
    transactionFee: 'KES 15.0000',
    status: 'Success',
    description: 'The service request is processed successfully.',
    requestMetadata: { payoutId, attemptKey: `${payoutId}.1` },
  })
}
