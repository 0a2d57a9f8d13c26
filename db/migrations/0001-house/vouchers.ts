/** E-vouchers: each card that was ordered, what was asked of the FSP about it, and how its person is asked. Part of 0001-house. */
import {
  givenStates,
  holdingStates,
  voucherEnds,
  voucherStateNames,
  voucherTransitions,
} from '../../../domain/voucher.js'

const list = (names: readonly string[]): string => names.map(name => `'${name}'`).join(',')

export const vouchers = [
  // A programme without a row here asks as usual (domain/voucher.ts).
  `create table programme_voucher (
    programme_id uuid primary key references programme,
    ask boolean not null,
    reminders_after_s jsonb not null,
    deadline_s integer not null check (deadline_s > 0),
    quiet_from_hour integer not null check (quiet_from_hour between 0 and 23),
    quiet_until_hour integer not null check (quiet_until_hour between 0 and 23),
    highest_card_minor bigint check (highest_card_minor > 0),
    changed_by text not null,
    changed_at timestamptz not null default now())`,

  // Stored with the RefPos under which it is ordered, before anything leaves. Card and PIN are money: sealed.
  `create table voucher (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null,
    distribution_id uuid not null,
    beneficiary_id uuid not null,
    payout_id uuid not null,
    attempt_id uuid not null,
    fsp_account_id uuid not null,
    part integer not null check (part >= 1),
    parts integer not null check (parts >= part),
    ordinal integer not null check (ordinal >= 1),
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    replaces uuid,
    ref_pos text not null,
    state text not null check (state in (${list(voucherStateNames)})) default 'to_issue',
    state_at timestamptz not null default now(),
    reason text,
    ended text check (ended in (${list(Object.keys(voucherEnds))})),
    opened_at timestamptz not null default now(),
    not_before timestamptz,
    send_by timestamptz,
    card_enc bytea,
    pin_enc bytea,
    card_lookup bytea,
    transaction_id text,
    due_on text check (due_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    issued_at timestamptz,
    asked_at timestamptz,
    deadline_at timestamptz,
    reminders integer not null default 0,
    answer text check (answer in ('yes','no')),
    answer_id uuid,
    -- The page behind a link to the question.
    answer_link_id uuid,
    answered_at timestamptz,
    sendings integer not null default 0,
    delivered_at timestamptz,
    tries integer not null default 0,
    denials integer not null default 0,
    balance_minor bigint,
    balance_at timestamptz,
    balance_asked_at timestamptz,
    moved_minor bigint check (moved_minor between 0 and amount_minor),
    desk_left_minor bigint check (desk_left_minor between 0 and amount_minor),
    next_at timestamptz default now(),
    looked_at timestamptz,
    wake_at timestamptz default clock_timestamp(),
    held_back boolean not null default false,
    unique (attempt_id, part, ordinal),
    unique (fsp_account_id, ref_pos),
    check ((card_enc is null) = (pin_enc is null)))`,
  // The lock of “one live voucher for one part of a payout”.
  `create unique index voucher_one on voucher (attempt_id, part) where state in (${list(holdingStates)})`,
  `create unique index voucher_card on voucher (fsp_account_id, card_lookup) where card_lookup is not null`,
  `create index voucher_wake on voucher (wake_at) where wake_at is not null`,
  `create index voucher_due on voucher (next_at) where next_at is not null`,
  `create index voucher_held on voucher (distribution_id) where held_back`,
  // Cards that may still have something on them, those first that nobody has asked about for longest.
  `create index voucher_to_ask on voucher (balance_asked_at nulls first) where state = 'delivered' and balance_minor is distinct from 0`,
  `create index voucher_person on voucher (beneficiary_id, opened_at)`,
  `create index voucher_payout on voucher (payout_id)`,
  `create index voucher_distribution on voucher (distribution_id, state)`,

  `create function refuse_voucher_move() returns trigger language plpgsql as $$
    begin raise exception 'a voucher can not go from % to %', old.state, new.state using errcode = 'restrict_violation'; end $$`,
  `create trigger voucher_moves before update of state on voucher for each row
    when (new.state <> old.state and not (old.state || '>' || new.state = any (array[${Object.entries(
      voucherTransitions,
    )
      .flatMap(([from, to]) => to.map(next => `'${from}>${next}'`))
      .join(',')}])))
    execute function refuse_voucher_move()`,
  `create function refuse_voucher_change() returns trigger language plpgsql as $$
    begin raise exception 'a voucher keeps what was ordered, what was issued and what left it' using errcode = 'restrict_violation'; end $$`,
  `create trigger voucher_keeps before update on voucher for each row
    when ((new.payout_id, new.attempt_id, new.part, new.ordinal, new.amount_minor, new.replaces, new.ref_pos, new.fsp_account_id)
        is distinct from (old.payout_id, old.attempt_id, old.part, old.ordinal, old.amount_minor, old.replaces, old.ref_pos, old.fsp_account_id)
      or (old.moved_minor is not null and new.moved_minor is distinct from old.moved_minor)
      or (old.card_lookup is not null and new.card_lookup is distinct from old.card_lookup))
    execute function refuse_voucher_change()`,

  // One request about a voucher: its row stands before it leaves.
  `create table voucher_call (
    id uuid primary key default gen_random_uuid(),
    voucher_id uuid not null,
    asks text not null check (asks in ('issue','cancel_ref','cancel_card','balance')),
    opened_at timestamptz not null default now(),
    answered_at timestamptz,
    outcome text,
    reason text,
    code text,
    http_status integer,
    raw_enc bytea)`,
  `create index voucher_call_voucher on voucher_call (voucher_id, opened_at)`,

  // A way to the document, or to the question, that nobody can guess; only its hash is kept.
  `create table voucher_link (
    id uuid primary key default gen_random_uuid(),
    voucher_id uuid not null,
    token_lookup bytea not null unique,
    made_for text not null check (made_for in ('carrier','person','question')),
    made_at timestamptz not null default now(),
    until timestamptz not null,
    opened integer not null default 0)`,
  `create index voucher_link_voucher on voucher_link (voucher_id)`,

  // The file as it was made the first time (sealed), as long as it may be given: whoever leaves those states leaves it behind.
  `create table voucher_document (
    voucher_id uuid primary key,
    made_at timestamptz not null default now(),
    pdf_enc bytea not null)`,
  `create function drop_voucher_document() returns trigger language plpgsql as $$
    begin delete from voucher_document where voucher_id = new.id; return null; end $$`,
  `create trigger voucher_document_goes after update of state on voucher for each row
    when (old.state in (${list(givenStates)}) and new.state not in (${list(givenStates)}))
    execute function drop_voucher_document()`,
]
