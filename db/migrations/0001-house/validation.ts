/**
 * “Shall I pay this?”, answered in one round trip: an FSP asks thousands of times a minute, within its own request. A
 * function, so that each of its statements sees what was committed while it waited for the locks. Part of 0001-house.
 */
import { inTransitStates } from '../../../domain/attempt.js'

export const validation = [
  // Locks the payout, then the attempt; stores the transaction and what was answered. Null is yes, a text says why not.
  `create function validate_transfer(
      for_account uuid, for_key text, for_transaction text, for_number bytea, for_amount bigint, for_currency text)
    returns text language plpgsql as $$
    declare
      found_attempt attempt%rowtype;
      refusal text;
    begin
      perform 1 from payout p join attempt a on a.payout_id = p.id where a.key = for_key for update of p;
      select * into found_attempt from attempt a where a.key = for_key and a.fsp_account_id = for_account for update;
      refusal := case
        when found_attempt.id is null then 'it names no attempt of ours'
        when found_attempt.state not in (${inTransitStates.map(state => `'${state}'`).join(',')}) then 'the attempt is ' || found_attempt.state
        when found_attempt.amount_minor <> for_amount or found_attempt.currency <> for_currency then 'another amount or currency'
        when found_attempt.number_lookup <> for_number then 'another number'
        when exists (select 1 from fsp_transaction x where x.attempt_id = found_attempt.id and x.transaction_id <> for_transaction)
          then 'the attempt has another transaction already'
        end;
      if refusal is null then
        insert into fsp_transaction (fsp_account_id, transaction_id, attempt_id, said, amount_minor)
        values (for_account, for_transaction, found_attempt.id, 'accepted', for_amount)
        on conflict (fsp_account_id, transaction_id) do nothing;
        if not exists (select 1 from fsp_transaction x where x.fsp_account_id = for_account and x.transaction_id = for_transaction
                          and x.attempt_id = found_attempt.id) then
          refusal := 'its transaction id belongs to another attempt';
        end if;
      end if;
      insert into validation (fsp_account_id, transaction_id, attempt_id, valid, why)
      values (for_account, for_transaction, found_attempt.id, refusal is null, refusal);
      return refusal;
    end $$`,
]
