/** What the database refuses whoever asks: changes to what is only added to, approved or decided. Part of 0001-house. */
import { transitions } from '../../../domain/attempt.js'

export const guards = [
  `create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$`,
  ...['audit_event', 'ledger_entry'].map(
    table =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),

  // domain/attempt.ts is the one table of states; this trigger is the same table where no code can pass it by.
  `create function guard_attempt() returns trigger language plpgsql as $$
    begin
      if new.payout_id <> old.payout_id or new.key <> old.key or new.amount_minor <> old.amount_minor or new.currency <> old.currency
        or new.destination_id <> old.destination_id or new.number_lookup <> old.number_lookup
        or new.fsp_account_id <> old.fsp_account_id or new.approval_id <> old.approval_id then
        raise exception 'an attempt keeps what was approved' using errcode = 'restrict_violation';
      end if;
      if new.state <> old.state and not (old.state || '>' || new.state = any (array[${Object.entries(transitions)
        .flatMap(([from, to]) => to.map(next => `'${from}>${next}'`))
        .join(',')}])) then
        raise exception 'an attempt can not go from % to %', old.state, new.state using errcode = 'restrict_violation';
      end if;
      return new;
    end $$`,
  `create trigger attempt_guard before update on attempt for each row execute function guard_attempt()`,

  // Whoever approved a version approved this person and this number: only how it is sealed may change.
  `create function guard_destination() returns trigger language plpgsql as $$
    begin
      if new.beneficiary_id <> old.beneficiary_id or new.version <> old.version or new.number_lookup <> old.number_lookup
        or new.entered_by <> old.entered_by then
        raise exception 'a destination is never changed, only followed by a next version' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$`,
  `create trigger destination_guard before update on destination for each row execute function guard_destination()`,

  `create function refuse_reopened_payout() returns trigger language plpgsql as $$
    begin
      if new.beneficiary_id <> old.beneficiary_id or new.distribution_id <> old.distribution_id or new.round <> old.round
        or (old.state <> 'listed' and (new.amount_minor <> old.amount_minor)) then
        raise exception 'a frozen payout keeps its person, round and amount' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$`,
  `create trigger payout_guard before update on payout for each row execute function refuse_reopened_payout()`,
]
