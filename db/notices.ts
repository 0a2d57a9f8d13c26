import { sql } from 'kysely'
import { said } from '../domain/caseSays.js'
import type { Said } from '../domain/attempt.js'
import { parseAttemptKey, type AttemptKey, type FspAccountId, type NoticeId } from '../domain/ids.js'
import { factsOf, type AnswerToRecord } from './answers.js'
import { openCase } from './cases.js'
import { inTransaction, type House } from './database.js'
import { given } from './given.js'
import { applyFindings, type Applied, type Finding } from './outcomes.js'
import { inSavepoint } from './savepoint.js'
import type { Touched } from './touched.js'

export type NoticeKind = 'notification' | 'account_check'

/** The channel on which workers hear that something was stored. */
export const noticeChannel = 'mkono_notice'

/**
 * Stores a callback as it came, sealed, once: the same body at the same address is counted, not stored again. Needs only
 * PostgreSQL, so callbacks survive an outage of everything else.
 */
export async function storeNotice(house: House, notice: NewNotice): Promise<{ stored: boolean }> {
  const [kept] = await storeNotices(house, [notice])
  if (!kept) throw new Error('A notice was not stored.')
  return kept
}

export interface NewNotice {
  fspAccountId: FspAccountId
  kind: NoticeKind
  raw: string
  contentType: string
}

/** Many in one statement and one commit; answers in the order given. */
export async function storeNotices(house: House, notices: readonly NewNotice[]): Promise<{ stored: boolean }[]> {
  const same = new Map<string, { notice: NewNotice; digest: Buffer; times: number }>()
  const names = notices.map(notice => {
    const digest = house.sealing.lookup('notice', `${notice.kind}\n${notice.raw}`)
    const name = `${notice.fspAccountId} ${notice.kind} ${digest.toString('hex')}`
    same.set(name, { notice, digest, times: (same.get(name)?.times ?? 0) + 1 })
    return name
  })
  const each = [...same.values()]
  const { rows } = await sql<{ account: string; kind: string; digest: Buffer; first: boolean }>`
    with given as (
      select * from unnest(${each.map(({ notice }) => notice.fspAccountId)}::uuid[], ${each.map(({ notice }) => notice.kind)}::text[],
        ${each.map(({ digest }) => digest)}::bytea[], ${each.map(({ notice }) => house.sealing.seal(notice.raw))}::bytea[],
        ${each.map(({ notice }) => notice.contentType.slice(0, 200))}::text[], ${each.map(({ times }) => times)}::int[])
        as g(account, kind, digest, raw, content_type, times)),
    kept as (
      insert into notice as n (fsp_account_id, kind, digest, raw_enc, content_type, repeats)
      select account, kind, digest, raw, content_type, times - 1 from given order by digest
      on conflict (fsp_account_id, kind, digest) do update set repeats = n.repeats + excluded.repeats + 1
      returning n.fsp_account_id, n.kind, n.digest, n.repeats),
    told as (select pg_notify(${noticeChannel}, '') from (select 1 from kept limit 1) one)
    select k.fsp_account_id as account, k.kind, k.digest, k.repeats = g.times - 1 as first
      from kept k join given g on g.account = k.fsp_account_id and g.kind = k.kind and g.digest = k.digest
      left join told on true`.execute(house.db)
  const firsts = new Map(rows.map(row => [`${row.account} ${row.kind} ${row.digest.toString('hex')}`, row.first]))
  return names.map(name => {
    const stored = firsts.get(name)
    if (stored === undefined) throw new Error('A notice was not stored.')
    // Of the same body given several times at once only the first is news.
    firsts.set(name, false)
    return { stored }
  })
}

/** A stored notice that waits to be applied. */
export interface WaitingNotice {
  id: NoticeId
  fspAccountId: FspAccountId
  kind: NoticeKind
  raw: string
  contentType: string
  tries: number
}

/** What a connector understood of it: structurally `ParsedNotice` of fsp/contract.ts. */
export type Understood =
  | ({
      kind: 'outcome'
      direction: 'out'
      attemptKey?: string
      outcome: AnswerToRecord['entries'][number]['outcome']
    } & Omit<AnswerToRecord['entries'][number], 'attemptKey' | 'outcome'>)
  | { kind: 'incoming'; direction: 'in'; transactionId: string }
  | { kind: 'accountCheck'; direction: 'none' }
  | { kind: 'malformed'; why: string }

type End = {
  state: 'applied' | 'to_confirm' | 'unmatched' | 'contradiction' | 'failed'
  why?: string
  direction?: 'out' | 'in' | 'none'
  attemptKey?: string
  /** while it waits to be confirmed: the transaction that it names, and what it says of it */
  claimed?: string
  claims?: Said
}

/** How often a notice that only a query can confirm is looked at again before a person gets it. */
const confirmTries = 12

/**
 * Takes waiting notices (skipping those that another worker holds), lets `understand` read each, and applies them in one
 * transaction for attempts, payouts and ledger. When the bulk fails, each is applied in its own savepoint, so that a bad
 * one cannot hold up the rest. The end does not depend on the order of arrival.
 * @returns how many were taken, and whose lives should look
 */
export async function applyNotices(
  house: House,
  {
    limit,
    understand,
    settleAccountCheck,
  }: {
    limit: number
    understand: (notice: WaitingNotice) => Understood
    settleAccountCheck: (house: House, notice: WaitingNotice) => Promise<void>
  },
): Promise<{ taken: number; touched: Touched[] }> {
  return inTransaction(house, async inner => {
    const notices = await takeNotices(inner, limit)
    const read = notices.map(notice => ({ notice, understood: attempted(() => understand(notice)) }))
    const outcomes = read.flatMap(({ notice, understood }) => {
      const finding = toFinding(inner, notice, understood)
      return finding ? [{ notice, understood, finding }] : []
    })
    const touched: Touched[] = []
    const ends = new Map<NoticeId, End>()
    const applied = await inSavepoint(inner, () =>
      applyFindings(
        inner,
        outcomes.map(each => each.finding),
      ),
    )
    if (applied.ok) touched.push(...applied.value.touched)
    for (const [place, { notice, finding }] of outcomes.entries()) {
      const one = applied.ok ? applied : await inSavepoint(inner, () => applyFindings(inner, [finding]))
      if (!one.ok) {
        ends.set(notice.id, { state: 'failed', why: one.why })
        continue
      }
      if (!applied.ok) touched.push(...one.value.touched)
      const result = one.value.results[applied.ok ? place : 0]
      if (result) ends.set(notice.id, endOf(notice, finding, result))
    }
    for (const { notice, understood } of read) {
      if (ends.has(notice.id)) continue
      if (understood.kind === 'accountCheck') {
        const settled = await inSavepoint(inner, () => settleAccountCheck(inner, notice))
        ends.set(
          notice.id,
          settled.ok ? { state: 'applied', direction: 'none' } : { state: 'failed', why: settled.why },
        )
      } else if (understood.kind === 'malformed') ends.set(notice.id, { state: 'unmatched', why: understood.why })
      else if (understood.kind === 'incoming')
        ends.set(notice.id, { state: 'unmatched', why: 'an incoming payment', direction: 'in' })
      else ends.set(notice.id, { state: 'unmatched', why: 'it names no attempt of ours', direction: 'out' })
    }
    if (outcomes.length > 0) await inner.hooks.at('applying')
    await settle(inner, notices, ends)
    return { taken: notices.length, touched }
  })
}

function attempted(read: () => Understood): Understood {
  try {
    return read()
  } catch (error) {
    return { kind: 'malformed', why: error instanceof Error ? error.name : 'it could not be read' }
  }
}

async function takeNotices(house: House, limit: number): Promise<WaitingNotice[]> {
  const { rows } = await sql<Omit<WaitingNotice, 'raw'> & { rawEnc: Buffer }>`
    select id, fsp_account_id as "fspAccountId", kind, raw_enc as "rawEnc", content_type as "contentType", tries
      from notice where state in ('stored','to_confirm') and apply_after <= now()
     order by apply_after limit ${limit} for update skip locked`.execute(house.db)
  return rows.map(({ rawEnc, ...row }) => ({ ...row, raw: house.sealing.open(rawEnc) }))
}

function toFinding(house: House, notice: WaitingNotice, understood: Understood): Finding | null {
  if (understood.kind !== 'outcome' || understood.attemptKey === undefined || !parseAttemptKey(understood.attemptKey))
    return null
  return {
    fspAccountId: notice.fspAccountId,
    attempt: { key: understood.attemptKey as AttemptKey },
    source: 'notice',
    said: understood.outcome,
    noticeId: notice.id,
    ...factsOf(house, understood),
  }
}

function endOf(notice: WaitingNotice, finding: Finding, applied: Applied): End {
  const attemptKey = 'key' in finding.attempt ? finding.attempt.key : undefined
  const common = { direction: 'out' as const, ...(attemptKey === undefined ? {} : { attemptKey }) }
  switch (applied.is) {
    case 'applied':
      return { state: 'applied', ...common }
    case 'unmatched':
      return { state: 'unmatched', why: applied.why, direction: 'out' }
    case 'contradiction':
      return { state: 'contradiction', why: applied.why, ...common }
    case 'toConfirm':
      if (notice.tries + 1 >= confirmTries)
        return { state: 'contradiction', why: 'the FSP never confirmed it', ...common }
      return {
        state: 'to_confirm',
        why: applied.why,
        claims: finding.said.is,
        ...common,
        ...(finding.transactionId === undefined ? {} : { claimed: finding.transactionId }),
      }
  }
}

async function settle(
  house: House,
  notices: readonly WaitingNotice[],
  ends: ReadonlyMap<NoticeId, End>,
): Promise<void> {
  if (notices.length === 0) return
  const written = notices.map(({ id, tries }) => {
    const end = ends.get(id) ?? { state: 'failed' as const, why: 'nothing was decided' }
    // A failure of ours is tried again, ever more slowly; it is never dropped.
    const again = end.state === 'failed' && tries < 20 ? 'stored' : end.state
    const named = end.attemptKey === undefined ? null : parseAttemptKey(end.attemptKey)
    return {
      id,
      state: again,
      why: end.why ?? null,
      direction: end.direction ?? null,
      payout: named?.payoutId ?? null,
      ordinal: named?.ordinal ?? null,
      claimed: end.claimed ?? null,
      claims: end.claims ?? null,
      wait_ms: 1_000 * Math.min(2 ** tries, 3_600),
    }
  })
  await sql`
    update notice n set state = v.state, why = v.why, direction = coalesce(v.direction, n.direction), tries = n.tries + 1,
           attempt_id = coalesce((select a.id from attempt a where a.payout_id = v.payout and a.ordinal = v.ordinal), n.attempt_id),
           claimed_transaction_id = coalesce(v.claimed, n.claimed_transaction_id),
           claimed_outcome = coalesce(v.claims, n.claimed_outcome),
           apply_after = now() + v.wait_ms * interval '1 millisecond',
           applied_at = case when v.state in ('stored','to_confirm') then null else now() end
      from ${given('v', written, {
        id: 'uuid',
        state: 'text',
        why: 'text',
        direction: 'text',
        payout: 'uuid',
        ordinal: 'int',
        claimed: 'text',
        claims: 'text',
        wait_ms: 'float8',
      })}
     where n.id = v.id`.execute(house.db)
  for (const notice of notices) {
    const end = ends.get(notice.id)
    if (end?.state === 'unmatched' || (end?.state === 'failed' && notice.tries >= 20)) {
      await openCase(house, {
        kind: 'unmatched_notice',
        noticeId: notice.id,
        fspAccountId: notice.fspAccountId,
        says: said('callback_unmatched', { why: end.why ?? 'it could not be applied' }),
        owner: 'finance',
        atDeadline: 'escalate',
      })
    } else if (end?.state === 'contradiction' && end.why === 'the FSP never confirmed it') {
      await openCase(house, {
        kind: 'contradiction',
        noticeId: notice.id,
        fspAccountId: notice.fspAccountId,
        says: said('callback_unconfirmed'),
        owner: 'finance',
        atDeadline: 'escalate',
      })
    }
  }
}
