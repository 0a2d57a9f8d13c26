import { sql, type Kysely } from 'kysely'
import { transitions } from '../../domain/attempt.js'

/**
 * The whole house: programmes, people, money. The guards of design section 6 are constraints here, so that no code,
 * old or new, can pay twice. Columns named *_enc hold AES-256-GCM ciphertext (db/sealing.ts), *_lookup keyed hashes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of [...tables].reverse()) await sql.raw(`drop table if exists ${table} cascade`).execute(db)
  for (const name of ['refuse_change', 'guard_attempt', 'refuse_reopened_payout']) {
    await sql.raw(`drop function if exists ${name}() cascade`).execute(db)
  }
}

const tables = [
  'encryption_key',
  'api_token',
  'idempotent_answer',
  'audit_event',
  'fsp_account',
  'programme',
  'beneficiary_import',
  'import_row',
  'beneficiary',
  'destination',
  'possible_duplicate',
  'distribution',
  'approval',
  'payout',
  'attempt',
  'call',
  'call_attempt',
  'fsp_transaction',
  'notice',
  'validation',
  'ledger_entry',
  'work_case',
  'unknown_end',
  'account_check',
]

const openAttempt = `state in ('prepared','sending','accepted','unknown')`
const list = (values: readonly string[]): string => values.map(value => `'${value}'`).join(',')

const statements = [
  `create table encryption_key (
    id uuid primary key default gen_random_uuid(),
    purpose text not null check (purpose in ('field','lookup','payload')),
    master_key_id text not null,
    wrapped bytea not null,
    created_at timestamptz not null default now())`,

  `create table api_token (
    id uuid primary key default gen_random_uuid(),
    digest bytea not null unique,
    person text not null,
    role text not null check (role in ('maker','approver','auditor','operator')),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz)`,

  // The same key and body get the same answer; another body under the same key is refused (409).
  `create table idempotent_answer (
    person text not null,
    key text not null,
    route text not null,
    body_digest bytea not null,
    status integer,
    answer_enc bytea,
    created_at timestamptz not null default now(),
    primary key (person, key))`,

  `create table audit_event (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    person text not null,
    role text not null,
    act text not null,
    programme_id uuid,
    subject_kind text not null,
    subject_id text not null,
    details jsonb not null default '{}',
    details_enc bytea)`,
  `create index audit_event_subject on audit_event (subject_kind, subject_id, id)`,

  `create table fsp_account (
    id uuid primary key default gen_random_uuid(),
    fsp_name text not null,
    name text not null unique,
    currency char(3) not null,
    country char(2) not null,
    credentials_enc bytea not null,
    settings jsonb not null default '{}',
    callback_token_enc bytea not null,
    callback_token_lookup bytea not null unique,
    source_allow_list text[] not null default '{}',
    fail_closed boolean not null default false,
    paused_reason text,
    paused_at timestamptz,
    callbacks_refused bigint not null default 0,
    created_by text not null,
    created_at timestamptz not null default now())`,

  `create table programme (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    currency char(3) not null,
    country char(2) not null,
    fsp_account_id uuid references fsp_account,
    rounds integer not null check (rounds between 1 and 1000),
    base_minor bigint not null check (base_minor > 0),
    members_included integer not null default 0 check (members_included >= 0),
    per_extra_member_minor bigint not null default 0 check (per_extra_member_minor >= 0),
    languages text[] not null,
    correction_days integer not null default 30 check (correction_days between 1 and 365),
    created_by text not null,
    created_at timestamptz not null default now())`,

  `create table beneficiary_import (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    file_name text not null,
    file_enc bytea not null,
    file_digest bytea not null,
    column_map jsonb not null,
    state text not null check (state in ('stored','running','done','failed')) default 'stored',
    rows_read integer not null default 0,
    rows_imported integer not null default 0,
    rows_known integer not null default 0,
    rows_refused integer not null default 0,
    next_check_at timestamptz not null default now(),
    created_by text not null,
    created_at timestamptz not null default now(),
    finished_at timestamptz)`,
  `create index beneficiary_import_open on beneficiary_import (next_check_at) where state in ('stored','running')`,

  `create table beneficiary (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    number integer not null,
    state text not null check (state in ('registered','validated','included','declined','paused','completed')) default 'registered',
    paused_from text,
    state_reason text,
    name_enc bytea not null,
    name_lookup bytea not null,
    name_place_lookup bytea not null,
    national_id_enc bytea,
    national_id_lookup bytea,
    place text not null,
    household_size integer not null check (household_size between 1 and 99),
    language text not null,
    remarks_enc bytea,
    consent_at timestamptz not null,
    identity_digest bytea not null,
    import_id uuid references beneficiary_import,
    account_check text not null check (account_check in ('unchecked','pending','ok','cannot_receive','unclear')) default 'unchecked',
    account_check_reason text,
    account_checked_at timestamptz,
    held_reason text,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (programme_id, number),
    unique (programme_id, identity_digest))`,
  `create index beneficiary_state on beneficiary (programme_id, state, number)`,
  `create index beneficiary_name on beneficiary (programme_id, name_lookup)`,
  `create index beneficiary_name_place on beneficiary (programme_id, name_place_lookup)`,
  `create index beneficiary_national_id on beneficiary (programme_id, national_id_lookup) where national_id_lookup is not null`,

  `create table import_row (
    import_id uuid not null references beneficiary_import,
    row_number integer not null,
    outcome text not null check (outcome in ('imported','known','refused')),
    beneficiary_id uuid references beneficiary,
    problems jsonb not null default '[]',
    row_enc bytea,
    primary key (import_id, row_number))`,

  // A destination is never changed, only followed by a next version that somebody else approved.
  `create table destination (
    id uuid primary key default gen_random_uuid(),
    beneficiary_id uuid not null references beneficiary,
    version integer not null check (version >= 1),
    number_enc bytea not null,
    number_lookup bytea not null,
    state text not null check (state in ('proposed','approved','rejected','superseded')),
    account_check text not null check (account_check in ('unchecked','pending','ok','cannot_receive','unclear')) default 'unchecked',
    account_check_reason text,
    reason text,
    entered_by text not null,
    entered_at timestamptz not null default now(),
    decided_by text,
    decided_at timestamptz,
    unique (beneficiary_id, version),
    check (version = 1 or state in ('proposed','superseded') or decided_by is not null),
    constraint destination_four_eyes check (decided_by is null or decided_by <> entered_by))`,
  `create unique index destination_current on destination (beneficiary_id) where state = 'approved'`,
  `create unique index destination_proposed on destination (beneficiary_id) where state = 'proposed'`,
  `create index destination_number on destination (number_lookup)`,

  `create table account_check (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    destination_id uuid not null references destination,
    provider_check_id text,
    state text not null check (state in ('asked','answered')) default 'asked',
    asked_at timestamptz not null default now(),
    answered_at timestamptz,
    unique (fsp_account_id, provider_check_id))`,

  `create table possible_duplicate (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    beneficiary_a uuid not null references beneficiary,
    beneficiary_b uuid not null references beneficiary,
    reasons text[] not null,
    state text not null check (state in ('open','different','duplicate')) default 'open',
    declined_beneficiary_id uuid references beneficiary,
    reason text,
    decided_by text,
    decided_at timestamptz,
    created_at timestamptz not null default now(),
    check (beneficiary_a < beneficiary_b),
    unique (beneficiary_a, beneficiary_b))`,
  `create index possible_duplicate_open_a on possible_duplicate (beneficiary_a) where state = 'open'`,
  `create index possible_duplicate_open_b on possible_duplicate (beneficiary_b) where state = 'open'`,

  `create table distribution (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    round integer not null check (round >= 1),
    purpose text not null default 'transfer',
    name text not null,
    state text not null check (state in ('freezing','awaiting_approval','approved','paying','paused','closed','rejected','cancelled')) default 'freezing',
    fsp_account_id uuid not null references fsp_account,
    list_filter jsonb not null default '{}',
    list_hash bytea,
    payouts integer not null default 0,
    batches integer not null default 0,
    batch_size integer not null default 500 check (batch_size between 1 and 2000),
    total_minor bigint not null default 0,
    fee_reserve_minor bigint not null default 0,
    pay_first integer check (pay_first > 0),
    pause_reason text,
    paused_by text,
    next_check_at timestamptz not null default now(),
    created_by text not null,
    created_at timestamptz not null default now(),
    frozen_at timestamptz,
    approved_by text,
    approved_at timestamptz,
    started_by text,
    started_at timestamptz,
    first_paid_at timestamptz,
    closed_at timestamptz,
    constraint distribution_four_eyes check (approved_by is null or approved_by <> created_by))`,
  `create index distribution_open on distribution (next_check_at) where state not in ('closed','rejected','cancelled')`,

  // Whose word permits an attempt: the approval of a whole distribution, or of one payment again.
  `create table approval (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('distribution','destination','pay_again')),
    distribution_id uuid references distribution,
    payout_id uuid,
    destination_id uuid references destination,
    list_hash bytea,
    made_by text not null,
    approved_by text not null,
    approved_at timestamptz not null default now(),
    constraint approval_four_eyes check (approved_by <> made_by))`,
  `create unique index approval_of_distribution on approval (distribution_id) where kind = 'distribution'`,

  `create table payout (
    id uuid primary key default gen_random_uuid(),
    distribution_id uuid not null references distribution,
    beneficiary_id uuid not null references beneficiary,
    programme_id uuid not null references programme,
    round integer not null,
    purpose text not null,
    position integer not null,
    batch integer not null,
    amount_minor bigint not null check (amount_minor > 0),
    fee_reserve_minor bigint not null check (fee_reserve_minor >= 0),
    destination_id uuid not null references destination,
    fsp_account_id uuid not null references fsp_account,
    state text not null check (state in ('listed','ready','in_progress','unknown','refused','paid','overpaid','to_decide','cancelled','closed')) default 'listed',
    reason text,
    money text not null check (money in ('none','reserved','in_transit','disbursed','returned')) default 'none',
    released boolean not null default false,
    held_reason text,
    next_check_at timestamptz,
    state_at timestamptz not null default now(),
    unique (distribution_id, beneficiary_id),
    unique (distribution_id, position))`,
  // Two officers can not open the same round twice for one person (design section 6).
  `create unique index payout_once_a_round on payout (beneficiary_id, round, purpose) where not released`,
  `create index payout_batch on payout (distribution_id, batch, position)`,
  `create index payout_state on payout (distribution_id, state)`,
  `create index payout_beneficiary on payout (beneficiary_id)`,
  `create index payout_due on payout (next_check_at) where next_check_at is not null`,
  `alter table approval add foreign key (payout_id) references payout`,

  `create table call (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    distribution_id uuid not null references distribution,
    body_digest bytea not null,
    state text not null check (state in ('leaving','answered','not_taken','lost')) default 'leaving',
    send_by timestamptz not null,
    created_at timestamptz not null default now(),
    answered_at timestamptz,
    http_status integer,
    why text,
    answer_enc bytea)`,
  `create index call_distribution on call (distribution_id)`,

  `create table attempt (
    id uuid primary key default gen_random_uuid(),
    payout_id uuid not null references payout,
    ordinal integer not null check (ordinal >= 1),
    key text not null unique,
    state text not null check (state in (${list(Object.keys(transitions))})) default 'prepared',
    reason text,
    programme_id uuid not null references programme,
    distribution_id uuid not null references distribution,
    beneficiary_id uuid not null references beneficiary,
    batch integer,
    amount_minor bigint not null check (amount_minor > 0),
    currency char(3) not null,
    destination_id uuid not null references destination,
    number_lookup bytea not null,
    fsp_account_id uuid not null references fsp_account,
    approval_id uuid not null references approval,
    call_id uuid references call,
    sends integer not null default 0,
    send_by timestamptz,
    left_at timestamptz,
    not_before timestamptz,
    checks integer not null default 0,
    next_check_at timestamptz,
    refusal_confirmed boolean not null default false,
    receipt_enc bytea,
    receipt_lookup bytea,
    recipient_name_enc bytea,
    fee_minor bigint,
    opened_by text not null,
    opened_at timestamptz not null default now(),
    state_at timestamptz not null default now(),
    unique (payout_id, ordinal),
    check (key = payout_id::text || '.' || ordinal::text))`,
  // The two locks of “never twice”: one open attempt, one success for a payout.
  `create unique index attempt_one_open on attempt (payout_id) where ${openAttempt}`,
  `create unique index attempt_one_paid on attempt (payout_id) where state = 'paid'`,
  `create index attempt_prepared on attempt (distribution_id, batch) where state = 'prepared'`,
  `create index attempt_due on attempt (next_check_at) where next_check_at is not null`,
  `create index attempt_beneficiary on attempt (beneficiary_id)`,
  `create index attempt_receipt on attempt (receipt_lookup) where receipt_lookup is not null`,

  `create table call_attempt (
    call_id uuid not null references call,
    position integer not null,
    attempt_id uuid not null references attempt,
    number_lookup bytea not null,
    primary key (call_id, position),
    unique (call_id, attempt_id),
    unique (call_id, number_lookup))`,
  `create index call_attempt_attempt on call_attempt (attempt_id)`,

  `create table fsp_transaction (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    transaction_id text not null,
    attempt_id uuid not null references attempt,
    said text not null check (said in ('accepted','paid','refused','reversed')),
    confirmed boolean not null default false,
    amount_minor bigint,
    fee_minor bigint,
    first_seen_at timestamptz not null default now(),
    unique (fsp_account_id, transaction_id))`,
  `create index fsp_transaction_attempt on fsp_transaction (attempt_id)`,

  `create table notice (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    channel text not null default 'callback',
    kind text not null check (kind in ('notification','account_check')),
    digest bytea not null,
    raw_enc bytea not null,
    content_type text not null,
    received_at timestamptz not null default now(),
    repeats integer not null default 0,
    state text not null check (state in ('stored','applied','to_confirm','unmatched','contradiction','failed')) default 'stored',
    apply_after timestamptz not null default now(),
    tries integer not null default 0,
    why text,
    direction text check (direction in ('out','in','none')),
    attempt_id uuid references attempt,
    claimed_transaction_id text,
    applied_at timestamptz,
    unique (fsp_account_id, kind, digest))`,
  `create index notice_waiting on notice (apply_after) where state in ('stored','to_confirm')`,
  `create index notice_attempt on notice (attempt_id) where attempt_id is not null`,

  // What the FSP asked before paying and what it was told: the strongest guard there is, so its evidence is kept.
  `create table validation (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    transaction_id text not null,
    attempt_id uuid references attempt,
    valid boolean not null,
    why text,
    asked_at timestamptz not null default now())`,
  `create index validation_attempt on validation (attempt_id)`,

  // One entry moves one amount from one account to another: every entry is balanced by construction.
  `create table ledger_entry (
    id bigint generated always as identity primary key,
    programme_id uuid not null references programme,
    from_account text not null,
    to_account text not null,
    amount_minor bigint not null check (amount_minor > 0),
    kind text not null,
    key text not null unique,
    distribution_id uuid references distribution,
    payout_id uuid references payout,
    attempt_id uuid references attempt,
    posted_at timestamptz not null default now(),
    check (from_account <> to_account),
    check (from_account in ('funding','available','reserved','in_transit','disbursed','fees','returned','overpaid')),
    check (to_account in ('funding','available','reserved','in_transit','disbursed','fees','returned','overpaid')))`,
  `create index ledger_entry_programme on ledger_entry (programme_id, from_account, to_account)`,
  `create index ledger_entry_payout on ledger_entry (payout_id)`,

  `create table work_case (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid references programme,
    kind text not null check (kind in ('correction','unknown','contradiction','unmatched_notice','overpaid','fee','float_short','account_check','decision')),
    beneficiary_id uuid references beneficiary,
    distribution_id uuid references distribution,
    payout_id uuid references payout,
    attempt_id uuid references attempt,
    notice_id uuid references notice,
    fsp_account_id uuid references fsp_account,
    reason text,
    says text not null,
    owner text not null,
    state text not null check (state in ('open','closed')) default 'open',
    opened_at timestamptz not null default now(),
    deadline_at timestamptz not null,
    at_deadline text not null check (at_deadline in ('close_payout','escalate')),
    escalations integer not null default 0,
    resolution text,
    closed_by text,
    closed_at timestamptz)`,
  `create unique index work_case_once on work_case (kind, coalesce(attempt_id, notice_id, payout_id, beneficiary_id, distribution_id, fsp_account_id)) where state = 'open'`,
  `create index work_case_open on work_case (programme_id, kind, deadline_at) where state = 'open'`,
  `create index work_case_due on work_case (deadline_at) where state = 'open'`,

  // Ending an unknown by hand takes two different people and a reason.
  `create table unknown_end (
    id uuid primary key default gen_random_uuid(),
    attempt_id uuid not null references attempt,
    outcome text not null check (outcome in ('paid','refused')),
    reason text not null,
    evidence_enc bytea,
    state text not null check (state in ('proposed','confirmed','rejected')) default 'proposed',
    proposed_by text not null,
    proposed_at timestamptz not null default now(),
    decided_by text,
    decided_at timestamptz,
    check ((state = 'proposed') = (decided_by is null)),
    constraint unknown_end_four_eyes check (decided_by is null or decided_by <> proposed_by))`,
  `create unique index unknown_end_open on unknown_end (attempt_id) where state = 'proposed'`,

  `create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$`,
  ...['audit_event', 'ledger_entry'].map(
    table =>
      `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`,
  ),

  // domain/attempt.ts is the one table of states; this trigger is the same table where no code can pass it by.
  `create function guard_attempt() returns trigger language plpgsql as $$
    begin
      if new.payout_id <> old.payout_id or new.key <> old.key or new.amount_minor <> old.amount_minor
        or new.destination_id <> old.destination_id or new.fsp_account_id <> old.fsp_account_id or new.approval_id <> old.approval_id then
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
