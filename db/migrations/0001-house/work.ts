/** What arrives, what was booked, and what waits for a person. Part of 0001-house. */

export const work = [
  `create table notice (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null,
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
    attempt_id uuid,
    claimed_transaction_id text,
    claimed_outcome text check (claimed_outcome in ('accepted','paid','refused','notTaken','unknown','reversed')),
    applied_at timestamptz,
    unique (fsp_account_id, kind, digest))`,
  // Rows lie in the order in which they came, so a range of pages is enough to find those of a day: no entry for each.
  `create index notice_received on notice using brin (received_at) with (pages_per_range = 32, autosummarize = on)`,
  `create index notice_waiting on notice (apply_after) where state in ('stored','to_confirm')`,
  `create index notice_to_confirm on notice (attempt_id) where state = 'to_confirm'`,
  `create index notice_attempt on notice (attempt_id) where attempt_id is not null`,

  // What the FSP asked before paying and what it was told: the strongest guard there is, so its evidence is kept.
  `create table validation (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null,
    transaction_id text not null,
    attempt_id uuid,
    valid boolean not null,
    why text,
    asked_at timestamptz not null default now())`,
  `create index validation_attempt on validation (attempt_id)`,

  // One entry moves one amount from one account to another: every entry is balanced by construction.
  `create table ledger_entry (
    id bigint generated always as identity primary key,
    programme_id uuid not null,
    from_account text not null,
    to_account text not null,
    amount_minor bigint not null check (amount_minor > 0),
    kind text not null,
    key text not null unique,
    distribution_id uuid,
    payout_id uuid,
    attempt_id uuid,
    posted_at timestamptz not null default now(),
    check (from_account <> to_account),
    check (from_account in ('funding','available','reserved','in_transit','disbursed','fees','returned','overpaid')),
    check (to_account in ('funding','available','reserved','in_transit','disbursed','fees','returned','overpaid')))`,
  `create index ledger_entry_programme on ledger_entry (programme_id, id)`,

  `create table work_case (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid references programme,
    kind text not null check (kind in ('correction','unknown','contradiction','unmatched_notice','overpaid','fee','float_short','account_check','decision','approval_dropped','statement','possible_duplicate','callbacks_silent','message_failed','carrier_paused','voucher')),
    beneficiary_id uuid references beneficiary,
    distribution_id uuid references distribution,
    payout_id uuid references payout,
    attempt_id uuid references attempt,
    notice_id uuid references notice,
    statement_line_id uuid,
    fsp_account_id uuid references fsp_account,
    carrier_account_id uuid,
    pair_id uuid references possible_duplicate,
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
  `create unique index work_case_once on work_case (kind, coalesce(statement_line_id, attempt_id, notice_id, payout_id, pair_id, beneficiary_id, distribution_id, fsp_account_id, carrier_account_id, programme_id)) where state = 'open'`,
  `create index work_case_open on work_case (programme_id, kind, deadline_at) where state = 'open'`,
  ...['payout', 'attempt', 'distribution'].map(
    of => `create index work_case_of_${of} on work_case (${of}_id) where state = 'open' and ${of}_id is not null`,
  ),
  // A person’s story has the closed ones too.
  ...['beneficiary', 'pair'].map(
    of => `create index work_case_of_${of} on work_case (${of}_id) where ${of}_id is not null`,
  ),
  // The work list itself: most pressing first, of everybody or of one owner.
  `create index work_case_due on work_case (deadline_at, id) where state = 'open'`,
  `create index work_case_owner on work_case (owner, deadline_at, id) where state = 'open'`,

  // A link by which somebody without an account sees and fills in some open corrections, for some days, on one phone. Of its
  // token, its PIN and the phone’s cookie only keyed hashes are kept.
  `create table field_link (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    place text,
    owner text,
    case_ids text[] check (cardinality(case_ids) between 1 and 500),
    language text not null,
    token_lookup bytea not null unique,
    pin_lookup bytea,
    pin_tries integer not null default 0,
    session_lookup bytea unique,
    made_by text not null,
    made_at timestamptz not null default now(),
    expires_at timestamptz not null,
    opened_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    check (num_nonnulls(place, owner, case_ids) > 0),
    check (expires_at <= made_at + interval '15 days'),
    check ((ended_at is null) = (ended_by is null)))`,
  `create index field_link_programme on field_link (programme_id, made_at, id)`,

  // A file of people that somebody asked for; it is made when they fetch it, and kept by nobody.
  `create table people_export (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    what text not null check (what in ('people','corrections','refused_rows')) default 'people',
    place text,
    import_id uuid references beneficiary_import,
    asked_by text not null,
    asked_at timestamptz not null default now(),
    good_until timestamptz,
    check ((what = 'refused_rows') = (import_id is not null)))`,
  `create index people_export_lists on people_export (programme_id, asked_at, id) where what = 'corrections'`,

  // What came of trying to reach somebody about a case; only added to. \`source\` is a keyed hash of the row of a file or the
  // form of a page that it came by: the same one again is known.
  `create table case_contact (
    id uuid primary key default gen_random_uuid(),
    case_id uuid not null references work_case,
    how text not null check (how in ('called','visited','message','other')),
    result text not null check (result in ('reached','no_answer','wrong_person','promised','moved','other')),
    note_enc bytea,
    at timestamptz not null,
    destination_id uuid references destination,
    field_link_id uuid references field_link,
    list_id uuid references people_export,
    entered_by text not null,
    entered_at timestamptz not null default now(),
    source bytea unique)`,
  `create index case_contact_case on case_contact (case_id, at)`,
  `create index case_contact_link on case_contact (field_link_id) where field_link_id is not null`,
  `create index case_contact_list on case_contact (list_id) where list_id is not null`,
  `create index case_contact_destination on case_contact (destination_id) where destination_id is not null`,

  // What one person wants done and another one decides (db/proposals.ts): how an unknown ended, what is to be changed at an
  // FSP account, who is to hold which roles, a file of people. What is secret or personal of it is sealed.
  `create table proposal (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('unknown_end','fsp_account','staff_roles','own_role','two_people','export','trial_payment','standing_approval','voucher_replacement')),
    programme_id uuid references programme,
    subject uuid,
    name text,
    summary jsonb not null,
    content_enc bytea,
    based_on bytea,
    reason text,
    state text not null check (state in ('proposed','approved','rejected','withdrawn','over')) default 'proposed',
    proposed_by text not null,
    proposed_role text not null,
    proposed_at timestamptz not null default now(),
    good_until timestamptz,
    decided_by text,
    decided_at timestamptz,
    decision_reason text,
    check (num_nonnulls(subject, name) = 1),
    check ((state = 'proposed') = (decided_by is null)),
    constraint proposal_four_eyes check (
      decided_by is null or (state in ('approved','rejected') and decided_by <> proposed_by)
      or (state = 'withdrawn' and decided_by = proposed_by) or state = 'over'))`,
  // A proposal of a trial payment that was approved, and the distribution that is it.
  `create table trial_payment (
    proposal_id uuid primary key references proposal,
    fsp_account_id uuid not null references fsp_account,
    programme_id uuid not null references programme,
    distribution_id uuid not null unique references distribution,
    asked_at timestamptz,
    asked_times integer not null default 0)`,
  `create index trial_payment_account on trial_payment (fsp_account_id)`,
  `create unique index proposal_open on proposal (kind, coalesce(subject::text, name)) where state = 'proposed'`,
  `create index proposal_subject on proposal (subject) where kind in ('unknown_end','export')`,
]
