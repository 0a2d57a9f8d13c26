/** What the database refuses whoever asks: changes to what is only added to, approved or decided. Part of 0001-house. */
import { transitions } from '../../../domain/attempt.js'
import { stateMoves } from '../../../domain/beneficiaryState.js'

export const guards = [
  `create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$`,
  ...['audit_event', 'ledger_entry', 'case_contact', 'withdrawal_tariff', 'beneficiary_change', 'beneficiary_note'].map(
    table =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),

  // domain/attempt.ts is the one table of states; these triggers are the same table where no code can pass it by. Their
  // conditions are judged by PostgreSQL itself for every row; the functions run only to refuse.
  `create function refuse_attempt_change() returns trigger language plpgsql as $$
    begin raise exception 'an attempt keeps what was approved' using errcode = 'restrict_violation'; end $$`,
  `create trigger attempt_keeps before update on attempt for each row
    when ((new.payout_id, new.key, new.amount_minor, new.currency, new.destination_id, new.number_lookup, new.fsp_account_id, new.approval_id)
      is distinct from (old.payout_id, old.key, old.amount_minor, old.currency, old.destination_id, old.number_lookup, old.fsp_account_id, old.approval_id))
    execute function refuse_attempt_change()`,
  `create function refuse_attempt_move() returns trigger language plpgsql as $$
    begin raise exception 'an attempt can not go from % to %', old.state, new.state using errcode = 'restrict_violation'; end $$`,
  `create trigger attempt_moves before update of state on attempt for each row
    when (new.state <> old.state and not (old.state || '>' || new.state = any (array[${Object.entries(transitions)
      .flatMap(([from, to]) => to.map(next => `'${from}>${next}'`))
      .join(',')}])))
    execute function refuse_attempt_move()`,

  // The same for people, from the table of domain/beneficiaryState.ts.
  `create function refuse_person_move() returns trigger language plpgsql as $$
    begin raise exception 'a person can not go from % to %', old.state, new.state using errcode = 'restrict_violation'; end $$`,
  `create trigger beneficiary_moves before update of state on beneficiary for each row
    when (new.state <> old.state and not (old.state || '>' || new.state = any (array[${stateMoves
      .map(([from, to]) => `'${from}>${to}'`)
      .join(',')}])))
    execute function refuse_person_move()`,

  // Whoever approved a version approved this person and this number: only how it is sealed may change.
  `create function guard_destination() returns trigger language plpgsql as $$
    begin
      if new.beneficiary_id <> old.beneficiary_id or new.version <> old.version or new.number_lookup <> old.number_lookup
        or new.entered_by <> old.entered_by or new.fsp_account_id is distinct from old.fsp_account_id then
        raise exception 'a destination is never changed, only followed by a next version' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$`,
  `create trigger destination_guard before update on destination for each row execute function guard_destination()`,

  `create function refuse_reopened_payout() returns trigger language plpgsql as $$
    begin raise exception 'a frozen payout keeps its person, round and amount' using errcode = 'restrict_violation'; end $$`,
  `create trigger payout_guard before update on payout for each row
    when ((new.beneficiary_id, new.distribution_id, new.round, new.purpose)
        is distinct from (old.beneficiary_id, old.distribution_id, old.round, old.purpose)
      or (old.state <> 'listed' and (new.amount_minor, new.withdrawal_minor) <> (old.amount_minor, old.withdrawal_minor))
      -- What was given back takes its round again by a success only.
      or (old.released and not new.released and new.state not in ('paid','overpaid','to_decide')))
    execute function refuse_reopened_payout()`,

  // Whoever may have been paid holds the round (payout_once_a_round, and payout_given_back: what may still be paid is not
  // given back). Only a success that came while another list held the round stands beside it: that one bars here.
  `create function refuse_payout_of_the_paid() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from payout p where p.paid_after_all
                   and (p.beneficiary_id, p.round, p.purpose) in (select beneficiary_id, round, purpose from fresh)) then
        raise exception 'somebody on this list was paid for this round' using errcode = 'restrict_violation';
      end if;
      return null;
    end $$`,
  `create trigger payout_of_the_paid after insert on payout referencing new table as fresh
    for each statement execute function refuse_payout_of_the_paid()`,

  // What was approved of a part is never rewritten, and an approval that was dropped does not come back.
  `create function refuse_part_change() returns trigger language plpgsql as $$
    begin raise exception 'a part of a frozen list keeps what was approved' using errcode = 'restrict_violation'; end $$`,
  `create trigger distribution_part_guard before update on distribution_part for each row
    when ((new.distribution_id, new.batch, new.hash, new.payouts, new.total_minor, new.fee_reserve_minor)
        is distinct from (old.distribution_id, old.batch, old.hash, old.payouts, old.total_minor, old.fee_reserve_minor)
      or old.dropped_at is not null
      or (old.reserved_minor <> 0 and new.reserved_minor <> old.reserved_minor))
    execute function refuse_part_change()`,
]
