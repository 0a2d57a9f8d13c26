/**
 * The ground a bench stands on: the whole system on a fresh data folder, an FSP account at the sandbox, a funded
 * programme and people in it. What is set up here is not measured.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Connection } from '@temporalio/client'
import { z } from 'zod'
import { openDesk, type Desk } from '../cli/demo/desk.js'
import { Refused } from '../cli/failure.js'
import { startStack, type Stack } from '../cli/stack.js'
import { openHouse, type OpenHouse } from '../db/database.js'
import { loadMasterKeys } from '../db/masterKeys.js'
import { makeToken } from '../db/tokens.js'
import { mkono, type Role } from '../domain/people.js'
import { openLives, type Lives } from '../temporal/client.js'
import { dataConverter } from '../temporal/codec.js'
import type { Client } from '@temporalio/client'
import { enrol } from './people.js'

export interface GroundOptions {
  readonly workers: number
  readonly failClosed: boolean
  /** calls to the provider under way at once, in each worker */
  readonly callsAtOnce: number
  /** how long the provider takes to pay */
  readonly processingMs: { readonly least: number; readonly most: number }
  readonly keep: boolean
  readonly say: (line: string) => void
}

export interface Ground {
  readonly folder: string
  readonly stack: Stack
  readonly house: OpenHouse
  readonly lives: Lives & { client: Client }
  readonly maker: Desk
  readonly approver: Desk
  readonly sandbox: Sandbox
  readonly fspAccountId: string
  /** a programme of its own, with money for all of its people */
  programme(people: number): Promise<string>
  end(): Promise<void>
}

export const currency = 'KES'
/** what each payout is, in minor units */
export const amountMinor = 500_000n
export const username = 'bench'
const productName = 'Bench'
const namespace = 'default'
/** Larger than any bench spends. */
const walletMinor = '100000000000000'

export async function prepareGround(options: GroundOptions): Promise<Ground> {
  const folder = path.join(os.tmpdir(), `mkono-bench-${randomBytes(6).toString('hex')}`)
  const stack = await startStack({
    dataFolder: folder,
    sandbox: true,
    workers: options.workers,
    env: { MKONO_RATE_PER_SECOND: '10000' },
    say: options.say,
  })
  const undo: (() => Promise<unknown>)[] = [() => stack.stop()]
  const end = async (): Promise<void> => {
    for (const step of undo.reverse()) await step()
    if (options.keep) options.say(`The data folder is kept: ${folder}`)
    else await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const house = await openHouse({
      databaseUrl: stack.databaseUrl,
      masterKeys: loadMasterKeys(stack.env),
      poolSize: 4,
    })
    undo.push(() => house.close())
    const connection = await Connection.connect({ address: stack.temporalAddress })
    undo.push(() => connection.close())
    const lives = openLives({ connection, namespace, dataConverter: dataConverter(house.sealing.payloadKeys()) })
    const desk = await desksOf(house, stack)
    const [maker, approver, operator] = [await desk('maker'), await desk('approver'), await desk('operator')]
    const sandbox = openSandbox(stack)
    const fspAccountId = await openAccount(operator, sandbox, options)
    let programmes = 0
    return {
      ...{ folder, stack, house, lives, maker, approver, sandbox, fspAccountId, end },
      programme: async people => {
        const id = await openProgramme(maker, fspAccountId, `Bench ${++programmes}`, people)
        await enrol(house, id, people)
        return id
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

async function desksOf(house: OpenHouse, { urls }: Stack): Promise<(role: Role) => Promise<Desk>> {
  const people: Record<string, string> = { maker: 'amina', approver: 'joseph', operator: 'wanja' }
  const { signal } = new AbortController()
  return async role => {
    const person = people[role] ?? role
    const made = await makeToken(house, { person, role, by: mkono })
    if (!made.ok) throw new Refused(`No token could be made for the bench's ${role}: ${made.why}`)
    return openDesk(urls.api, { person, token: made.token, signal })
  }
}

const made = z.object({ id: z.string() })
const callbackUrls = z.object({ notification: z.string(), validation: z.string(), insights: z.string() })

async function openAccount(
  operator: Desk,
  sandbox: Sandbox,
  { failClosed, callsAtOnce, processingMs }: GroundOptions,
): Promise<string> {
  const apiKey = randomBytes(24).toString('hex')
  const { id } = await operator.post(
    '/fsp-accounts',
    {
      ...{ fspName: 'africastalking', name: 'Bench', currency, country: 'KE', failClosed },
      credentials: { username, apiKey },
      settings: { productName, callsAtOnce: String(callsAtOnce) },
    },
    made,
  )
  const hooks = await operator.get(`/fsp-accounts/${id}/callback-urls`, callbackUrls)
  await sandbox.ask('PUT', `/sandbox/accounts/${username}`, z.unknown(), {
    ...{ apiKey, productName, currency, failClosed, openingBalanceMinor: walletMinor, idempotency: 'off' },
    notificationUrl: hooks.notification,
    insightsUrl: hooks.insights,
    validationUrl: failClosed ? hooks.validation : null,
    processingMinMs: processingMs.least,
    processingMaxMs: processingMs.most,
  })
  return id
}

async function openProgramme(maker: Desk, fspAccountId: string, name: string, people: number): Promise<string> {
  const rules = { baseMinor: String(amountMinor), membersIncluded: 9, perExtraMemberMinor: '0', rounds: 12 }
  const programme = await maker.post(
    '/programmes',
    { name, currency, country: 'KE', languages: ['sw'], fspAccountId, ...rules },
    made,
  )
  // Twice the amounts: the fees' reserve comes on top of them.
  const fund = { amountMinor: String(amountMinor * BigInt(people) * 2n), reference: name }
  await maker.post(`/programmes/${programme.id}/fund`, fund, z.unknown())
  return programme.id
}

export interface Sandbox {
  readonly url: string
  ask<T>(method: string, path: string, answer: z.ZodType<T>, body?: object): Promise<T>
  /** callbacks not delivered yet */
  pendingCallbacks(): Promise<number>
  book(): Promise<ProviderBook>
}

const healthShape = z.object({ callbacks: z.object({ pending: z.number(), givenUp: z.number(), lost: z.number() }) })
const bookShape = z.object({
  summary: z.object({ transfers: z.number(), paidMinor: z.string(), numbersOrPayoutsPaidTwice: z.number() }),
  transfers: z.array(z.object({ payoutId: z.string().nullable(), amountMinor: z.string(), status: z.string() })),
})
export type ProviderBook = z.infer<typeof bookShape>

function openSandbox({ urls }: Stack): Sandbox {
  const url = urls.sandbox
  if (url === undefined) throw new Refused('The sandbox did not start: run mkono doctor.')
  const ask: Sandbox['ask'] = async (method, path, answer, body) => {
    const response = await fetch(url + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
    const text = await response.text()
    if (!response.ok) throw new Refused(`The sandbox refused ${method} ${path}: ${text.slice(0, 200)}`)
    return answer.parse(JSON.parse(text))
  }
  return {
    url,
    ask,
    pendingCallbacks: async () => (await ask('GET', '/sandbox/health', healthShape)).callbacks.pending,
    book: () => ask('GET', `/book/africastalking?username=${username}`, bookShape),
  }
}
