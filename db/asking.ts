import { sql } from 'kysely'
import { said } from '../domain/caseSays.js'
import { lastCheck, waitBeforeNextCheckMs } from '../domain/asking.js'
import {
  parseAttemptKey,
  type AttemptId,
  type AttemptKey,
  type BeneficiaryId,
  type DistributionId,
  type FspAccountId,
  type NoticeId,
  type PayoutId,
  type ProgrammeId,
} from '../domain/ids.js'
import type { Money } from '../domain/money.js'
import type { Reason } from '../domain/reason.js'
import { factsOf, type AnswerToRecord } from './answers.js'
import { toMoney } from './calls.js'
import { openCase } from './cases.js'
import { inTransaction, type House } from './database.js'
import { longestProcessingMs } from './fspAccounts.js'
import { given } from './given.js'
import { applyFindings, type Finding } from './outcomes.js'
import type { Touched } from './touched.js'

/** Attempts of one FSP account to ask about: structurally `AttemptToAsk` of fsp/contract.ts, plus our id. */
export interface AskGroup {
  fspAccountId: FspAccountId
  attempts: {
    attemptId: AttemptId
    key: AttemptKey
    payoutId: PayoutId
    number: string
    amount: Money
    transactionIds: string[]
    leftAtMs: number
  }[]
}

/** While somebody asks, nobody else asks the same. */
const leaseMs = 60_000

/**
 * Takes attempts whose silence is due to be chased: sending ones whose time has passed (nobody but the sender touches
 * them before), accepted and unknown ones, refusals that nobody has confirmed. Their next check moves ahead as a lease.
 */
export async function dueToAsk(
  house: House,
  which: {
    distributionId?: DistributionId
    batch?: number
    payoutId?: PayoutId
    fspAccountId?: FspAccountId
    limit: number
  },
): Promise<AskGroup[]> {
  return inTransaction(house, async inner => {
    const { rows } = await sql<Due>`
      with due as (
        select a.id from attempt a
         where a.watched and a.next_check_at <= now() and a.state <> 'reversed'
           and (${which.distributionId ?? null}::uuid is null or a.distribution_id = ${which.distributionId ?? null})
           and (${which.batch ?? null}::int is null or a.batch = ${which.batch ?? null})
           and (${which.payoutId ?? null}::uuid is null or a.payout_id = ${which.payoutId ?? null})
           and (${which.fspAccountId ?? null}::uuid is null or a.fsp_account_id = ${which.fspAccountId ?? null})
         order by a.next_check_at limit ${which.limit} for update of a skip locked),
      leased as (
        update attempt a set next_check_at = now() + ${leaseMs} * interval '1 millisecond' from due where a.id = due.id returning a.*)
      select l.id, l.key, l.payout_id as "payoutId", l.amount_minor as "amountMinor", l.currency, l.fsp_account_id as "fspAccountId",
             coalesce(l.left_at, l.opened_at) as "leftAt", t.number_enc as "numberEnc",
             array(select x.transaction_id from fsp_transaction x where x.attempt_id = l.id
                   union select n.claimed_transaction_id from notice n
                    where n.attempt_id = l.id and n.state = 'to_confirm' and n.claimed_transaction_id is not null) as "transactionIds"
        from leased l join destination t on t.id = l.destination_id`.execute(inner.db)
    const groups = new Map<FspAccountId, AskGroup>()
    for (const row of rows) {
      const group = groups.get(row.fspAccountId) ?? { fspAccountId: row.fspAccountId, attempts: [] }
      groups.set(row.fspAccountId, group)
      group.attempts.push({
        attemptId: row.id,
        key: row.key,
        payoutId: row.payoutId,
        number: inner.sealing.open(row.numberEnc),
        amount: toMoney(row.amountMinor, row.currency),
        transactionIds: row.transactionIds,
        leftAtMs: row.leftAt.getTime(),
      })
    }
    return [...groups.values()]
  })
}

interface Due {
  id: AttemptId
  key: AttemptKey
  payoutId: PayoutId
  amountMinor: bigint
  currency: string
  fspAccountId: FspAccountId
  leftAt: Date
  numberEnc: Buffer
  transactionIds: string[]
}

type Facts = Omit<AnswerToRecord['entries'][number], 'outcome'>

/** What a query found: structurally `QueryFinding` of fsp/contract.ts. */
export type FoundByAsking = Facts & { outcome: AnswerToRecord['entries'][number]['outcome'] | { is: 'notFound' } }

/**
 * Applies what asking found and moves the next check on. “Not found” is never “no”: after the last check the attempt is
 * `unknown` with a case and an owner, and is asked again once a week.
 */
export async function recordAsked(house: House, group: AskGroup, found: readonly FoundByAsking[]): Promise<Touched[]> {
  return inTransaction(house, async inner => {
    const findings = found.flatMap((each): Finding[] => {
      const { outcome } = each
      if (outcome.is === 'notFound' || outcome.is === 'notTaken') return []
      if (outcome.is === 'unknown' && each.transactionId === undefined) return []
      return [
        {
          fspAccountId: group.fspAccountId,
          attempt: { key: each.attemptKey },
          source: 'query',
          said: outcome,
          ...factsOf(inner, each),
        },
      ]
    })
    await answerClaims(inner, findings)
    const applied = await applyFindings(inner, findings)
    return [
      ...applied.touched,
      ...(await countChecks(
        inner,
        group.attempts.map(each => each.attemptId),
      )),
    ]
  })
}

/**
 * A callback claimed a success, and the FSP, asked about that very transaction after it came, says that it failed: the
 * claim has its answer and holds nothing up any longer; a person sees it. Only what came before the question counts,
 * and only a claim of success: a refusal that is confirmed is applied as it stands.
 */
async function answerClaims(house: House, findings: readonly Finding[]): Promise<void> {
  const denied = findings.flatMap(({ attempt, said, transactionId }) => {
    const named = 'key' in attempt ? parseAttemptKey(attempt.key) : null
    return said.is === 'refused' && transactionId !== undefined && named ? [{ ...named, transactionId }] : []
  })
  if (denied.length === 0) return
  const { rows } = await sql<{ id: NoticeId; fspAccountId: FspAccountId }>`
    update notice n set state = 'contradiction', why = 'the FSP says otherwise when asked', applied_at = now()
      from ${given('v', denied, { payoutId: 'uuid', ordinal: 'int', transactionId: 'text' })}
      join attempt a on a.payout_id = v."payoutId" and a.ordinal = v.ordinal
     where n.attempt_id = a.id and n.state = 'to_confirm' and n.claimed_transaction_id = v."transactionId"
       and n.claimed_outcome = 'paid'
       and n.received_at < a.next_check_at - ${leaseMs} * interval '1 millisecond'
    returning n.id, n.fsp_account_id as "fspAccountId"`.execute(house.db)
  for (const { id, fspAccountId } of rows) {
    await openCase(house, {
      kind: 'contradiction',
      noticeId: id,
      fspAccountId,
      says: said('callback_denied'),
      owner: 'finance',
      atDeadline: 'escalate',
    })
  }
}

const successes: ReadonlySet<string> = new Set(['paid', 'paid_extra'])

/** Callbacks told both the success and the failure of one of its transactions, and the FSP has not said which is true. */
const isDoubted = sql<boolean>`(a.state in ('paid','paid_extra') and exists (
  select 1 from fsp_transaction x where x.attempt_id = a.id and x.said = 'paid' and x.denied and not x.confirmed))`

interface StillSilent {
  id: AttemptId
  key: AttemptKey
  state: string
  checks: number
  fspAccountId: FspAccountId
  longestProcessingMs: number
  programmeId: ProgrammeId
  distributionId: DistributionId
  beneficiaryId: BeneficiaryId
  payoutId: PayoutId
}

async function countChecks(house: House, attemptIds: readonly AttemptId[]): Promise<Touched[]> {
  const { rows } = await sql<StillSilent>`
    update attempt a set checks = a.checks + 1
      from fsp_account f
     where a.id = any (${attemptIds}::uuid[]) and f.id = a.fsp_account_id
       and (a.state in ('sending','accepted','unknown') or (a.state = 'refused' and not a.refusal_confirmed) or ${isDoubted})
    returning a.id, a.key, a.state, a.checks, a.fsp_account_id as "fspAccountId", a.programme_id as "programmeId",
              a.distribution_id as "distributionId", a.beneficiary_id as "beneficiaryId", a.payout_id as "payoutId",
              ${longestProcessingMs} as "longestProcessingMs"`.execute(house.db)
  const silent = (row: StillSilent, reason: Reason): Finding => ({
    fspAccountId: row.fspAccountId,
    attempt: { id: row.id },
    source: 'query',
    said: { is: 'unknown', reason },
  })
  // A sender’s time is long past when its attempt is asked about; what is still “sending” has lost its answer.
  const lost = rows.filter(row => row.state === 'sending').map(row => silent(row, 'no_answer'))
  const over = rows.filter(row => row.state === 'accepted' && row.checks >= lastCheck).map(row => silent(row, 'silent'))
  const { touched } = await applyFindings(house, [...lost, ...over])
  const waits = rows.map(({ id, checks, longestProcessingMs }) => ({
    id,
    ms: waitBeforeNextCheckMs(checks, longestProcessingMs),
    checks,
  }))
  await sql`
    update attempt a set next_check_at = now() + v.ms * interval '1 millisecond', checks = greatest(a.checks, v.checks)
      from ${given('v', waits, { id: 'uuid', ms: 'float8', checks: 'int' })}
     where a.id = v.id`.execute(house.db)
  // A success that callbacks deny is on finance’s list already.
  const nobodyKnows = rows.filter(row => row.checks >= lastCheck && !successes.has(row.state))
  for (const row of nobodyKnows) {
    await openCase(house, {
      kind: row.state === 'refused' ? 'decision' : 'unknown',
      programmeId: row.programmeId,
      distributionId: row.distributionId,
      beneficiaryId: row.beneficiaryId,
      payoutId: row.payoutId,
      attemptId: row.id,
      reason: 'silent',
      says: said(row.state === 'refused' ? 'refusal_unconfirmed' : 'no_outcome'),
      owner: 'finance',
      atDeadline: 'escalate',
    })
  }
  // Whatever is settled, and was asked about only because of a callback’s claim, is not asked about again by itself.
  await sql`
    update attempt a set next_check_at = null
     where a.id = any (${attemptIds}::uuid[])
       and (a.state in ('prepared','withdrawn','paid','paid_extra','reversed') or (a.state = 'refused' and a.refusal_confirmed))
       and not (a.checks < ${lastCheck} and ${isDoubted})`.execute(house.db)
  const individual = new Set(nobodyKnows.map(row => row.id))
  return touched.map(each => (individual.has(each.attemptId) ? { ...each, individual: true } : each))
}
