/** Imports, people, their destinations and possible duplicates. Part of 0001-house. */

export const people = [
  // Filters, order and columns of a page of the portal under a name; of nobody’s data, so nothing is sealed.
  `create table saved_view (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid references programme,
    page text not null check (page in ('people','payouts','work')),
    name text not null,
    search jsonb not null,
    columns text[],
    owner text not null,
    shared boolean not null default false,
    saved_at timestamptz not null default now(),
    unique nulls not distinct (owner, programme_id, page, name),
    check (not shared or programme_id is not null))`,

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

  // What a programme wants to know beside what every programme knows; never deleted, because people have values of it.
  `create table programme_field (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
    type text not null check (type in ('text','whole','decimal','date','one_of','many_of','yes_no')),
    labels jsonb not null,
    required boolean not null,
    rules jsonb not null,
    personal boolean not null,
    archived_at timestamptz,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (programme_id, key))`,

  // Where the areas of a programme lie, in thousandths of a degree, for a map (db/areas.ts). An area is what people’s `place` names.
  `create table programme_area (
    programme_id uuid not null references programme,
    name text not null,
    latitude_milli integer not null check (latitude_milli between -90000 and 90000),
    longitude_milli integer not null check (longitude_milli between -180000 and 180000),
    set_by text not null,
    set_at timestamptz not null default now(),
    primary key (programme_id, name))`,
  `create unique index programme_area_once on programme_area (programme_id, lower(name))`,

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
    partner text,
    household_size integer not null check (household_size between 1 and 99),
    language text not null,
    remarks_enc bytea,
    custom jsonb not null default '{}',
    custom_enc bytea,
    consent_at timestamptz not null,
    identity_digest bytea not null,
    import_id uuid references beneficiary_import,
    import_row integer,
    account_check text not null check (account_check in ('unchecked','pending','ok','cannot_receive','unclear')) default 'unchecked',
    account_check_reason text,
    account_checked_at timestamptz,
    held_reason text,
    included_at timestamptz,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (programme_id, number),
    unique (programme_id, identity_digest))`,
  // What lists are filtered and sorted by; the number makes every order of a programme's people complete.
  `create index beneficiary_state on beneficiary (programme_id, state, account_check, number) include (language)`,
  `create index beneficiary_account_check on beneficiary (programme_id, account_check, number)`,
  `create index beneficiary_place on beneficiary (programme_id, lower(place), number)`,
  // Who reaches some places is led to them, and counts without reading the people themselves (db/reach.ts).
  `create index beneficiary_in_place on beneficiary (programme_id, place, number) include (partner, state, account_check)`,
  `create index beneficiary_household on beneficiary (programme_id, household_size, number)`,
  // Few, and asked for whenever somebody looks how far a distribution is.
  `create index beneficiary_held on beneficiary (programme_id) where held_reason is not null or state in ('paused','declined')`,
  // Most programmes have no field of their own.
  `create index beneficiary_custom on beneficiary using gin (custom jsonb_path_ops) where custom <> '{}'`,
  `create index beneficiary_name on beneficiary (programme_id, name_lookup)`,
  `create index beneficiary_name_place on beneficiary (programme_id, name_place_lookup)`,
  // Also asked for across programmes: who is in two of them.
  `create index beneficiary_national_id on beneficiary (national_id_lookup, programme_id) where national_id_lookup is not null`,

  // Rows of a list that became nobody; whoever became a person carries the row (beneficiary.import_row).
  `create table import_row (
    import_id uuid not null references beneficiary_import,
    row_number integer not null,
    outcome text not null check (outcome in ('known','refused')),
    beneficiary_id uuid references beneficiary,
    problems jsonb not null default '[]',
    row_enc bytea,
    primary key (import_id, row_number))`,

  // Every field of a person that was changed, as it was and as it is since (db/history.ts); only added to.
  `create table beneficiary_change (
    id bigint generated always as identity primary key,
    beneficiary_id uuid not null references beneficiary,
    field text not null,
    before_enc bytea,
    after_enc bytea,
    act text not null,
    person text not null,
    role text not null,
    at timestamptz not null default now())`,
  `create index beneficiary_change_of on beneficiary_change (beneficiary_id, id)`,

  // What staff want the next one to know of a person; only added to.
  `create table beneficiary_note (
    id uuid primary key default gen_random_uuid(),
    beneficiary_id uuid not null references beneficiary,
    text_enc bytea not null,
    written_by text not null,
    written_at timestamptz not null default now())`,
  `create index beneficiary_note_of on beneficiary_note (beneficiary_id, written_at)`,

  // A destination is never changed, only followed by a next version that somebody else approved.
  `create table destination (
    id uuid primary key default gen_random_uuid(),
    beneficiary_id uuid not null references beneficiary,
    version integer not null check (version >= 1),
    number_enc bytea not null,
    number_lookup bytea not null,
    fsp_account_id uuid references fsp_account,
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
  `create index destination_pending on destination (beneficiary_id) where account_check = 'pending'`,
  // Few pay through another account than the programme’s (null), and those that wait are asked about there.
  `create index destination_pending_elsewhere on destination (fsp_account_id) where account_check = 'pending' and fsp_account_id is not null`,

  `create table account_check (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    destination_id uuid not null references destination,
    provider_check_id text,
    state text not null check (state in ('asked','answered')) default 'asked',
    asked_at timestamptz not null default now(),
    answered_at timestamptz,
    unique (fsp_account_id, provider_check_id))`,
  `create index account_check_destination on account_check (destination_id)`,

  `create table possible_duplicate (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    beneficiary_a uuid not null references beneficiary,
    beneficiary_b uuid not null references beneficiary,
    reasons text[] not null,
    likeness integer check (likeness between 0 and 100),
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

  // Who waits to be compared by likeness (db/likenessSearch.ts), and by what keys, hashed, they can be found.
  `create table likeness_due (
    beneficiary_id uuid primary key references beneficiary,
    programme_id uuid not null references programme,
    since timestamptz not null default now())`,
  `create index likeness_due_next on likeness_due (programme_id, since, beneficiary_id)`,
  `create table beneficiary_likeness (
    beneficiary_id uuid primary key references beneficiary,
    programme_id uuid not null references programme,
    keys text[] not null,
    too_common boolean not null default false,
    compared_at timestamptz not null default now())`,
  `create index beneficiary_likeness_common on beneficiary_likeness (programme_id) where too_common`,
  // No foreign key: a million of these are written for a hundred thousand people, beside the row above that holds them.
  `create table likeness_key (
    key bigint not null,
    beneficiary_id uuid not null,
    primary key (key, beneficiary_id))`,

  `create table programme_overlap (
    id uuid primary key default gen_random_uuid(),
    beneficiary_a uuid not null references beneficiary,
    programme_a uuid not null references programme,
    beneficiary_b uuid not null references beneficiary,
    programme_b uuid not null references programme,
    reasons text[] not null,
    found_at timestamptz not null default now(),
    check (beneficiary_a < beneficiary_b),
    check (programme_a <> programme_b),
    unique (beneficiary_a, beneficiary_b))`,
  `create index programme_overlap_b on programme_overlap (beneficiary_b)`,
  `create index programme_overlap_programme_a on programme_overlap (programme_a)`,
  `create index programme_overlap_programme_b on programme_overlap (programme_b)`,
]
