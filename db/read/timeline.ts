/** Everything that happened to one payout, in one order of time: whatever proves what became of it, and who looked. */
import { sql } from 'kysely'
import type { PayoutId } from '../../domain/ids.js'
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
  /** in words, nothing personal */
  says: string
  /** whose act it was; null: the FSP’s, or a clock’s */
  by: string | null
  /** of the attempt it is about */
  ordinal: number | null
}

/** So many are read; a payout has some twenty. */
const most = 500

/** Oldest first; of one moment in the order in which it follows. */
export async function timelineOf(house: House, payoutId: PayoutId): Promise<TimelineEntry[]> {
  const { rows } = await sql<TimelineEntry>`
    with p as (select * from payout where id = ${payoutId}),
         a as (select * from attempt where payout_id = ${payoutId})
    select at, what, says, by, ordinal from (
      select d.frozen_at as at, 1 as nth, 'list' as what, 'frozen as no. ' || p.position || ' of a list of ' || d.payouts as says, d.created_by as by, null::int as ordinal
        from p join distribution d on d.id = p.distribution_id where d.frozen_at is not null
      union all
      select y.given_at, 2, 'approval', 'the list is approved by ' || y.role || coalesce(', on behalf of ' || y.on_behalf_of, ''), y.person, null
        from p join distribution d on d.id = p.distribution_id join approval_given y on y.distribution_id = d.id and y.list_hash = d.list_hash
      union all
      select d.started_at, 3, 'list', 'the distribution is started', d.started_by, null
        from p join distribution d on d.id = p.distribution_id where d.started_at is not null
      union all
      select y.approved_at, 4, 'approval', case y.kind when 'pay_again' then 'paying again is approved' else 'another number is approved' end, y.approved_by, null
        from approval y where (y.payout_id = ${payoutId} or y.id in (select approval_id from a)) and y.kind <> 'distribution'
      union all
      select a.opened_at, 5, 'attempt', 'opened, to version ' || t.version || ' of the number', a.opened_by, a.ordinal
        from a join destination t on t.id = a.destination_id
      union all
      select c.created_at, 6, 'call', 'stored in a call of ' || (select count(*) from call_attempt o where o.call_id = c.id) || ', to leave by '
             || to_char(c.send_by at time zone 'UTC', 'HH24:MI:SS'), null, a.ordinal
        from a join call_attempt x on x.attempt_id = a.id join call c on c.id = x.call_id
      union all
      select c.answered_at, 8, 'answer', 'the call is ' || replace(c.state, '_', ' ') || coalesce(', HTTP ' || c.http_status, '') || coalesce(': ' || c.why, ''), null, a.ordinal
        from a join call_attempt x on x.attempt_id = a.id join call c on c.id = x.call_id where c.answered_at is not null
      union all
      select v.asked_at, 7, 'validation', 'the FSP asks whether to pay: ' || case when v.valid then 'yes' else 'no' end || coalesce(', ' || v.why, ''), null, a.ordinal
        from a join validation v on v.attempt_id = a.id
      union all
      select x.first_seen_at, 9, 'transaction', 'the FSP says ' || x.said || case when x.confirmed then ', confirmed when asked' else ', not confirmed' end
             || case when x.denied then ', denied by a notice' else '' end, null, a.ordinal
        from a join fsp_transaction x on x.attempt_id = a.id
      union all
      select n.received_at, 10, 'notice', n.channel || ' arrives: ' || replace(n.state, '_', ' ') || coalesce(', ' || n.why, '')
             || case when n.repeats > 0 then ', and ' || n.repeats || ' more of the same' else '' end, null, a.ordinal
        from a join notice n on n.attempt_id = a.id
      union all
      select greatest(a.state_at, a.opened_at), 11, 'attempt', 'is ' || replace(a.state, '_', ' ') || coalesce(': ' || replace(a.reason, '_', ' '), '')
             || case when a.checks > 0 then ', after ' || a.checks || ' question' || case when a.checks = 1 then '' else 's' end || ' to the FSP' else '' end
             || case when a.refusal_confirmed then ', refusal confirmed' else '' end, null, a.ordinal
        from a where a.state <> 'prepared'
      union all
      select l.at, 8, 'statement', 'a statement has it, as ' || l.kind || ' ' || l.status || ', ' || l.amount_minor || ' minor units ' || l.direction
             || coalesce(' (' || replace(l.result, '_', ' ') || ')', '') || case when l.was is null then '' else '; it was ' || l.was || ' until then' end, null, a.ordinal
        from a join statement_line l on l.attempt_id = a.id
      union all
      select g.found_at, 19, 'statement', 'a statement of its time does not have it' || case when g.ended_at is null then '' else '; a later one does' end, null, a.ordinal
        from a join statement_gap g on g.attempt_id = a.id
      union all
      select a.next_check_at, 20, 'question', 'the FSP is asked again', null, a.ordinal from a where a.next_check_at is not null
      union all
      select e.proposed_at, 12, 'decision', 'proposes to end it as ' || coalesce(e.summary ->> 'outcome', '?'), e.proposed_by, a.ordinal
        from a join proposal e on e.kind = 'unknown_end' and e.subject = a.id
      union all
      select e.decided_at, 13, 'decision', 'the proposed end is ' || e.state, e.decided_by, a.ordinal
        from a join proposal e on e.kind = 'unknown_end' and e.subject = a.id where e.decided_at is not null
      union all
      select c.opened_at, 14, 'case', 'a case is opened for ' || c.owner || ': ' || replace(c.kind, '_', ' '), null, a.ordinal
        from work_case c left join a on a.id = c.attempt_id where c.payout_id = ${payoutId} or c.attempt_id in (select id from a)
      union all
      select c.closed_at, 15, 'case', 'the case is closed: ' || replace(c.kind, '_', ' '), c.closed_by, a.ordinal
        from work_case c left join a on a.id = c.attempt_id
       where (c.payout_id = ${payoutId} or c.attempt_id in (select id from a)) and c.closed_at is not null
      union all
      select e.posted_at, 16, 'money', replace(e.from_account, '_', ' ') || ' → ' || replace(e.to_account, '_', ' ') || ', ' || e.amount_minor || ' minor units (' || replace(e.kind, '_', ' ') || ')', null, a.ordinal
        from ledger_entry e join p on p.programme_id = e.programme_id left join a on a.id = e.attempt_id where e.payout_id = p.id
      union all
      select e.at, 17, 'act', e.act || case when e.details ? 'for' then ': ' || (e.details ->> 'for') else '' end, e.person, null
        from audit_event e where e.subject_kind = 'payout' and e.subject_id = ${payoutId} and e.act <> 'evidence read'
      union all
      -- Whoever looks often is one line: the last time, and how often.
      select max(e.at), 18, 'reading', 'looked at the evidence' || case when count(*) > 1 then ', ' || count(*) || ' times' else '' end, e.person, null
        from audit_event e where e.subject_kind in ('payout','personal data') and e.subject_id = ${payoutId} and e.act = 'evidence read' group by e.person
    ) happened order by at, nth, ordinal nulls first, says limit ${most}`.execute(house.db)
  return rows
}
