/** Trial payments as people read them: what was proposed, and everything that was seen of it. */
import { sql } from 'kysely'
import type { ProposalState } from '../../domain/fourEyes.js'
import type { DistributionId, FspAccountId, PayoutId } from '../../domain/ids.js'
import type { Currency } from '../../domain/money.js'
import type { PayoutState } from '../../domain/payout.js'
import type { TrialSeen } from '../../domain/trial.js'
import type { House } from '../database.js'

export interface Trial {
  trialId: string
  fspAccountId: FspAccountId
  accountName: string
  /** of its proposal */
  state: ProposalState
  currency: Currency
  amountMinor: bigint
  highestFeeMinor: bigint
  reason: string | null
  proposedBy: string
  proposedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
  distributionId: DistributionId | null
  payoutId: PayoutId | null
  payout: PayoutState | null
}

const columns = sql`
  r.id as "trialId", f.id as "fspAccountId", f.name as "accountName", r.state, f.currency,
  (r.summary ->> 'amountMinor')::int8 as "amountMinor", (r.summary ->> 'highestFeeMinor')::int8 as "highestFeeMinor",
  r.reason, r.proposed_by as "proposedBy", r.proposed_at as "proposedAt", r.decided_by as "decidedBy", r.decided_at as "decidedAt",
  t.distribution_id as "distributionId", p.id as "payoutId", p.state as payout`
const joined = sql`
  from proposal r join fsp_account f on f.id = r.subject
  left join trial_payment t on t.proposal_id = r.id left join payout p on p.distribution_id = t.distribution_id`

/** Newest first. */
export async function listTrials(house: House, fspAccountId: FspAccountId, limit: number): Promise<Trial[]> {
  const { rows } = await sql<Trial>`
    select ${columns} ${joined} where r.kind = 'trial_payment' and r.subject = ${fspAccountId}
     order by r.proposed_at desc, r.id limit ${limit}`.execute(house.db)
  return rows
}

export async function findTrial(house: House, trialId: string): Promise<Trial | null> {
  const { rows } = await sql<Trial>`
    select ${columns} ${joined} where r.kind = 'trial_payment' and r.id = ${trialId}`.execute(house.db)
  return rows[0] ?? null
}

/** To whom: personal. As it was proposed, and once it is paid as it was paid; null: it came to nothing, and nobody keeps it. */
export async function whoseTrial(house: House, trialId: string): Promise<{ name: string; number: string } | null> {
  const { rows } = await sql<{ content: Buffer | null; nameEnc: Buffer | null; numberEnc: Buffer | null }>`
    select r.content_enc as content, b.name_enc as "nameEnc", d.number_enc as "numberEnc"
      from proposal r left join trial_payment t on t.proposal_id = r.id
      left join payout p on p.distribution_id = t.distribution_id
      left join beneficiary b on b.id = p.beneficiary_id left join destination d on d.id = p.destination_id
     where r.kind = 'trial_payment' and r.id = ${trialId}`.execute(house.db)
  const { content, nameEnc, numberEnc } = rows[0] ?? {}
  const { open } = house.sealing
  if (nameEnc && numberEnc) return { name: open(nameEnc), number: open(numberEnc) }
  if (!content) return null
  const { name, number } = JSON.parse(open(content)) as { name: string; number: string }
  return { name, number }
}

interface Row extends Omit<TrialSeen, 'callback' | 'asked'> {
  receiptEnc: Buffer | null
  registeredNameEnc: Buffer | null
  askedBack: boolean | null
  callbackState: string | null
  callbackLagMs: number | null
}

export interface TrialFound {
  seen: TrialSeen
  /** opened: the operator's receipt and the name the account is registered under */
  receipt: string | null
  registeredName: string | null
}

/** null: nothing was made of it */
export async function trialSeen(house: House, trialId: string): Promise<TrialFound | null> {
  const { rows } = await sql<Row>`
    select f.currency, p.amount_minor as "amountMinor", p.fee_reserve_minor as "highestFeeMinor", p.state as payout, p.reason,
           a.left_at as "leftAt", c.http_status as "httpStatus", a.fee_minor as "feeMinor", a.receipt_enc is not null as "hasReceipt",
           a.receipt_enc as "receiptEnc", a.recipient_name_enc as "registeredNameEnc",
           (select v.valid from validation v where v.attempt_id = a.id order by v.asked_at desc limit 1) as "askedBack",
           case when exists (select from fsp_transaction x where x.attempt_id = a.id and x.confirmed) then true
                when exists (select from work_case w where w.attempt_id = a.id and w.kind = 'contradiction' and w.state = 'open') then false
           end as agrees,
           case when exists (select from statement_line i where i.attempt_id = a.id and i.kind = 'principal' and i.status = 'completed') then true
                when exists (select from statement_gap i where i.attempt_id = a.id and i.ended_at is null) then false
           end as "onStatement",
           n.state as "callbackState", greatest(0, extract(epoch from n.received_at - coalesce(c.answered_at, a.left_at)) * 1000)::float8 as "callbackLagMs",
           l."disbursedMinor", l."feesMinor",
           (select r.balance_minor from float_reading r where r.fsp_account_id = t.fsp_account_id and r.at <= a.left_at order by r.at desc limit 1) as "balanceBefore",
           (select r.balance_minor from float_reading r where r.fsp_account_id = t.fsp_account_id and r.at > a.state_at and not a.is_open order by r.at limit 1) as "balanceAfter"
      from trial_payment t join fsp_account f on f.id = t.fsp_account_id
      join payout p on p.distribution_id = t.distribution_id
      left join lateral (select * from attempt where payout_id = p.id order by ordinal desc limit 1) a on true
      left join call c on c.id = a.call_id
      left join lateral (select * from notice where attempt_id = a.id and kind = 'notification' order by received_at limit 1) n on true,
           lateral (
             select coalesce(sum(case e.to_account when 'disbursed' then e.amount_minor end), 0)::int8
                      - coalesce(sum(case e.from_account when 'disbursed' then e.amount_minor end), 0)::int8 as "disbursedMinor",
                    coalesce(sum(case e.to_account when 'fees' then e.amount_minor end), 0)::int8
                      - coalesce(sum(case e.from_account when 'fees' then e.amount_minor end), 0)::int8 as "feesMinor"
               from ledger_entry e where e.programme_id = t.programme_id and e.payout_id = p.id) l
     where t.proposal_id = ${trialId}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { receiptEnc, registeredNameEnc, askedBack, callbackState, callbackLagMs, ...rest } = row
  const { open } = house.sealing
  return {
    seen: {
      ...rest,
      asked: askedBack === null ? null : { valid: askedBack },
      callback: callbackState === null ? null : { state: callbackState, lagMs: callbackLagMs ?? 0 },
    },
    receipt: receiptEnc && open(receiptEnc),
    registeredName: registeredNameEnc && open(registeredNameEnc),
  }
}
