/** Everything that happened to one payout, in one order of time: whatever proves what became of it, and who looked. */
import { sql, type RawBuilder } from 'kysely'
import { whyOf } from '../../domain/caseSays.js'
import type { PayoutId } from '../../domain/ids.js'
import { timelineInEnglish, type TimelineClause, type TimelineCode } from '../../domain/timelineSays.js'
import type { House } from '../database.js'

export const happenings = [
  'list',
  'approval',
  'attempt',
  'call',
  'answer',
  'transaction',
  'validation',
  'notice',
  'statement',
  'question',
  'decision',
  'case',
  'money',
  'act',
  'reading',
] as const
export type Happening = (typeof happenings)[number]

export interface TimelineEntry {
  at: Date
  what: Happening
  /** in English, nothing personal */
  says: string
  /** the same as codes with values */
  clauses: readonly TimelineClause[]
  /** whose act it was; null: the FSP’s, or a clock’s */
  by: string | null
  /** of the attempt it is about */
  ordinal: number | null
}

/** So many are read; a payout has some twenty. */
const most = 500

type Piece = RawBuilder<unknown>

/** One clause with its values: names of gaps, and what fills each. */
const clause = (code: TimelineCode, values: Readonly<Record<string, Piece>> = {}): Piece =>
  sql`jsonb_build_object('code', ${sql.lit(code)}, 'values', ${valuesOf(values)})`
/** One whose code ends with the state that a row is in: `call_` and `answered`. */
const clauseOf = (prefix: string, state: Piece, values: Readonly<Record<string, Piece>> = {}): Piece =>
  sql`jsonb_build_object('code', ${sql.lit(prefix)} || ${state}, 'values', ${valuesOf(values)})`
const valuesOf = (values: Readonly<Record<string, Piece>>): Piece =>
  sql`jsonb_build_object(${sql.join(Object.entries(values).flatMap(([gap, value]) => [sql`${sql.lit(gap)}::text`, value]))})`
const line = (...clauses: readonly Piece[]): Piece => sql`jsonb_build_array(${sql.join(clauses)})`
const where = (condition: Piece, then: Piece): Piece => sql`case when ${condition} then ${then} end`
/** What somebody or something else said, where it did. */
const why = (column: Piece): Piece => where(sql`${column} is not null`, clause('why', { said: column }))
const amount = (column: Piece): Piece =>
  sql`jsonb_build_object('minor', (${column})::text, 'currency', (select m.currency from programme m join p on p.programme_id = m.id))`

/** What a provider’s answer came to is told by its code where it is one of ours. */
const withCodes = ({ code, values }: TimelineClause): TimelineClause => ({
  code,
  values: typeof values['said'] === 'string' ? { ...values, said: whyOf(values['said']) } : values,
})

/** Oldest first; of one moment in the order in which it follows. */
export async function timelineOf(house: House, payoutId: PayoutId): Promise<TimelineEntry[]> {
  const { rows } = await sql<Omit<TimelineEntry, 'says' | 'clauses'> & { told: readonly (TimelineClause | null)[] }>`
    with p as (select * from payout where id = ${payoutId}),
         a as (select * from attempt where payout_id = ${payoutId})
    select at, what, told, by, ordinal from (
      select d.frozen_at as at, 1 as nth, 'list' as what, ${line(clause('frozen', { position: sql`p.position`, all: sql`d.payouts` }))} as told, d.created_by as by, null::int as ordinal
        from p join distribution d on d.id = p.distribution_id where d.frozen_at is not null
      union all
      select y.given_at, 2, 'approval', ${line(
        clause('approved', { role: sql`y.role` }),
        where(sql`y.on_behalf_of is not null`, clause('on_behalf', { handle: sql`y.on_behalf_of` })),
      )}, y.person, null
        from p join distribution d on d.id = p.distribution_id join approval_given y on y.distribution_id = d.id and y.list_hash = d.list_hash
      union all
      select d.started_at, 3, 'list', ${line(clause('started'))}, d.started_by, null
        from p join distribution d on d.id = p.distribution_id where d.started_at is not null
      union all
      select y.approved_at, 4, 'approval', case y.kind when 'pay_again' then ${line(clause('pay_again'))} else ${line(clause('other_number'))} end, y.approved_by, null
        from approval y where (y.payout_id = ${payoutId} or y.id in (select approval_id from a)) and y.kind <> 'distribution'
      union all
      select a.opened_at, 5, 'attempt', ${line(clause('opened', { version: sql`t.version` }))}, a.opened_by, a.ordinal
        from a join destination t on t.id = a.destination_id
      union all
      select c.created_at, 6, 'call', ${line(
        clause('stored', {
          attempts: sql`(select count(*) from call_attempt o where o.call_id = c.id)`,
          leaveBy: sql`to_char(c.send_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
        }),
      )}, null, a.ordinal
        from a join call_attempt x on x.attempt_id = a.id join call c on c.id = x.call_id
      union all
      select c.answered_at, 8, 'answer', ${line(
        clauseOf('call_', sql`c.state`),
        where(sql`c.http_status is not null`, clause('http', { status: sql`c.http_status` })),
        why(sql`c.why`),
      )}, null, a.ordinal
        from a join call_attempt x on x.attempt_id = a.id join call c on c.id = x.call_id where c.answered_at is not null
      union all
      select v.asked_at, 7, 'validation', ${line(sql`case when v.valid then ${clause('asked_yes')} else ${clause('asked_no')} end`, why(sql`v.why`))}, null, a.ordinal
        from a join validation v on v.attempt_id = a.id
      union all
      select x.first_seen_at, 9, 'transaction', ${line(
        clauseOf('fsp_', sql`x.said`),
        sql`case when x.confirmed then ${clause('confirmed')} else ${clause('not_confirmed')} end`,
        where(sql`x.denied`, clause('denied')),
      )}, null, a.ordinal
        from a join fsp_transaction x on x.attempt_id = a.id
      union all
      select n.received_at, 10, 'notice', ${line(
        clauseOf('notice_', sql`n.state`, { channel: sql`n.channel` }),
        why(sql`n.why`),
        where(sql`n.repeats > 0`, clause('repeats', { more: sql`n.repeats` })),
      )}, null, a.ordinal
        from a join notice n on n.attempt_id = a.id
      union all
      select greatest(a.state_at, a.opened_at), 11, 'attempt', ${line(
        clause('is', { attemptState: sql`a.state` }),
        where(sql`a.reason is not null`, clause('reason', { reason: sql`a.reason` })),
        where(
          sql`a.checks > 0`,
          sql`case when a.checks = 1 then ${clause('after_one')} else ${clause('after', { questions: sql`a.checks` })} end`,
        ),
        where(sql`a.refusal_confirmed`, clause('refusal_confirmed')),
      )}, null, a.ordinal
        from a where a.state <> 'prepared'
      union all
      select l.at, 8, 'statement', ${line(
        clauseOf('line_', sql`l.direction`, {
          lineKind: sql`l.kind`,
          lineStatus: sql`l.status`,
          amount: amount(sql`l.amount_minor`),
        }),
        where(sql`l.result is not null`, clause('result', { result: sql`l.result` })),
        where(sql`l.was is not null`, clause('was', { attemptState: sql`l.was` })),
      )}, null, a.ordinal
        from a join statement_line l on l.attempt_id = a.id
      union all
      select g.found_at, 19, 'statement', ${line(
        clause('not_in_statement'),
        where(sql`g.ended_at is not null`, clause('in_later_statement')),
      )}, null, a.ordinal
        from a join statement_gap g on g.attempt_id = a.id
      union all
      select a.next_check_at, 20, 'question', ${line(clause('asked_again'))}, null, a.ordinal from a where a.next_check_at is not null
      union all
      select e.proposed_at, 12, 'decision', ${line(clause('end_proposed', { outcome: sql`e.summary ->> 'outcome'` }))}, e.proposed_by, a.ordinal
        from a join proposal e on e.kind = 'unknown_end' and e.subject = a.id
      union all
      select e.decided_at, 13, 'decision', ${line(clauseOf('end_', sql`case e.state when 'proposed' then 'proposed_now' else e.state end`))}, e.decided_by, a.ordinal
        from a join proposal e on e.kind = 'unknown_end' and e.subject = a.id where e.decided_at is not null
      union all
      select c.opened_at, 14, 'case', ${line(clause('case_opened', { owner: sql`c.owner`, caseKind: sql`c.kind` }))}, null, a.ordinal
        from work_case c left join a on a.id = c.attempt_id where c.payout_id = ${payoutId} or c.attempt_id in (select id from a)
      union all
      select c.closed_at, 15, 'case', ${line(clause('case_closed', { caseKind: sql`c.kind` }))}, c.closed_by, a.ordinal
        from work_case c left join a on a.id = c.attempt_id
       where (c.payout_id = ${payoutId} or c.attempt_id in (select id from a)) and c.closed_at is not null
      union all
      select e.posted_at, 16, 'money', ${line(
        clause('money', {
          from: sql`e.from_account`,
          to: sql`e.to_account`,
          amount: amount(sql`e.amount_minor`),
          entryKind: sql`e.kind`,
        }),
      )}, null, a.ordinal
        from ledger_entry e join p on p.programme_id = e.programme_id left join a on a.id = e.attempt_id where e.payout_id = p.id
      union all
      select e.at, 17, 'act', ${line(
        clause('act', { act: sql`e.act` }),
        where(sql`e.details ? 'for'`, clause('act_for', { request: sql`e.details ->> 'for'` })),
      )}, e.person, null
        from audit_event e where e.subject_kind = 'payout' and e.subject_id = ${payoutId} and e.act <> 'evidence read'
      union all
      -- Whoever looks often is one line: the last time, and how often.
      select max(e.at), 18, 'reading', ${line(
        clause('looked'),
        where(sql`count(*) > 1`, clause('times', { times: sql`count(*)` })),
      )}, e.person, null
        from audit_event e where e.subject_kind in ('payout','personal data') and e.subject_id = ${payoutId} and e.act = 'evidence read' group by e.person
    ) happened order by at, nth, ordinal nulls first, told::text limit ${most}`.execute(house.db)
  return rows.map(({ told, ...rest }) => {
    const clauses = told.filter(each => each !== null)
    return { ...rest, says: timelineInEnglish(clauses), clauses: clauses.map(withCodes) }
  })
}
