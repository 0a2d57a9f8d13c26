/**
 * Calls about to leave. Whatever may leave (first attempts of approved payouts, and later ones that were opened) is taken
 * into calls in one transaction; only after its commit may the caller send.
 */
import { randomUUID } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import {
  attemptKey,
  type AttemptId,
  type AttemptKey,
  type CallId,
  type DistributionId,
  type FspAccountId,
  type PayoutId,
} from '../domain/ids.js'
import { isCurrency, money, type Money } from '../domain/money.js'
import { isDropped, isOvertaken } from './attempts.js'
import { inTransaction, type House } from './database.js'
import type { NotAsApproved } from './droppedParts.js'
import { given } from './given.js'

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
  halted?: Halt
  /** `not_as_approved`: these parts of the list hold something that was not approved */
  parts?: { batch: number; found: NotAsApproved }[]
}
type Halt = 'paused' | 'account_paused' | 'not_paying' | 'not_as_approved'

/** Whose attempts are wanted: of a batch, of one payout, or of the whole distribution. */
interface Which {
  distributionId: DistributionId
  batch?: number
  payoutId?: PayoutId
}

interface Want extends Which {
  recipientsPerCall: number
  calls: number
  /** how long after the commit the first byte may still leave */
  sendByMs: number
  longestProcessingMs: number
}

interface Ready {
  position: number
  batch: number
  attemptId: AttemptId
  key: AttemptKey
  payoutId: PayoutId
  /** its first attempt, opened by this very call */
  first: boolean
  numberLookup: Buffer
  numberEnc: Buffer
  amountMinor: bigint
  /** amount, account and destination are its payout’s, or the destination has an approval of its own */
  asApproved: boolean
}

/** With its number in the clear (E.164). */
type Opened = Ready & { number: string }

/** What all attempts of a distribution share. */
interface Shared {
  fspAccountId: FspAccountId
  currency: string
  /** only so many of the list, by position */
  payFirst: number | null
}

/**
 * Takes what may leave into calls that are about to leave. One transaction reads pause, cancel and hold of distribution,
 * FSP account and person, stores calls, attempts and ledger; only after its commit may the caller send, and only until
 * `sendByMs` of each call. No call holds a number twice.
 *
 * A first attempt is opened here, as it leaves: its payout is locked, approved, reserved and has none. Every later
 * attempt was opened by `openAttempt` and waits as `prepared`.
 */
export async function takeCalls(house: House, want: Want): Promise<Taken> {
  return inTransaction(house, async inner => {
    const shared = await mayPay(inner, want.distributionId)
    if (typeof shared === 'string') return { calls: [], halted: shared }
    const limit = want.recipientsPerCall * want.calls
    const prepared = await lockPrepared(inner, want, shared, limit)
    const room = limit - prepared.length
    const first = want.payoutId === undefined && room > 0 ? await lockFirst(inner, want, shared, room) : []
    const ready = [...prepared, ...first].sort((one, other) => one.position - other.position)
    if (ready.length === 0) return { calls: [], ...(await nextPrepared(inner, want)) }
    const opened = ready.map(each => ({ ...each, number: inner.sealing.open(each.numberEnc) }))
    const parts = notAsApproved(inner, opened)
    if (parts.length > 0) return { calls: [], halted: 'not_as_approved', parts }
    const groups = grouped(opened, want.recipientsPerCall).slice(0, want.calls)
    const calls = await storeCalls(inner, want, shared, groups)
    await inner.hooks.at('preparing')
    return { calls }
  })
}

/**
 * The hash of a part holds the keyed hash of each number, but what is paid is the number under its seal: the two must
 * agree, or somebody has put another seal there. An attempt must still say what its payout says.
 */
function notAsApproved(house: House, opened: readonly Opened[]): { batch: number; found: NotAsApproved }[] {
  const parts = new Map<number, NotAsApproved>()
  for (const { batch, number, numberLookup, asApproved } of opened) {
    if (!asApproved) parts.set(batch, 'attempt')
    else if (!house.sealing.lookup('number', number).equals(numberLookup)) parts.set(batch, 'number')
  }
  return [...parts].map(([batch, found]) => ({ batch, found }))
}

const ofWhich = ({ distributionId, batch, payoutId }: Which): RawBuilder<boolean> => sql`
  a.watched and a.distribution_id = ${distributionId} and a.state = 'prepared'
  and (${batch ?? null}::int is null or a.batch = ${batch ?? null})
  and (${payoutId ?? null}::uuid is null or a.payout_id = ${payoutId ?? null})`

const unheld = (shared: Shared): RawBuilder<boolean> => sql`p.held_reason is null
  and (${shared.payFirst}::int is null or p.position <= ${shared.payFirst})
  and (select b.held_reason is null and b.state not in ('paused','declined') from beneficiary b where b.id = p.beneficiary_id)`
const preparedToLeave = (shared: Shared): RawBuilder<boolean> =>
  sql`p.state = 'in_progress' and p.money = 'reserved' and ${unheld(shared)} and not ${isDropped} and not ${isOvertaken}`
const firstToLeave = (shared: Shared): RawBuilder<boolean> =>
  sql`p.state = 'ready' and p.money = 'reserved' and ${unheld(shared)}
    and not exists (select 1 from attempt a where a.payout_id = p.id)`

/**
 * Prepared attempts that nothing holds back. The conditions are subqueries by primary key on purpose: states change
 * faster than statistics, and a join planned by those compares whole lists row by row. Locks payouts, then attempts, and
 * reads again under the lock; what another sender has is left out.
 */
async function lockPrepared(house: House, which: Which, shared: Shared, limit: number): Promise<Ready[]> {
  const found = await sql<{ id: AttemptId }>`
    select a.id from attempt a
     where ${ofWhich(which)} and (a.not_before is null or a.not_before <= now())
       and (select ${preparedToLeave(shared)} from payout p where p.id = a.payout_id)
       and not exists (select 1 from notice n where n.attempt_id = a.id and n.state = 'to_confirm')
     limit ${limit}`.execute(house.db)
  if (found.rows.length === 0) return []
  const { rows } = await sql<Ready & { fit: boolean }>`
    select a.id as "attemptId", a.key, a.payout_id as "payoutId", false as first, a.number_lookup as "numberLookup",
           t.number_enc as "numberEnc", a.amount_minor as "amountMinor", p.position, p.batch, ${isAsApproved} as "asApproved", a.state = 'prepared' and ${preparedToLeave(shared)} as fit
      from unnest(${found.rows.map(row => row.id)}::uuid[]) as i(id)
      join attempt a on a.id = i.id
      join payout p on p.id = a.payout_id
      join destination t on t.id = a.destination_id
     order by p.id for update of p, a skip locked`.execute(house.db)
  return rows.filter(row => row.fit)
}

const isAsApproved = sql<boolean>`(
  (a.amount_minor, a.fsp_account_id, a.number_lookup, t.beneficiary_id) is not distinct from (p.amount_minor, p.fsp_account_id, t.number_lookup, p.beneficiary_id)
  and (a.destination_id = p.destination_id or exists (
    select 1 from approval y where y.id = a.approval_id and (y.destination_id = a.destination_id or y.kind = 'pay_again'))))`

/** Approved payouts that have no attempt yet and that nothing holds back, locked. */
async function lockFirst(
  house: House,
  { distributionId, batch }: Which,
  shared: Shared,
  limit: number,
): Promise<Ready[]> {
  const found = await sql<{ id: PayoutId }>`
    select p.id from payout p
     where p.distribution_id = ${distributionId} and (${batch ?? null}::int is null or p.batch = ${batch ?? null})
       and ${firstToLeave(shared)}
     order by p.batch, p.position limit ${limit} for update of p skip locked`.execute(house.db)
  if (found.rows.length === 0) return []
  const { rows } = await sql<Omit<Ready, 'attemptId' | 'key' | 'first' | 'asApproved'>>`
    select p.id as "payoutId", t.number_lookup as "numberLookup", t.number_enc as "numberEnc", p.amount_minor as "amountMinor", p.position, p.batch
      from unnest(${found.rows.map(row => row.id)}::uuid[]) as i(id)
      join payout p on p.id = i.id
      join destination t on t.id = p.destination_id
     where not exists (select 1 from attempt a where a.payout_id = p.id)`.execute(house.db)
  return rows.map(row => ({
    ...row,
    attemptId: randomUUID() as string as AttemptId,
    key: attemptKey(row.payoutId, 1),
    first: true,
    asApproved: true,
  }))
}

/**
 * What its attempts share, or why nothing of it leaves now. Every act that changes this locks the distribution's row for
 * itself alone (`lockDistribution`), and so waits for whoever is taking; that a life notes its next look does not.
 */
async function mayPay(house: House, distributionId: DistributionId): Promise<Shared | Halt> {
  const { rows } = await sql<Shared & { state: string; paused: boolean; cancelled: boolean }>`
    select d.state, d.cancelled_by is not null as cancelled, f.paused_reason is not null as paused, f.id as "fspAccountId", d.pay_first as "payFirst",
           (select g.currency from programme g where g.id = d.programme_id) as currency
      from distribution d join fsp_account f on f.id = d.fsp_account_id where d.id = ${distributionId} for key share of d for share of f`.execute(
    house.db,
  )
  const row = rows[0]
  if (!row || row.cancelled) return 'not_paying'
  if (row.state === 'paused') return 'paused'
  // Corrected payouts of a closed distribution are still paid: their money stayed reserved.
  if (row.state !== 'paying' && row.state !== 'closed') return 'not_paying'
  return row.paused ? 'account_paused' : row
}

async function nextPrepared(house: House, which: Which): Promise<{ waitMs?: number }> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from min(a.not_before) - now()) * 1000 as ms from attempt a
     where ${ofWhich(which)} and a.not_before > now()`.execute(house.db)
  const ms = rows[0]?.ms
  return ms == null ? {} : { waitMs: Math.max(1, Math.ceil(Number(ms))) }
}

/** Fills calls in order; a number that stands in a call already goes into the next one. */
function grouped(rows: readonly Opened[], recipientsPerCall: number): Opened[][] {
  const groups: { attempts: Opened[]; numbers: Set<string> }[] = []
  for (const row of rows) {
    const number = row.numberLookup.toString('hex')
    let group = groups.find(each => each.attempts.length < recipientsPerCall && !each.numbers.has(number))
    if (!group) groups.push((group = { attempts: [], numbers: new Set() }))
    group.attempts.push(row)
    group.numbers.add(number)
  }
  return groups.map(each => each.attempts)
}

/** Calls, attempts, payouts and ledger in one statement, so that nothing stands between them. */
async function storeCalls(
  house: House,
  want: Want,
  shared: Shared,
  groups: readonly Opened[][],
): Promise<CallToSend[]> {
  const calls = groups.map(group => ({ id: randomUUID() as string as CallId, group }))
  const members = calls.flatMap(({ id, group }) =>
    group.map((each, position) => ({
      call: id,
      position,
      attempt: each.attemptId,
      payout: each.payoutId,
      key: each.key,
      first: each.first,
      number: each.numberLookup,
    })),
  )
  const digests = calls.map(({ id, group }) => ({ id, digest: digestOf(house, group) }))
  const { rows } = await sql<{ sendBy: Date; members: number }>`
    with clock as materialized (select clock_timestamp() + ${want.sendByMs} * interval '1 millisecond' as send_by),
    v as not materialized (
      select * from ${given('v', members, {
        call: 'uuid',
        position: 'int',
        attempt: 'uuid',
        payout: 'uuid',
        key: 'text',
        first: 'boolean',
        number: 'bytea',
      })}),
    stored as (
      insert into call (id, fsp_account_id, distribution_id, body_digest, send_by)
      select c.id, ${shared.fspAccountId}, ${want.distributionId}, c.digest, clock.send_by
        from ${given('c', digests, { id: 'uuid', digest: 'bytea' })}, clock),
    member as (
      insert into call_attempt (call_id, position, attempt_id, number_lookup)
      select call, position, attempt, number from v),
    opened as (
      insert into attempt (id, payout_id, ordinal, key, state, programme_id, distribution_id, beneficiary_id, batch, amount_minor,
                           currency, destination_id, number_lookup, fsp_account_id, approval_id, opened_by, call_id, sends, send_by,
                           left_at, next_check_at)
      select v.attempt, p.id, 1, v.key, 'sending', p.programme_id, p.distribution_id, p.beneficiary_id, p.batch, p.amount_minor,
             ${shared.currency}, p.destination_id, v.number, p.fsp_account_id, y.id, 'mkono', v.call, 1, clock.send_by,
             now(), clock.send_by + ${want.longestProcessingMs} * interval '1 millisecond'
        from v join payout p on p.id = v.payout join approval y on y.distribution_id = p.distribution_id and y.kind = 'distribution', clock
       where v.first returning id),
    moved as (
      update attempt a set state = 'sending', state_at = now(), call_id = v.call, sends = a.sends + 1, send_by = clock.send_by,
             left_at = now(), not_before = null, reason = null, checks = 0,
             next_check_at = clock.send_by + ${want.longestProcessingMs} * interval '1 millisecond'
        from v, clock where a.id = v.attempt and not v.first returning a.id),
    paid_out as (
      update payout p set state = 'in_progress', money = 'in_transit', reason = null, state_at = now() from v where p.id = v.payout
      returning p.id, p.programme_id, p.amount_minor + p.fee_reserve_minor as all_minor),
    posted as (
      insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key, distribution_id, payout_id, attempt_id)
      select o.programme_id, 'reserved', 'in_transit', o.all_minor, 'sending', 'sending:' || v.attempt || ':' || v.call,
             ${want.distributionId}, o.id, v.attempt
        from paid_out o join v on v.payout = o.id)
    select clock.send_by as "sendBy", (select count(*) from opened)::int + (select count(*) from moved)::int as members from clock`.execute(
    house.db,
  )
  const [stored] = rows
  if (!stored || stored.members !== members.length) throw new Error('Not every attempt was stored; nothing leaves.')
  return calls.map(({ id, group }) => ({
    callId: id,
    fspAccountId: shared.fspAccountId,
    key: id,
    sendByMs: stored.sendBy.getTime(),
    attempts: group.map(each => ({
      attemptId: each.attemptId,
      key: each.key,
      payoutId: each.payoutId,
      number: each.number,
      amount: toMoney(each.amountMinor, shared.currency),
    })),
  }))
}

/** A keyed hash of what a call says: it is stored with the call and never sent with another content. */
function digestOf(house: House, group: readonly Ready[]): Buffer {
  const said = group.map(each => `${each.key}:${each.numberLookup.toString('hex')}:${each.amountMinor}`).join('|')
  return house.sealing.lookup('body', said)
}

export function toMoney(minor: bigint, currency: string): Money {
  if (!isCurrency(currency)) throw new Error(`The currency ${currency} is not known.`)
  return money(minor, currency)
}
