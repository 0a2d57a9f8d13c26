/**
 * People to be told things: a house, the API that carriers reach, and the simulator of Twilio and Africa's Talking with its
 * book. The rounds of a worker are done by the test itself. Every person and number is invented.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { sql } from 'kysely'
import { createApi } from '../../api/app.js'
import { openLog } from '../../api/log.js'
import { listen } from '../../api/server.js'
import { defaultSettings } from '../../api/settings.js'
import { silentLog } from '../../activities/log.js'
import { openHouse, type OpenHouse } from '../../db/database.js'
import { noHooks, type Hooks } from '../../db/hooks.js'
import { parseMasterKeys } from '../../db/masterKeys.js'
import { createCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { setMessaging, type Messaging } from '../../db/messages/settings.js'
import { makeToken } from '../../db/tokens.js'
import type { BeneficiaryId, CarrierAccountId, ProgrammeId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { carrierFor } from '../../messaging/registry.js'
import { startSandbox } from '../../sandbox/server.js'
import { openCarriers } from '../../worker/messages/carriers.js'
import { messageRound } from '../../worker/messages/round.js'
import type { MessagePost } from '../../worker/messages/post.js'
import { openWriter } from '../../worker/messages/write.js'
import { freshDatabase } from '../ground/database.js'
import { until } from '../ground/patience.js'
import { asha, fundedProgramme } from '../world/payday.js'
import { fakeLives } from './apiGround.js'

export const accountSid = `AC${'1'.repeat(32)}`
export const smsFrom = '+15550000100'
export const whatsappFrom = '+15550000101'

export interface Heard {
  sid: string
  channel: string
  to: string
  body: string
  status: string
}
export interface PhoneBook {
  summary: { messages: number; byStatus: Record<string, number>; phonesWithTheSameTextTwice: unknown[] }
  messages: Heard[]
}

export interface MessageGround {
  house: OpenHouse
  programmeId: ProgrammeId
  people: BeneficiaryId[]
  carriers: { twilio: CarrierAccountId; africastalking: CarrierAccountId; print: CarrierAccountId }
  apiUrl: string
  /** environment of a worker process of this house */
  env: Record<string, string>
  /** asks the simulator’s own side */
  ask(method: string, path: string, body?: unknown): Promise<never>
  /** as a member of staff */
  call(method: string, path: string, body?: unknown, as?: DefaultRole): Promise<{ status: number; json: never }>
  /** E.164 of a person */
  numberOf(beneficiaryId: BeneficiaryId): Promise<string>
  setNumber(beneficiaryId: BeneficiaryId, number: string): Promise<void>
  setUp(more?: Partial<Messaging>): Promise<void>
  /** what every round of its worker works with */
  post: MessagePost
  /** one round of a worker; another one with `other` */
  round(other?: Partial<MessagePost>): Promise<void>
  /** rounds until it is true; fails with what was seen last */
  rounds<T>(look: () => Promise<T>, is: (seen: T) => boolean): Promise<T>
  /** messages by state */
  states(): Promise<Record<string, number>>
  /** what is silent is asked about now, what is tried again later is tried now */
  timePasses(): Promise<void>
  book(): Promise<PhoneBook>
  smsBook(): Promise<PhoneBook>
  end(): Promise<void>
}

export async function aMessageGround(given: {
  people: number
  twilio?: Record<string, unknown>
}): Promise<MessageGround> {
  const database = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'mkono-messages-'))
  const masterKeys = `test:${randomBytes(32).toString('base64')}`
  const house = await openHouse({ databaseUrl: database.url, masterKeys: parseMasterKeys(masterKeys), poolSize: 6 })
  const sandbox = await startSandbox({ dataFile: join(folder, 'book.db') })
  const env = { TWILIO_URL: sandbox.url, AFRICASTALKING_API_URL: sandbox.url }
  const settings = { ...defaultSettings, ratePerSecond: 100_000, rateBurst: 100_000 }
  const log = openLog('error', new Writable({ write: (_chunk, _encoding, done) => done() }))
  const app = createApi({
    house,
    lives: fakeLives(),
    connectorFor: () => {
      throw new Error('Nobody is paid here.')
    },
    carrierFor: account => carrierFor(account, env),
    settings,
    log,
  })
  const api = await listen(app, { host: '127.0.0.1', port: 0 })
  settings.publicUrl = api.url
  const ask = async (method: string, path: string, body?: unknown): Promise<never> => {
    const answer = await fetch(`${sandbox.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json().catch(() => ({}))) as never
  }
  const account = async (carrier: string, credentials: Record<string, string>, more: Record<string, string>) => {
    const made = await createCarrierAccount(house, { carrier, name: carrier, credentials, settings: more, by: asha })
    if (!made.ok) throw new Error(made.why)
    return made
  }
  const twilio = await account(
    'twilio',
    { accountSid, authToken: 'secret' },
    { smsFrom, whatsappFrom, messagesPerSecond: '200', listedWithinMs: '1000', optOutByCarrier: 'no' },
  )
  const africastalking = await account(
    'africastalking',
    { username: 'isiolo', apiKey: 'secret' },
    { messagesPerSecond: '200' },
  )
  const print = await account('print', {}, {})
  const hooks = `${api.url}/carriers`
  await ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, {
    authToken: 'secret',
    senders: [smsFrom, `whatsapp:${whatsappFrom}`],
    incomingUrl: `${hooks}/${twilio.callbackToken}/incoming`,
    statusDelayMs: 10,
    readDelayMs: null,
    optOut: 'off',
    numberEndings: false,
    ...given.twilio,
  })
  await ask('PUT', '/sandbox/accounts/isiolo', {
    apiKey: 'secret',
    productName: 'cash',
    openingBalanceMinor: '1',
    deliveryReportUrl: `${hooks}/${africastalking.callbackToken}/status`,
    incomingUrl: `${hooks}/${africastalking.callbackToken}/incoming`,
    deliveryReportDelayMs: 10,
    numberEndings: false,
  })
  const { programmeId, people } = await fundedProgramme(house, { people: given.people })
  const tokens = new Map<DefaultRole, string>()
  const post: MessagePost = {
    house,
    carriers: openCarriers(house, account => carrierFor(account, env)),
    writer: openWriter(house, null),
    log: silentLog,
    hooks: noHooks,
    publicUrl: api.url,
    stopping: new AbortController().signal,
    lanes: new Map(),
  }
  const carriers = {
    twilio: twilio.carrierAccountId,
    africastalking: africastalking.carrierAccountId,
    print: print.carrierAccountId,
  }
  const round = async (other: Partial<MessagePost> = {}): Promise<void> => {
    while ((await messageRound({ ...post, ...other })).more);
  }
  const ground: MessageGround = {
    house,
    programmeId,
    people,
    carriers,
    apiUrl: api.url,
    env: { ...env, DATABASE_URL: database.url, MKONO_MASTER_KEYS: masterKeys, MKONO_PUBLIC_URL: api.url },
    ask,
    call: async (method, path, body, as = 'programme_manager') => {
      let token = tokens.get(as)
      if (token === undefined) {
        const made = await makeToken(house, { person: `the-${as}`, roles: [{ role: as }], by: mkono })
        if (!made.ok) throw new Error(made.why)
        token = made.token
        tokens.set(as, token)
      }
      const answer = await fetch(`${api.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': randomBytes(12).toString('hex'),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, json: (await answer.json().catch(() => null)) as never }
    },
    numberOf: async id => {
      const row = await house.db
        .selectFrom('destination')
        .select('number_enc')
        .where('beneficiary_id', '=', id)
        .where('state', '=', 'approved')
        .executeTakeFirstOrThrow()
      return house.sealing.open(row.number_enc)
    },
    setNumber: async (id, number) => {
      // A destination never changes: a next version takes the place of the first.
      await sql`update destination set state = 'superseded' where beneficiary_id = ${id} and state = 'approved'`.execute(
        house.db,
      )
      await sql`
        insert into destination (beneficiary_id, version, number_enc, number_lookup, state, entered_by, decided_by, decided_at)
        select ${id}, max(version) + 1, ${house.sealing.seal(number)}, ${house.sealing.lookup('number', number)}, 'approved', 'asha', 'chege', now()
          from destination where beneficiary_id = ${id}`.execute(house.db)
    },
    setUp: async more => {
      const set = await setMessaging(house, {
        programmeId,
        ways: [{ channel: 'sms', carrierAccountId: carriers.twilio }],
        switchedOff: [],
        resendLost: false,
        organisation: null,
        timeZone: 'Africa/Nairobi',
        insteadOf: {},
        ...more,
        by: asha,
      })
      if (!set.ok) throw new Error(set.why)
    },
    post,
    round,
    rounds: (look, is) =>
      until(async () => {
        await round()
        return look()
      }, is),
    states: async () => {
      const { rows } = await sql<{ state: string; count: number }>`
        select state, count(*)::int as count from message group by 1`.execute(house.db)
      return Object.fromEntries(rows.map(row => [row.state, row.count]))
    },
    timePasses: async () => {
      await sql`update message_try set next_check_at = now(), opened_at = opened_at - interval '2 seconds' where state in ('sending','unknown')`.execute(
        house.db,
      )
      await sql`update message set next_try_at = now() where state = 'queued'`.execute(house.db)
      await sql`update carrier_account set not_before = null`.execute(house.db)
      await sql`update carrier_notice set apply_after = now() where state = 'stored'`.execute(house.db)
    },
    book: async () => ask('GET', `/book/twilio?accountSid=${accountSid}`),
    smsBook: async () => ask('GET', '/book/sms?username=isiolo'),
    end: async () => {
      await api.stop(500)
      await sandbox.stop()
      await house.close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return ground
}

/** A worker that dies the moment before or after a carrier was called: nothing of what follows happens. */
export const diesAt = (moment: string): { hooks: Hooks } => ({
  hooks: {
    at: seen => {
      if (seen === moment) throw new Error('this worker died')
    },
  },
})
