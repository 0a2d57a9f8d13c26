/** The desk of a bad day: a stage whose staff hold roles and work by the API over HTTP, and a provider that can be disturbed. */
import { createHash, randomUUID } from 'node:crypto'
import { stringify } from 'csv-stringify/sync'
import { sql } from 'kysely'
import { makeToken } from '../../db/tokens.js'
import type { DistributionId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { readSheet } from '../../sheets/read.js'
import { until } from '../ground/patience.js'
import { aStage, numberOf, type Stage } from './livesStage.js'

const roles = ['programme_manager', 'enrolment_officer', 'finance_maker', 'finance_approver'] as const
type Role = (typeof roles)[number] & DefaultRole

interface Reply {
  status: number
  text: string
  bytes: Buffer
  json: ReturnType<typeof JSON.parse>
}

type Sent = Buffer | string

export type Desk = Awaited<ReturnType<typeof aDesk>>

export async function aDesk({ people, wards }: { people: number; wards: readonly string[] }) {
  const stage = await aStage({
    people,
    longestProcessingMs: 100,
    isPublic: true,
    sandbox: { openingBalanceMinor: '100000000' },
    settings: { ratePerSecond: 10_000, rateBurst: 10_000 },
  })
  const names = stage.people.map((_, i) => stage.house.sealing.seal(nameOf(i)))
  await sql`
    update beneficiary b set place = (${[...wards]}::text[])[1 + b.number % ${wards.length}], name_enc = v.name
      from unnest(${stage.people}::uuid[], ${names}::bytea[]) v(id, name) where v.id = b.id`.execute(stage.house.db)
  await stage.work({ sendByMs: 10_000 })
  const tokens = new Map<Role, string>()
  for (const role of roles) {
    const made = await makeToken(stage.house, { person: `the-${role}`, roles: [{ role }], by: mkono })
    if (!made.ok) throw new Error(made.why)
    tokens.set(role, made.token)
  }
  const staff = staffOf(stage, tokens)
  return { stage, until, ...staff, ...provider(stage), ...work(stage, staff), end: () => stage.end() }
}

const syllables =
  'ba che do fu gi ha jo ka lu me ni ol pe ra si tu wa yo za bor dek fal gal ium kor lem nas oth rib sud tef wen'.split(
    ' ',
  )

/** Names that nobody would take for each other. */
function nameOf(i: number): string {
  const drawn = [...createHash('sha256').update(String(i)).digest().subarray(0, 6)]
  const word = (from: number): string =>
    drawn
      .slice(from, from + 3)
      .map(byte => syllables[byte % syllables.length])
      .join('')
  return `${word(0)} ${word(3)}`
}

type Staff = ReturnType<typeof staffOf>

function staffOf(stage: Stage, tokens: ReadonlyMap<Role, string>) {
  const ask = async (as: Role, method: string, path: string, body?: object, file?: Sent): Promise<Reply> => {
    const isWorkbook = typeof file === 'object'
    const type = file === undefined ? 'application/json' : isWorkbook ? 'application/octet-stream' : 'text/csv'
    const content = file ?? (body === undefined ? undefined : JSON.stringify(body))
    const answer = await fetch(`${stage.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens.get(as) ?? ''}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(content === undefined ? {} : { 'content-type': type }),
      },
      ...(content === undefined ? {} : { body: content as string }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    const text = isJson ? bytes.toString() : ''
    return { status: answer.status, text, bytes, json: isJson ? JSON.parse(text) : undefined }
  }
  const done = async (...asked: Parameters<typeof ask>): Promise<Reply> => {
    const reply = await ask(...asked)
    if (reply.status >= 300) throw new Error(`${asked[1]} ${asked[2]}: ${reply.status} ${reply.text}`)
    return reply
  }
  return {
    ask,
    get: async (as: Role, path: string) => (await done(as, 'GET', path)).json,
    post: async (as: Role, path: string, body?: object) => (await done(as, 'POST', path, body)).json,
    upload: async (as: Role, path: string, file: Sent) => (await done(as, 'POST', path, undefined, file)).json,
    download: async (as: Role, path: string) => (await done(as, 'GET', path)).bytes,
  }
}

/** What goes wrong at the provider, and what time does. */
function provider(stage: Stage) {
  const { ask } = stage.sandbox
  const notificationUrl = async (url: string | null): Promise<void> => {
    await ask('PUT', '/sandbox/accounts/isiolo', { notificationUrl: url })
  }
  let spoken: string | null = null
  return {
    topUp: async (amountMinor: number) =>
      ask('POST', '/sandbox/accounts/isiolo/topups', { amountMinor: String(amountMinor) }),
    silence: async () => {
      const { accounts } = (await ask('GET', '/sandbox/accounts')) as { accounts: { notificationUrl: string | null }[] }
      spoken = accounts[0]?.notificationUrl ?? null
      await notificationUrl(null)
    },
    speak: () => notificationUrl(spoken),
    loseRequests: async (count: number) => ask('POST', '/sandbox/faults', { kind: 'answer-lost-before', count }),
    /** Of each ward so many numbers are refused from now on; away from those whose requests will be lost. */
    breakNumbers: async (round: DistributionId, inWard: number) => {
      const { rows } = await sql<{ ward: string; number: number }>`
        select ward, number from (
          select b.place as ward, b.number, row_number() over (partition by b.place order by p.position desc) as nth
            from payout p join beneficiary b on b.id = p.beneficiary_id
           where p.distribution_id = ${round} and p.position not between 480 and 600) x
         where nth <= ${inWard}`.execute(stage.house.db)
      const wrong = rows.map(({ ward, number }) => ({ ward, old: numberOf(number), next: numberOf(50_000 + number) }))
      await ask(
        'PUT',
        '/sandbox/numbers',
        Object.fromEntries(wrong.map(({ old }) => [old, { refuse: 'Recipient not registered' }])),
      )
      return wrong
    },
    /** Everything that was sent and heard is so much older. */
    timeGoesBy: async (ms: number): Promise<void> => {
      const by = sql`${ms} * interval '1 millisecond'`
      await sql`update attempt set left_at = left_at - ${by}, state_at = state_at - ${by}`.execute(stage.house.db)
      await sql`update call set created_at = created_at - ${by}, answered_at = answered_at - ${by}, send_by = send_by - ${by}`.execute(
        stage.house.db,
      )
      await sql`update notice set received_at = received_at - ${by}`.execute(stage.house.db)
    },
    /** So many payments are taken back by the provider; of whom. */
    takeBack: async (count: number): Promise<string[]> => {
      const taken = (await paidInOrder(stage)).slice(200, 200 + count)
      for (const { transactionId } of taken) await ask('POST', '/sandbox/reversals', { transactionId })
      return taken.map(({ payoutId }) => payoutId)
    },
    /** The provider’s own statement, without some of its payments and with another amount for others. */
    statement: async (wrong: { leaveOut: number; otherAmount: number }): Promise<string> => {
      const leaveOut = (await paidInOrder(stage)).slice(100, 100 + wrong.leaveOut).map(each => each.transactionId)
      const answer = await fetch(`${stage.sandbox.url}/sandbox/accounts/isiolo/statement`, {
        method: 'POST',
        body: JSON.stringify({ leaveOut }),
      })
      const lines = (await answer.text()).split('\r\n')
      const payments = lines.flatMap((line, at) => (/,Completed,.*"-5,000\.00"/.test(line) ? [at] : []))
      for (const at of payments.slice(900, 900 + wrong.otherAmount))
        lines[at] = lines[at]!.replace('"-5,000.00"', '"-4,900.00"')
      return lines.join('\r\n')
    },
  }
}

async function paidInOrder(stage: Stage): Promise<{ transactionId: string; payoutId: string }[]> {
  const { transfers } = (await stage.book()) as unknown as {
    transfers: { transactionId: string; payoutId: string; status: string }[]
  }
  return transfers.filter(({ status }) => status === 'paid')
}

/** Pieces of work that take more than one request. */
function work(stage: Stage, { get, post, upload, download }: Staff) {
  const statementsPath = `/fsp-accounts/${stage.fspAccountId}/statements`
  const approve = async (id: DistributionId): Promise<void> => {
    const { listHash } = await until(
      () => get('finance_approver', `/distributions/${id}`),
      ({ state }) => state === 'awaiting_approval',
    )
    await post('finance_approver', `/distributions/${id}/approve`, { listHash })
  }
  return {
    statementsPath,
    approve,
    approvedRound: async (): Promise<DistributionId> => {
      const { id } = await post('finance_maker', `/programmes/${stage.programmeId}/distributions`, {
        round: 1,
        name: 'Round 1',
        batchSize: 500,
      })
      await approve(id)
      return id
    },
    casesOf: async (
      kind: string,
    ): Promise<{ id: string; payoutId: string; says: string; acts: { path: string }[] }[]> =>
      (await get('finance_approver', `/cases?kind=${kind}&limit=200`)).items,
    numbersChecked: async (): Promise<number> => {
      const { items } = await get('finance_approver', `/programmes/${stage.programmeId}/corrections?limit=200`)
      return items.filter(({ accountCheck }: { accountCheck: string }) => accountCheck === 'ok').length
    },
    takeAlong: async (place: string): Promise<Buffer> => {
      const path = `/programmes/${stage.programmeId}/correction-lists`
      const { id } = await post('programme_manager', path, { place, reason: 'Visits in the ward' })
      return download('programme_manager', `/exports/${id}/corrections.xlsx`)
    },
    /** What an aid worker does with the sheet: the new number of everybody, and what came of the visit. */
    fill,
    reconcile: async (file: string) => {
      const { id } = await upload('finance_maker', statementsPath, file)
      return until(
        () => get('finance_maker', `/statements/${id}`),
        ({ state }) => state === 'done' || state === 'failed',
      )
    },
    issued: async (round: DistributionId, wanted: { kind: string; format: string }): Promise<Buffer> => {
      const { id } = await post('finance_maker', `/distributions/${round}/lists`, wanted)
      await until(
        () => get('finance_maker', `/issued-lists/${id}`),
        ({ state }) => state === 'made',
      )
      return download('finance_maker', `/issued-lists/${id}/list.${wanted.format}`)
    },
  }
}

async function fill(sheet: Buffer, numbers: ReadonlyMap<string, string>): Promise<{ people: number; csv: string }> {
  const rows: string[][] = []
  for await (const block of readSheet(sheet)) rows.push(...block.map(({ cells }) => cells))
  const head = rows.findIndex(cells => cells.includes('new number'))
  const header = rows[head] ?? []
  const at = (name: string): number => header.indexOf(name)
  const filled = rows
    .slice(head + 1)
    .map(cells =>
      cells.with(at('new number'), numbers.get(cells[at('number')] ?? '') ?? '').with(at('contact result'), 'reached'),
    )
  return { people: filled.length, csv: stringify([header, ...filled]) }
}
