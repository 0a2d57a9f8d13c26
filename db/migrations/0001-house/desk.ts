/** Keys, tokens, answers, audit, FSP accounts, programmes. Part of 0001-house. */

export const desk = [
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
  `create index idempotent_answer_age on idempotent_answer (created_at)`,

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
    details_enc bytea,
    address_enc bytea)`,
  `create index audit_event_subject on audit_event (subject_kind, subject_id, id)`,
  `create index audit_event_person on audit_event (person, id)`,
  `create index audit_event_programme on audit_event (programme_id, id)`,

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
    created_by text not null,
    created_at timestamptz not null default now(),
    confirmed_by text,
    constraint fsp_account_four_eyes check (confirmed_by is null or confirmed_by <> created_by),
    constraint fsp_account_confirmed check (confirmed_by is not null or paused_reason is not null))`,

  // Callbacks that were not taken, by the hour and what was wrong. Apart from the account, whose row is read under share
  // locks by every sender: a flood of wrong callbacks must not hold up what leaves.
  `create table callback_refusal (
    fsp_account_id uuid not null references fsp_account,
    hour timestamptz not null,
    why text not null check (why in ('source','content_type','too_large','malformed')),
    count bigint not null,
    primary key (fsp_account_id, hour, why))`,

  // What an account at an FSP held, whenever it was asked.
  `create table float_reading (
    fsp_account_id uuid not null references fsp_account,
    at timestamptz not null default now(),
    balance_minor bigint not null,
    currency char(3) not null,
    source text not null check (source in ('sending','caretaker','starting','asked')),
    primary key (fsp_account_id, at))`,
  // What withdrawing a transfer costs: bands from, to, charge in minor units, as versions.
  `create table withdrawal_tariff (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    version integer not null check (version >= 1),
    valid_from text not null check (valid_from ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    bands jsonb not null,
    made_by text not null,
    made_at timestamptz not null default now(),
    unique (fsp_account_id, version))`,

  // When the next request may leave for an account with a limit. A row of its own: accounts are read under share locks.
  `create table departure (
    fsp_account_id uuid primary key references fsp_account,
    next_at timestamptz not null)`,

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
    formula text,
    cap_minor bigint check (cap_minor > 0),
    most_in_all_minor bigint check (most_in_all_minor > 0),
    languages text[] not null,
    approval_steps jsonb not null default '[]',
    two_people text[] not null default '{}' check (two_people <@ array['roles','exports']),
    exchange_rate jsonb,
    withdrawal_charges text not null check (withdrawal_charges in ('person','programme')) default 'person',
    correction_days integer not null default 30 check (correction_days between 1 and 365),
    trial_of uuid unique references fsp_account,
    created_by text not null,
    created_at timestamptz not null default now())`,
]
