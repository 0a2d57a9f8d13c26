/** What became of an approved list: payout by payout, in sums, in the ledger, and against statements. Read in one snapshot. */
import { sql } from 'kysely'
import type { DistributionId } from '../../domain/ids.js'
import type { LedgerAccount, PayoutState } from '../../domain/payout.js'
import { agreeing, lineResults, missingAtTheirs } from '../../domain/statement.js'
import type { House } from '../database.js'

export interface OutcomeRow {
  position: number
  batch: number
  beneficiaryNumber: number
  /** opened: personal */
  name: string
  /** opened, E.164: where it was paid, else where it was to be paid; personal */
  phone: string
  amountMinor: bigint
  state: PayoutState
  reason: string | null
  held: boolean
  stateAt: Date
  attempts: number
  paidAt: Date | null
  /** opened: the operator’s receipt of the success */
  receipt: string | null
  /** booked for all its attempts */
  feeMinor: bigint
  /** paid beyond what was due, by further successes */
  overpaidMinor: bigint
  /** of its most pressing open case; `timer`: it is looked at again by itself, then */
  owner: string | null
  deadlineAt: Date | null
}

const pageRows = 2_000

/** In the order of the list, page by page. */
export async function* outcomeRows(house: House, distributionId: DistributionId): AsyncGenerator<OutcomeRow[]> {
  type Sealed = Omit<OutcomeRow, 'name' | 'phone' | 'receipt'> & {
    nameEnc: Buffer
    numberEnc: Buffer
    receiptEnc: Buffer | null
  }
  const { open } = house.sealing
  for (let after = 0; ;) {
    const { rows } = await sql<Sealed>`
      select p.position, p.batch, b.number as "beneficiaryNumber", b.name_enc as "nameEnc", coalesce(u.number_enc, t.number_enc) as "numberEnc",
             p.amount_minor as "amountMinor", p.state, p.reason, p.held_reason is not null as held, p.state_at as "stateAt", s.attempts,
             a.state_at as "paidAt", a.receipt_enc as "receiptEnc", s.fee as "feeMinor", s.overpaid as "overpaidMinor",
             coalesce(c.owner, case when s.next is not null then 'timer' end) as owner, coalesce(c.deadline_at, s.next) as "deadlineAt"
        from (select * from payout where distribution_id = ${distributionId} and position > ${after}
               order by position limit ${pageRows}) p
        join beneficiary b on b.id = p.beneficiary_id
        join destination t on t.id = p.destination_id
        left join attempt a on a.payout_id = p.id and a.is_paid
        left join destination u on u.id = a.destination_id
        cross join lateral (
          select count(*)::int as attempts, coalesce(sum(x.fee_minor) filter (where x.state in ('paid','paid_extra','reversed')), 0)::int8 as fee,
                 coalesce(sum(x.amount_minor) filter (where x.state = 'paid_extra'), 0)::int8 as overpaid,
                 least(min(x.next_check_at), p.next_check_at) as next
            from attempt x where x.payout_id = p.id) s
        left join lateral (
          select owner, deadline_at from work_case k where k.payout_id = p.id and k.state = 'open'
           order by k.deadline_at, k.id limit 1) c on true
       order by p.position`.execute(house.db)
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ nameEnc, numberEnc, receiptEnc, ...row }) => ({
      ...row,
      name: open(nameEnc),
      phone: open(numberEnc),
      receipt: receiptEnc === null ? null : open(receiptEnc),
    }))
    after = last.position
  }
}

export interface LedgerMove {
  kind: string
  from: LedgerAccount
  to: LedgerAccount
  entries: number
  amountMinor: bigint
}

/** What the ledger booked for a distribution, by kind and accounts. */
export async function ledgerMoves(house: House, distributionId: DistributionId): Promise<LedgerMove[]> {
  const { rows } = await sql<LedgerMove>`
    select e.kind, e.from_account as "from", e.to_account as "to", count(*)::int as entries, sum(e.amount_minor)::int8 as "amountMinor"
      from ledger_entry e join distribution d on d.id = ${distributionId} and e.programme_id = d.programme_id
     where e.distribution_id = d.id group by 1, 2, 3 order by min(e.id)`.execute(house.db)
  return rows
}

export interface StatementDifference {
  /** of the list */
  position: number
  says: string
  amountMinor: bigint
}

/**
 * Where the FSP’s statements and this distribution differ; null: no statement of the time in which it was paid has been
 * read to its end.
 */
export async function statementDifferencesOf(
  house: House,
  distributionId: DistributionId,
): Promise<StatementDifference[] | null> {
  if (!(await hasStatement(house, distributionId))) return null
  const { rows } = await sql<{ position: number; result: keyof typeof saysOf; amountMinor: bigint }>`
    select p.position, x.result, x.amount_minor as "amountMinor"
      from attempt a join payout p on p.id = a.payout_id
      cross join lateral (
        select l.result, l.amount_minor from statement_line l where l.attempt_id = a.id and l.result not in (${sql.join([...agreeing])})
        union all
        select ${missingAtTheirs}, a.amount_minor from statement_gap g where g.attempt_id = a.id and g.ended_at is null) x
     where a.distribution_id = ${distributionId} order by p.position, x.result, x.amount_minor`.execute(house.db)
  return rows.map(({ position, result, amountMinor }) => ({ position, says: saysOf[result], amountMinor }))
}

const saysOf = {
  ...lineResults,
  [missingAtTheirs]: 'We hold it as paid, and the statement of that time does not have it.',
}

async function hasStatement(house: House, distributionId: DistributionId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from distribution d join statement_file f on f.fsp_account_id = d.fsp_account_id
     where d.id = ${distributionId} and f.state = 'done' and f.period_to >= d.started_at
       and f.period_from <= coalesce(d.closed_at, now()) limit 1`.execute(house.db)
  return rows.length > 0
}

/** The moment whose rows a snapshot shows. */
export async function momentOf(house: House): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select transaction_timestamp() as at`.execute(house.db)
  if (!rows[0]) throw new Error('PostgreSQL does not tell the time.')
  return rows[0].at
}
