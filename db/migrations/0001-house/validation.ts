/**
 * “Shall I pay this?”, answered in one round trip for all who ask at one moment: an FSP asks thousands of times a minute,
 * within its own request. A function, so that each of its statements sees what was committed while it waited for the
 * locks. Part of 0001-house.
 */
import { inTransitStates } from '../../../domain/attempt.js'

const onItsWay = inTransitStates.map(state => `'${state}'`).join(',')

export const validation = [
  // Locks the payouts, then the attempts, by id; stores the transactions and what was answered. Null is yes, a text says
  // why not. Nobody may ask about one attempt or one transaction twice in one list: who comes second would not see the
  // first. Arrays, because a list of JSON is planned as if it always had a hundred rows.
  `create function validate_transfers(
      accounts uuid[], payouts uuid[], ordinals int[], transactions text[], numbers bytea[], amounts bigint[], currencies text[])
    returns table (place int, refusal text) language plpgsql as $$
    begin
      perform 1 from payout p where p.id = any (payouts) order by p.id for update of p;
      perform 1 from unnest(payouts, ordinals) g(payout, ordinal) join attempt a on a.payout_id = g.payout and a.ordinal = g.ordinal
        order by a.id for update of a;
      return query
        with asked as (
          select g.*, a.id as attempt, case
                   when a.id is null then 'it names no attempt of ours'
                   when a.state not in (${onItsWay}) then 'the attempt is ' || a.state
                   when a.amount_minor <> g.amount or a.currency <> g.currency then 'another amount or currency'
                   when a.number_lookup <> g.number then 'another number'
                   when exists (select 1 from fsp_transaction x where x.attempt_id = a.id and x.transaction_id <> g.transaction)
                     then 'the attempt has another transaction already'
                   when exists (select 1 from fsp_transaction x where x.fsp_account_id = g.account and x.transaction_id = g.transaction
                                   and x.attempt_id <> a.id)
                     then 'its transaction id belongs to another attempt'
                 end as no
            from unnest(accounts, payouts, ordinals, transactions, numbers, amounts, currencies) with ordinality
              as g(account, payout, ordinal, transaction, number, amount, currency, nth)
            left join attempt a on a.payout_id = g.payout and a.ordinal = g.ordinal and a.fsp_account_id = g.account),
        -- A transaction that another list stored a moment ago for another attempt does not come back here, and is no yes.
        kept as (
          insert into fsp_transaction as x (fsp_account_id, transaction_id, attempt_id, said, amount_minor)
          select q.account, q.transaction, q.attempt, 'accepted', q.amount from asked q where q.no is null order by q.transaction
          on conflict (fsp_account_id, transaction_id) do update set attempt_id = x.attempt_id where x.attempt_id = excluded.attempt_id
          returning x.fsp_account_id, x.transaction_id),
        answered as (
          select q.*, coalesce(q.no, case when k.transaction_id is null then 'its transaction id belongs to another attempt' end) as why
            from asked q left join kept k on k.fsp_account_id = q.account and k.transaction_id = q.transaction),
        remembered as (
          insert into validation (fsp_account_id, transaction_id, attempt_id, valid, why)
          select n.account, n.transaction, n.attempt, n.why is null, n.why from answered n)
        select n.nth::int, n.why from answered n;
    end $$`,
]
