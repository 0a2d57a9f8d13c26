import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { AttemptId, AttemptKey, CallId, DistributionId, FspAccountId, PayoutId } from '../domain/ids.js'
import type { Reason } from '../domain/reason.js'
import { isCurrency, money, type Money } from '../domain/money.js'
import { inTransaction, type House } from './database.js'
import { applyFindings, type Finding } from './outcomes.js'
import type { Touched } from './touched.js'

/** A call about to leave: stored, committed, and never to be sent after `sendByMs`. Numbers are E.164, in the clear. */
export interface CallToSend {
  callId: CallId
  fspAccountId: FspAccountId
  key: string
  sendByMs: number
  attempts: { attemptId: AttemptId; key: AttemptKey; payoutId: PayoutId; number: string; amount: Money }[]
}

export interface Taken {
  calls: CallToSend[]
  /** attempts are prepared but wait for their time: milliseconds until the first may leave */
  waitMs?: number
  /** nothing leaves at the moment, and why */
  halted?: 'paused' | 'account_paused' | 'not_paying'
}

interface Ready {
  position: number
  id: AttemptId
  key: AttemptKey
  payoutId: PayoutId
  numberLookup: Buffer
  numberEnc: Buffer
  amountMinor: bigint
  currency: string
}

/**
 * Takes prepared attempts of a batch (or of one payout) into calls that are about to leave. One transaction reads pause,
 * cancel and hold of distribution, FSP account and person, stores calls, attempts and ledger; only after its commit may
 * the caller send, and only until `sendByMs` of each call. No call holds a number twice.
 */
export async function takeCalls(
  house: House,
  want: {
    distributionId: DistributionId
    batch?: number
    payoutId?: PayoutId
    recipientsPerCall: number
    calls: number
    /** how long after the commit the first byte may still leave */
    sendByMs: number
    longestProcessingMs: number
  },
): Promise<Taken> {
  return inTransaction(house, async inner => {
    const halted = await haltedBy(inner, want.distributionId)
    if (halted) return { calls: [], halted }
    const rows = await lockReady(inner, await mayLeave(inner, want, want.recipientsPerCall * want.calls))
    if (rows.length === 0) return { calls: [], ...(await nextPrepared(inner, want)) }
    const groups = grouped(rows, want.recipientsPerCall).slice(0, want.calls)
    return { calls: await storeCalls(inner, want, groups) }
  })
}

/**
 * Prepared attempts that nothing holds back, not yet locked. The conditions are subqueries by primary key on purpose:
 * states change faster than statistics, and a join planned by those compares whole lists row by row.
 */
async function mayLeave(
  house: House,
  want: { distributionId: DistributionId; batch?: number; payoutId?: PayoutId },
  limit: number,
): Promise<AttemptId[]> {
  const { rows } = await sql<{ id: AttemptId }>`
    select a.id from attempt a
     where a.distribution_id = ${want.distributionId} and a.state = 'prepared'
       and (${want.batch ?? null}::int is null or a.batch = ${want.batch ?? null})
       and (${want.payoutId ?? null}::uuid is null or a.payout_id = ${want.payoutId ?? null})
       and (a.not_before is null or a.not_before <= now())
       and (select ${unheld} from payout p where p.id = a.payout_id)
       and (select b.held_reason is null and b.state not in ('paused','declined') from beneficiary b where b.id = a.beneficiary_id)
       and not exists (select 1 from notice n where n.attempt_id = a.id and n.state = 'to_confirm')
     limit ${limit}`.execute(house.db)
  return rows.map(row => row.id)
}

const unheld = sql`p.state = 'in_progress' and p.money = 'reserved' and p.held_reason is null
  and p.position <= (select coalesce(d.pay_first, p.position) from distribution d where d.id = p.distribution_id)`

/** Locks what may leave (payouts, then attempts) and reads it again under the lock; what another sender has is left out. */
async function lockReady(house: House, attemptIds: readonly AttemptId[]): Promise<Ready[]> {
  const { rows } = await sql<Ready & { fit: boolean }>`
    select a.id, a.key, a.payout_id as "payoutId", a.number_lookup as "numberLookup", t.number_enc as "numberEnc",
           a.amount_minor as "amountMinor", a.currency, p.position,
           a.state = 'prepared' and b.held_reason is null and b.state not in ('paused','declined') and ${unheld} as fit
      from unnest(${attemptIds}::uuid[]) as i(id)
      join attempt a on a.id = i.id
      join payout p on p.id = a.payout_id
      join beneficiary b on b.id = a.beneficiary_id
      join destination t on t.id = a.destination_id
     order by p.id for update of p, a skip locked`.execute(house.db)
  return rows.filter(row => row.fit).sort((one, other) => one.position - other.position)
}

async function haltedBy(house: House, distributionId: DistributionId): Promise<Taken['halted'] | null> {
  const { rows } = await sql<{ state: string; paused: boolean }>`
    select d.state, f.paused_reason is not null as paused
      from distribution d join fsp_account f on f.id = d.fsp_account_id where d.id = ${distributionId} for share`.execute(
    house.db,
  )
  const row = rows[0]
  if (!row) return 'not_paying'
  if (row.state === 'paused') return 'paused'
  // Corrected payouts of a closed distribution are still paid: their money stayed reserved.
  if (row.state !== 'paying' && row.state !== 'closed') return 'not_paying'
  return row.paused ? 'account_paused' : null
}

async function nextPrepared(
  house: House,
  want: { distributionId: DistributionId; batch?: number; payoutId?: PayoutId },
): Promise<{ waitMs?: number }> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from min(a.not_before) - now()) * 1000 as ms from attempt a
     where a.distribution_id = ${want.distributionId} and a.state = 'prepared' and a.not_before > now()
       and (${want.batch ?? null}::int is null or a.batch = ${want.batch ?? null})
       and (${want.payoutId ?? null}::uuid is null or a.payout_id = ${want.payoutId ?? null})`.execute(house.db)
  const ms = rows[0]?.ms
  return ms == null ? {} : { waitMs: Math.max(1, Math.ceil(Number(ms))) }
}

/** Fills calls in order; a number that stands in a call already goes into the next one. */
function grouped(rows: readonly Ready[], recipientsPerCall: number): Ready[][] {
  const groups: { attempts: Ready[]; numbers: Set<string> }[] = []
  for (const row of rows) {
    const number = row.numberLookup.toString('hex')
    let group = groups.find(each => each.attempts.length < recipientsPerCall && !each.numbers.has(number))
    if (!group) groups.push((group = { attempts: [], numbers: new Set() }))
    group.attempts.push(row)
    group.numbers.add(number)
  }
  return groups.map(each => each.attempts)
}

async function storeCalls(
  house: House,
  want: { distributionId: DistributionId; sendByMs: number; longestProcessingMs: number },
  groups: readonly Ready[][],
): Promise<CallToSend[]> {
  const digest = (group: readonly Ready[]): string =>
    house.sealing
      .lookup(
        'body',
        group.map(each => `${each.key}:${each.numberLookup.toString('hex')}:${each.amountMinor}`).join('|'),
      )
      .toString('hex')
  const named = groups.map(group => ({ id: randomUUID(), digest: digest(group) }))
  const stored = await sql<{ id: CallId; fspAccountId: FspAccountId; sendBy: Date }>`
    insert into call (id, fsp_account_id, distribution_id, body_digest, send_by)
    select v.id, d.fsp_account_id, d.id, decode(v.digest, 'hex'), clock_timestamp() + ${want.sendByMs} * interval '1 millisecond'
      from distribution d, json_to_recordset(${JSON.stringify(named)}::json) as v(id uuid, digest text)
     where d.id = ${want.distributionId}
    returning id, fsp_account_id as "fspAccountId", send_by as "sendBy"`.execute(house.db)
  const byId = new Map(stored.rows.map(each => [each.id as string, each]))
  const calls = groups.map((group, place) => {
    const call = byId.get(named[place]?.id ?? '')
    if (!call) throw new Error('A call was not stored; nothing leaves.')
    return { call, group }
  })
  const members = calls.flatMap(({ call, group }) =>
    group.map((attempt, position) => ({
      call_id: call.id,
      position,
      attempt_id: attempt.id,
      payout_id: attempt.payoutId,
      number: attempt.numberLookup.toString('hex'),
      send_by: call.sendBy.toISOString(),
    })),
  )
  await sql`
    with v as (select * from json_to_recordset(${JSON.stringify(members)}::json)
                as v(call_id uuid, position int, attempt_id uuid, payout_id uuid, number text, send_by timestamptz)),
    member as (
      insert into call_attempt (call_id, position, attempt_id, number_lookup)
      select call_id, position, attempt_id, decode(number, 'hex') from v),
    moved as (
      update attempt a set state = 'sending', state_at = now(), call_id = v.call_id, sends = a.sends + 1, send_by = v.send_by,
             left_at = now(), not_before = null, reason = null, checks = 0,
             next_check_at = v.send_by + ${want.longestProcessingMs} * interval '1 millisecond'
        from v where a.id = v.attempt_id returning a.id, a.payout_id, a.call_id),
    paid_out as (
      update payout p set money = 'in_transit', reason = null, state_at = now() from v where p.id = v.payout_id
      returning p.id, p.programme_id, p.distribution_id, p.amount_minor + p.fee_reserve_minor as all_minor)
    insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key, distribution_id, payout_id, attempt_id)
    select o.programme_id, 'reserved', 'in_transit', o.all_minor, 'sending', 'sending:' || m.id || ':' || m.call_id, o.distribution_id, o.id, m.id
      from moved m join paid_out o on o.id = m.payout_id`.execute(house.db)
  return calls.map(({ call, group }) => ({
    callId: call.id,
    fspAccountId: call.fspAccountId,
    key: call.id,
    sendByMs: call.sendBy.getTime(),
    attempts: group.map(each => ({
      attemptId: each.id,
      key: each.key,
      payoutId: each.payoutId,
      number: house.sealing.open(each.numberEnc),
      amount: toMoney(each.amountMinor, each.currency),
    })),
  }))
}

export function toMoney(minor: bigint, currency: string): Money {
  if (!isCurrency(currency)) throw new Error(`The currency ${currency} is not known.`)
  return money(minor, currency)
}

/** What a connector said of a call: structurally `CallAnswer` of fsp/contract.ts. */
export interface AnswerToRecord {
  httpStatus?: number
  raw?: string
  retryAfterMs?: number
  entries: readonly {
    attemptKey: AttemptKey
    outcome: { is: 'accepted' | 'paid' } | { is: 'refused' | 'notTaken' | 'unknown'; reason: Reason }
    transactionId?: string
    receipt?: string
    recipientName?: string
    fee?: Money
    amount?: Money
    number?: string
    oddities?: readonly string[]
  }[]
}

/** Stores what came back from a call and applies it to its attempts. A second recording of the same call changes nothing. */
export async function recordAnswer(
  house: House,
  { callId, answer }: { callId: CallId; answer: AnswerToRecord },
): Promise<Touched[]> {
  return inTransaction(house, async inner => {
    const notTaken = answer.entries.length > 0 && answer.entries.every(each => each.outcome.is === 'notTaken')
    const state =
      answer.httpStatus === undefined ? (notTaken ? 'not_taken' : 'lost') : notTaken ? 'not_taken' : 'answered'
    const why = answer.entries.find(each => 'reason' in each.outcome)?.outcome
    const { rows } = await sql<{ fspAccountId: FspAccountId }>`
      update call set state = ${state}, answered_at = now(), http_status = ${answer.httpStatus ?? null},
             why = ${why && 'reason' in why ? why.reason : null},
             answer_enc = ${answer.raw === undefined ? null : inner.sealing.seal(answer.raw)}
       where id = ${callId} and state = 'leaving' returning fsp_account_id as "fspAccountId"`.execute(inner.db)
    const call = rows[0]
    if (!call) return []
    const findings = answer.entries.map((entry): Finding => ({
      fspAccountId: call.fspAccountId,
      attempt: { key: entry.attemptKey },
      source: 'answer',
      callId,
      said: entry.outcome,
      ...factsOf(inner, entry),
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    }))
    return (await applyFindings(inner, findings)).touched
  })
}

/** Connector facts in the form the books take: minor units and the keyed hash of the number. */
export function factsOf(
  house: House,
  facts: Pick<
    AnswerToRecord['entries'][number],
    'transactionId' | 'receipt' | 'recipientName' | 'fee' | 'amount' | 'number' | 'oddities'
  >,
): Partial<Finding> {
  return {
    ...(facts.transactionId === undefined ? {} : { transactionId: facts.transactionId }),
    ...(facts.receipt === undefined ? {} : { receipt: facts.receipt }),
    ...(facts.recipientName === undefined ? {} : { recipientName: facts.recipientName }),
    ...(facts.fee === undefined ? {} : { feeMinor: facts.fee.minor }),
    ...(facts.amount === undefined ? {} : { amountMinor: facts.amount.minor, currency: facts.amount.currency }),
    ...(facts.number === undefined ? {} : { numberLookup: house.sealing.lookup('number', facts.number) }),
    ...(facts.oddities === undefined ? {} : { oddities: facts.oddities }),
  }
}
