/** An API on a database of its own, with lives that only remember what they were asked. */
import { randomBytes, randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { createApi, type Api, type Answering } from '../../api/app.js'
import { openLog } from '../../api/log.js'
import { defaultSettings, type ApiSettings } from '../../api/settings.js'
import { isOpen, type Rule } from '../../api/permissions.js'
import type { Surroundings } from '../../api/surroundings.js'
import { openHouse, type OpenHouse } from '../../db/database.js'
import { parseMasterKeys } from '../../db/masterKeys.js'
import { makeToken } from '../../db/tokens.js'
import type { Done } from '../../domain/done.js'
import { money } from '../../domain/money.js'
import { mkono } from '../../domain/people.js'
import type { Permission } from '../../domain/permissions.js'
import { defaultRoles, roles, type DefaultRole } from '../../domain/roles.js'
import { connectorFor } from '../../fsp/registry.js'
import type { Lives } from '../../temporal/client.js'
import { freshDatabase } from '../ground/database.js'

/** Does the role allow it, or is it open to anybody? */
export const may = (role: DefaultRole, rule: Rule): boolean =>
  isOpen(rule) || (roles[role] as readonly Permission[]).includes(rule)

export interface Asked {
  what: string
  args: unknown[]
}

export interface FakeLives extends Lives {
  readonly asked: Asked[]
  /** what acts come to; everything is done unless changed */
  answer: (what: string, args: unknown[]) => Promise<Done>
}

export function fakeLives(): FakeLives {
  const asked: Asked[] = []
  const every = (of: string): never =>
    new Proxy(
      {},
      {
        get: (_, name) => {
          const what = `${of}.${String(name)}`
          return async (...args: unknown[]) => {
            asked.push({ what, args })
            return lives.answer(what, args)
          }
        },
      },
    ) as never
  const lives: FakeLives = {
    asked,
    answer: async () => ({ ok: true }),
    distribution: id => every(`distribution/${id}`),
    batch: (id, batch) => every(`batch/${id}/${batch}`),
    beneficiary: id => every(`beneficiary/${id}`),
    voucher: id => every(`voucher/${id}`),
    beginAccountCheck: async id => void asked.push({ what: 'accountCheck', args: [id] }),
    beginList: async (...args) => void asked.push({ what: 'list', args }),
    beginImport: async (...args) => void asked.push({ what: 'import', args }),
    beginReconcile: async id => void asked.push({ what: 'reconcile', args: [id] }),
    programmeRound: (...args) => ({ wake: async () => void asked.push({ what: 'programmeRound', args }) }),
    keepSchedule: async wanted => void asked.push({ what: 'schedule', args: [wanted] }),
    beginDuplicateSearch: async id => void asked.push({ what: 'duplicateSearch', args: [id] }),
    id: {} as never,
    reachable: async () => true,
    endStuck: async () => 0,
  }
  return lives
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  json: ReturnType<typeof JSON.parse>
}

export interface Request {
  as?: DefaultRole | null
  body?: unknown
  raw?: string | Uint8Array
  type?: string
  key?: string | null
  headers?: Record<string, string>
}

export interface TestApi {
  app: Api & Answering
  house: OpenHouse
  lives: FakeLives
  logged: () => string
  tokens: Record<DefaultRole, string>
  /** as maker, with a fresh idempotency key, unless told otherwise */
  call(method: string, path: string, request?: Request): Promise<Reply>
  dropDatabase(): Promise<void>
  close(): Promise<void>
}

/** The real connector, whose only question to the FSP is answered here: tests reach nobody. */
const offline: Surroundings['connectorFor'] = account =>
  Object.assign(connectorFor(account, {}), { balance: async () => money(123_456_789n, account.currency) })

export async function anApi(
  over: {
    settings?: Partial<ApiSettings>
    connectorFor?: Surroundings['connectorFor']
    testFsp?: Surroundings['testFsp']
  } = {},
): Promise<TestApi> {
  const database = await freshDatabase()
  const masterKeys = parseMasterKeys(`test:${randomBytes(32).toString('base64')}`)
  const house = await openHouse({ databaseUrl: database.url, masterKeys, poolSize: 6 })
  const lines: string[] = []
  const log = openLog('debug', new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) }))
  const lives = fakeLives()
  const settings = {
    ...defaultSettings,
    ratePerSecond: 100_000,
    rateBurst: 100_000,
    wrongTokensPerMinute: 100_000,
    ...over.settings,
  }
  const connector = over.connectorFor ?? offline
  const testFsp = over.testFsp ?? (async () => ({ is: 'ok', says: 'Nobody was asked.' }) as const)
  const app = createApi({ house, lives, connectorFor: connector, testFsp, settings, log })
  const tokens = {} as Record<DefaultRole, string>
  for (const role of defaultRoles) {
    const made = await makeToken(house, { person: `the-${role}`, roles: [{ role }], by: mkono })
    if (!made.ok) throw new Error(made.why)
    tokens[role] = made.token
  }
  const call: TestApi['call'] = async (method, path, request = {}) => {
    const { as = 'programme_manager', body, raw, type, key = randomUUID() } = request
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const answer = await app.request(path, {
      method,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${tokens[as]}` }),
        ...(key === null || method === 'GET' ? {} : { 'idempotency-key': key }),
        ...(content === undefined ? {} : { 'content-type': type ?? 'application/json' }),
        ...request.headers,
      },
      ...(content === undefined ? {} : { body: content as string }),
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined }
  }
  const close = async (): Promise<void> => {
    await house.close()
    await database.drop()
  }
  return { app, house, lives, logged: () => lines.join(''), tokens, call, dropDatabase: database.drop, close }
}

export const aProgramme = (over: Record<string, unknown> = {}) => ({
  name: `Isiolo ${randomUUID()}`,
  currency: 'KES',
  country: 'KE',
  rounds: 2,
  baseMinor: '500000',
  membersIncluded: 5,
  perExtraMemberMinor: '50000',
  languages: ['sw', 'en'],
  ...over,
})

export const anAccount = (over: Record<string, unknown> = {}) => ({
  fspName: 'africastalking',
  name: `Pay ${randomUUID()}`,
  currency: 'KES',
  country: 'KE',
  credentials: { username: 'isiolo', apiKey: 'planted-api-key-0001' },
  settings: { productName: 'cash' },
  ...over,
})
