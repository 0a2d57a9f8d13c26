/**
 * A stage for whole lives: a database and a namespace of one's own, the provider's sandbox with its book, the API that
 * takes callbacks in, and people to be paid. Every person and number is invented.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { Connection, type Client } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { sql } from 'kysely'
import Database from 'libsql'
import { createApi } from '../../api/app.js'
import { openLog } from '../../api/log.js'
import { listen } from '../../api/server.js'
import { defaultSettings, type ApiSettings } from '../../api/settings.js'
import { openHouse, type OpenHouse } from '../../db/database.js'
import { createDistribution } from '../../db/distributions.js'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import { createFspAccount } from '../../db/fspAccounts.js'
import { parseMasterKeys } from '../../db/masterKeys.js'
import { distributionStanding, type Standing } from '../../db/standing.js'
import { verifyBooks } from '../../db/verify.js'
import type { BeneficiaryId, DistributionId, FspAccountId, ProgrammeId } from '../../domain/ids.js'
import { connectorFor } from '../../fsp/registry.js'
import { carrierFor } from '../../messaging/registry.js'
import { startSandbox } from '../../sandbox/server.js'
import { openLives, type Lives } from '../../temporal/client.js'
import { dataConverter } from '../../temporal/codec.js'
import { silentLog, type Log } from '../../activities/log.js'
import { startWorker, type RunningWorker, type WorkerNeeds } from '../../worker/worker.js'
import { freshDatabase } from '../ground/database.js'
import { until } from '../ground/patience.js'
import { asha, baraka, chege } from './livesPeople.js'
import { temporalAddress, workflowBundle } from '../ground/temporal.js'

export { asha, baraka, chege }

export const numberOf = (i: number): string => `+2547110${String(10_000 + i)}`

export interface Stage {
  house: OpenHouse
  lives: Lives & { client: Client }
  /** environment of a worker process of this stage */
  env: Record<string, string>
  programmeId: ProgrammeId
  fspAccountId: FspAccountId
  people: BeneficiaryId[]
  apiUrl: string
  sandbox: { url: string; ask: (method: string, path: string, body?: unknown) => Promise<never> }
  work(more?: Partial<WorkerNeeds>): Promise<RunningWorker>
  /** nobody answers the provider’s questions and callbacks any more, until `back` is called or somebody else listens there */
  apiAway(): Promise<{ url: string; back: () => Promise<void> }>
  /** refusals are a minute older, and the batches that wait to try them again look */
  minutePasses(id: DistributionId): Promise<void>
  /** frozen, approved and started by three acts, through the life */
  pay(more?: { batchSize?: number; payFirst?: number; start?: boolean }): Promise<DistributionId>
  standing(id: DistributionId): Promise<Standing>
  /** test/ground/patience.ts */
  until: typeof until
  book(): Promise<Book>
  /** when the sandbox took each request for payments, in epoch milliseconds, by its own record */
  requestTimes(): number[]
  booksAgree(): Promise<void>
  end(): Promise<void>
}

export interface Book {
  summary: { transfers: number; paidMinor: string; numbersOrPayoutsPaidTwice: unknown[] | number }
  transfers: { payoutId: string; attemptKey: string; amountMinor: string; status: string }[]
}

export interface StageOptions {
  people: number
  /** settings of the account at the sandbox */
  sandbox?: Record<string, unknown>
  failClosed?: boolean
  validation?: boolean
  longestProcessingMs?: number
  callsAtOnce?: number
  requestsPerSecond?: number
  /** of the API */
  settings?: Partial<ApiSettings>
  /** its public address is the one at which it listens */
  isPublic?: boolean
  /** that address by a name, as passkeys need one: `localhost` */
  isNamed?: boolean
}

export async function aStage(options: StageOptions): Promise<Stage> {
  const database = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'mkono-lives-'))
  const masterKeys = `test:${randomBytes(32).toString('base64')}`
  const house = await openHouse({ databaseUrl: database.url, masterKeys: parseMasterKeys(masterKeys), poolSize: 8 })
  const sandbox = await startSandbox({ dataFile: join(folder, 'book.db') })
  const namespace = `lives-${randomUUID()}`
  const connection = await Connection.connect({ address: temporalAddress() })
  await makeNamespace(connection, namespace)
  const lives = openLives({ connection, namespace, dataConverter: dataConverter(house.sealing.payloadKeys()) })
  const env = {
    DATABASE_URL: database.url,
    MKONO_MASTER_KEYS: masterKeys,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    AFRICASTALKING_PAYMENTS_URL: sandbox.url,
    AFRICASTALKING_API_URL: sandbox.url,
    AFRICASTALKING_INSIGHTS_URL: sandbox.url,
    INTERSOLVE_URL: `${sandbox.url}/intersolve`,
    TWILIO_URL: sandbox.url,
  }
  const connect = (account: Parameters<typeof connectorFor>[0]) => connectorFor(account, env)
  const log = openLog('error', new Writable({ write: (_chunk, _encoding, done) => done() }))
  const settings = { ...defaultSettings, ...options.settings }
  const openApi = (port: number) =>
    listen(
      createApi({
        house,
        lives,
        connectorFor: connect,
        carrierFor: account => carrierFor(account, env),
        settings,
        log,
      }),
      {
        host: '127.0.0.1',
        port,
      },
    )
  let api = await openApi(0)
  const { url: apiUrl } = api
  if (options.isPublic === true) settings.publicUrl = apiUrl
  if (options.isNamed === true) settings.publicUrl = apiUrl.replace('127.0.0.1', 'localhost')
  const ask = async (method: string, path: string, body?: unknown): Promise<never> => {
    const answer = await fetch(`${sandbox.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json().catch(() => ({}))) as never
  }
  const account = await createFspAccount(house, {
    fspName: 'africastalking',
    name: 'Wallet',
    currency: 'KES',
    country: 'KE',
    credentials: { username: 'isiolo', apiKey: 'secret' },
    settings: {
      productName: 'cash',
      longestProcessingMs: String(options.longestProcessingMs ?? 1_000),
      callsAtOnce: String(options.callsAtOnce ?? 8),
      ...(options.requestsPerSecond === undefined ? {} : { requestsPerSecond: String(options.requestsPerSecond) }),
    },
    failClosed: options.failClosed ?? false,
    by: asha,
  })
  if (!account.ok) throw new Error(account.why)
  const confirmed = await decideAccountChange(house, { proposalId: account.proposalId, approve: true, by: chege })
  if (!confirmed.ok) throw new Error(confirmed.why)
  const hooks = `${apiUrl}/callbacks/${account.callbackToken}`
  await ask('PUT', '/sandbox/accounts/isiolo', {
    apiKey: 'secret',
    productName: 'cash',
    openingBalanceMinor: '100000000000',
    notificationUrl: `${hooks}/notification`,
    validationUrl: options.validation === true || options.failClosed === true ? `${hooks}/validation` : null,
    insightsUrl: `${hooks}/insights`,
    failClosed: options.failClosed ?? false,
    idempotency: 'off',
    processingMinMs: 10,
    processingMaxMs: 60,
    retryEveryMs: 500,
    ...options.sandbox,
  })
  const { programmeId, people } = await enrol(house, account.fspAccountId, options.people)
  const workers: RunningWorker[] = []
  const stage: Stage = {
    house,
    lives,
    env,
    programmeId,
    fspAccountId: account.fspAccountId,
    people,
    apiUrl,
    sandbox: { url: sandbox.url, ask },
    work: async more => {
      const worker = await startWorker({
        house,
        databaseUrl: database.url,
        temporal: { address: temporalAddress(), namespace },
        connect,
        log: loud(),
        workflowBundlePath: workflowBundle().codePath,
        caretakerEveryMs: 5_000,
        ...more,
      })
      workers.push(worker)
      return worker
    },
    apiAway: async () => {
      await api.stop(0)
      const back = async (): Promise<void> => {
        api = await openApi(Number(new URL(apiUrl).port))
      }
      return { url: apiUrl, back }
    },
    minutePasses: async id => {
      const { rows } = await sql<{ batch: number }>`
        update attempt set state_at = state_at - interval '1 minute'
         where distribution_id = ${id} and state = 'refused' and batch is not null returning batch`.execute(house.db)
      for (const batch of new Set(rows.map(row => row.batch))) await lives.batch(id, batch).look()
    },
    pay: more => payRound(stage, more ?? {}),
    standing: async id => {
      const standing = await distributionStanding(house, id)
      if (!standing) throw new Error('no such distribution')
      return standing
    },
    until,
    book: async () => ask('GET', '/book/africastalking?username=isiolo'),
    requestTimes: () => {
      const file = new Database(join(folder, 'book.db'))
      const rows = file.prepare('SELECT at FROM call ORDER BY at').all() as { at: number }[]
      file.close()
      return rows.map(row => row.at)
    },
    booksAgree: () => agree(stage),
    end: async () => {
      for (const worker of workers) await worker.stop()
      await api.stop(1_000)
      await connection.close()
      await sandbox.stop()
      await house.close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return stage
}

const loud = (): Log =>
  process.env['MKONO_TEST_LOG'] === undefined
    ? silentLog
    : (Object.fromEntries(
        (['info', 'warn', 'error'] as const).map(level => [
          level,
          (fields: object, message: string) => process.stderr.write(`${level} ${message} ${JSON.stringify(fields)}\n`),
        ]),
      ) as unknown as Log)

export async function makeNamespace(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs(90 * 86_400_000),
  })
  await until(
    async () => {
      try {
        await connection.operatorService.listSearchAttributes({ namespace })
        await connection.workflowService.listWorkflowExecutions({ namespace })
        return true
      } catch {
        return false
      }
    },
    seen => seen,
  )
}

async function enrol(
  house: OpenHouse,
  fspAccountId: FspAccountId,
  count: number,
): Promise<Pick<Stage, 'programmeId' | 'people'>> {
  const { sealing, db } = house
  const { rows } = await sql<{ id: ProgrammeId }>`
    insert into programme (name, currency, country, fsp_account_id, rounds, base_minor, members_included, per_extra_member_minor, languages, created_by)
    values ('Isiolo', 'KES', 'KE', ${fspAccountId}, 2, 500000, 5, 50000, '{sw}', 'asha') returning id`.execute(db)
  const programmeId = rows[0]!.id
  await sql`insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key)
    values (${programmeId}, 'funding', 'available', 1000000000000, 'funding', ${`fund:${programmeId}`})`.execute(db)
  const given = Array.from({ length: count }, (_, i) => ({
    n: i + 1,
    name: sealing.seal(`Person ${i + 1}`).toString('hex'),
    digest: randomBytes(32).toString('hex'),
    sealed: sealing.seal(numberOf(i + 1)).toString('hex'),
    lookup: sealing.lookup('number', numberOf(i + 1)).toString('hex'),
  }))
  const made = await sql<{ id: BeneficiaryId; number: number }>`
    with v as (select * from json_to_recordset(${JSON.stringify(given)}::json) as v(n int, name text, digest text, sealed text, lookup text)),
    b as (
      insert into beneficiary (programme_id, number, state, name_enc, name_lookup, name_place_lookup, place, household_size, language, consent_at, identity_digest, account_check, created_by)
      select ${programmeId}, n, 'included', decode(name, 'hex'), decode(digest, 'hex'), decode(digest, 'hex'), 'Wabera', 5, 'sw', now(), decode(digest, 'hex'), 'ok', 'asha'
        from v order by n returning id, number),
    t as (
      insert into destination (beneficiary_id, version, number_enc, number_lookup, state, account_check, entered_by)
      select b.id, 1, decode(v.sealed, 'hex'), decode(v.lookup, 'hex'), 'approved', 'ok', 'asha' from b join v on v.n = b.number)
    select id, number from b`.execute(db)
  const people = made.rows.sort((a, b) => a.number - b.number).map(row => row.id)
  return { programmeId, people }
}

async function payRound(
  stage: Stage,
  more: { batchSize?: number; payFirst?: number; start?: boolean },
): Promise<DistributionId> {
  const { start = true, ...size } = more
  const made = await createDistribution(stage.house, {
    programmeId: stage.programmeId,
    round: 1,
    name: 'Round 1',
    by: asha,
    ...size,
  })
  if (!made.ok) throw new Error(made.why)
  const life = stage.lives.distribution(made.distributionId)
  await life.begin({ programmeId: stage.programmeId, fspName: 'africastalking' })
  const frozen = await until(
    () => stage.standing(made.distributionId),
    each => each.state === 'awaiting_approval',
  )
  expectDone(await life.approve(baraka, frozen.listHash ?? ''))
  if (start) expectDone(await life.start(asha))
  return made.distributionId
}

export function expectDone(acted: { ok: boolean; why?: string }): void {
  if (!acted.ok) throw new Error(acted.why ?? 'refused')
}

/** The sandbox's book is the judge: every payout there once at most, ours and theirs equal, our own books proven. */
async function agree(stage: Stage): Promise<void> {
  const { transfers } = await stage.book()
  const paid = transfers.filter(each => each.status === 'paid')
  const twice = paid.length - new Set(paid.map(each => each.payoutId)).size
  if (twice > 0) throw new Error(`the sandbox paid ${twice} payouts twice`)
  const { rows } = await sql<{ id: string }>`select id from payout where state in ('paid','overpaid')`.execute(
    stage.house.db,
  )
  const ours = new Set(rows.map(row => row.id))
  const theirs = new Set(paid.map(each => each.payoutId))
  const lost = [...theirs].filter(id => !ours.has(id))
  const imagined = [...ours].filter(id => !theirs.has(id))
  if (lost.length + imagined.length > 0)
    throw new Error(`we do not know of ${lost.length}, and imagine ${imagined.length}`)
  const verified = await verifyBooks(stage.house, {})
  const wrong = verified.checks.filter(check => !check.ok)
  if (wrong.length > 0) throw new Error(`our books do not agree: ${JSON.stringify(wrong)}`)
}
