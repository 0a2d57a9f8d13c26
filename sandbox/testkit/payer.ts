import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { B2cResponse, FindResponse, PaymentNotification } from '../../fsp/africastalking/wire.js'
import type { AccountChange } from '../accounts.js'
import type { BookLine, BookSummary } from '../book.js'
import type { FaultInput } from '../fault-kinds.js'
import type { ArmedFault } from '../faults.js'

/** The other side of the sandbox in its own tests: a payer with an address for callbacks and a plain HTTP client. */

export interface Heard {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export type Reply = { status: number; body?: string; headers?: Record<string, string> } | 'hang' | 'hang up'

/** Listens for callbacks; `reply` decides what each is answered. */
export async function listener(reply: (heard: Heard) => Reply = () => ({ status: 200 })) {
  const heard: Heard[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString('utf8') }
      const answer = reply(one)
      heard.push(one)
      if (answer === 'hang up') request.socket.destroy()
      else if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
      for (const { count, resolve } of waiting) if (heard.length >= count) resolve()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    /** Resolves when `count` callbacks have come in all. */
    until: (count: number) =>
      new Promise<void>(resolve => (heard.length >= count ? resolve() : waiting.push({ count, resolve }))),
    notifications: () => heard.map(one => JSON.parse(one.body) as PaymentNotification),
    stop: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A folder for one book, and its end. */
export function bookFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'mkono-sandbox-'))
  return { dataFile: join(folder, 'book.db'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** For `expect.poll`, whose time vitest.config.ts says: a busy machine may take its time; a quiet one is not kept waiting. */
export const patience = { interval: 20 }

export const quick: AccountChange = {
  apiKey: 'key',
  productName: 'Isiolo',
  openingBalanceMinor: '100000000',
  processingMinMs: 0,
  processingMaxMs: 5,
  retryEveryMs: 20,
}

export interface PaymentOrder {
  phoneNumber: string
  amount?: number
  payoutId?: string
  currencyCode?: string
}

export interface Health {
  redirectsFollowed: number
  open: { transfers: number; callbacks: number }
  transfers: Record<string, number>
  callbacks: Record<string, number>
}

/** A client of one sandbox under the username `demo`. */
export function payer(url: string) {
  const asJson = { 'content-type': 'application/json' }
  const control = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}/sandbox${path}`, {
      method,
      headers: asJson,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const json = async <T>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T
  const query = (path: string, fields: Record<string, string>): Promise<Response> => {
    const search = new URLSearchParams({ username: 'demo', ...fields }).toString()
    return fetch(`${url}/query${path}?${search}`, { headers: { apikey: 'key' } })
  }
  const request = (orders: readonly PaymentOrder[], key?: string): Promise<Response> => {
    const recipients = orders.map(({ phoneNumber, amount = 5_000, payoutId = phoneNumber, currencyCode = 'KES' }) => ({
      phoneNumber,
      currencyCode,
      amount,
      metadata: { payoutId, attemptKey: `${payoutId}.1` },
    }))
    return fetch(`${url}/mobile/b2c/request`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...asJson, apikey: 'key', ...(key !== undefined && { 'idempotency-key': key }) },
      body: JSON.stringify({ username: 'demo', productName: 'Isiolo', recipients }),
    })
  }
  return {
    url,
    control,
    request,
    query,
    account: (change: AccountChange) => json<{ balanceMinor: string }>(control('PUT', '/accounts/demo', change)),
    pay: (orders: readonly PaymentOrder[], key?: string) => json<B2cResponse>(request(orders, key)),
    find: (transactionId: string) => json<FindResponse>(query('/transaction/find', { transactionId })),
    arm: (fault: FaultInput) => json<ArmedFault>(control('POST', '/faults', fault)),
    faults: async () => (await json<{ faults: ArmedFault[] }>(control('GET', '/faults'))).faults,
    balanceMinor: async () => {
      const { accounts } = await json<{ accounts: { balanceMinor: string }[] }>(control('GET', '/accounts'))
      return Number(accounts[0]?.balanceMinor)
    },
    book: () => json<{ summary: BookSummary; transfers: BookLine[] }>(fetch(`${url}/book/africastalking`)),
    health: () => json<Health>(control('GET', '/health')),
  }
}
