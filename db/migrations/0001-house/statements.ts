/** Statements of FSPs: how they are written, the files, their lines, and what they lack. Part of 0001-house. */
import { lineKinds, lineResultNames, lineStatuses } from '../../../domain/statement.js'

const list = (values: readonly string[]): string => values.map(value => `'${value}'`).join(',')

export const statements = [
  `create table statement_profile (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    name text not null,
    rules jsonb not null,
    made_by text not null,
    made_at timestamptz not null default now(),
    unique (fsp_account_id, name))`,

  // The file itself lies sealed in pieces, which are there before it, until it is read; its rules are a copy, so that a profile can change meanwhile.
  `create table statement_file (
    id uuid primary key default gen_random_uuid(),
    fsp_account_id uuid not null references fsp_account,
    profile_name text not null,
    rules jsonb not null,
    file_name text not null,
    file_digest bytea not null,
    upload_id uuid not null unique,
    state text not null check (state in ('stored','reading','matching','done','failed')) default 'stored',
    why text,
    short_code text,
    period_from timestamptz,
    period_to timestamptz,
    rows_read integer not null default 0,
    lines integer not null default 0,
    lines_known integer not null default 0,
    rows_unread integer not null default 0,
    counts jsonb not null default '{}',
    next_check_at timestamptz not null default now(),
    created_by text not null,
    created_at timestamptz not null default now(),
    finished_at timestamptz)`,
  `create unique index statement_file_once on statement_file (fsp_account_id, file_digest) where state <> 'failed'`,
  `create index statement_file_account on statement_file (fsp_account_id, created_at, id)`,
  `create index statement_file_open on statement_file (next_check_at) where state in ('stored','reading','matching')`,
  `create table statement_piece (
    upload_id uuid not null,
    position integer not null,
    piece_enc bytea not null,
    stored_at timestamptz not null default now(),
    primary key (upload_id, position))`,
  `create table statement_unread (
    file_id uuid not null references statement_file,
    row_number integer not null,
    troubles jsonb not null,
    primary key (file_id, row_number))`,

  // A line's id is made of what makes it the same line in every file (a keyed hash): overlapping files meet in it. Rows of
  // a million name their parents without foreign keys, as those of the hot path do.
  `create table statement_line (
    id uuid primary key,
    fsp_account_id uuid not null,
    file_id uuid not null,
    row_number integer not null,
    place integer not null,
    last_file_id uuid,
    seen integer not null default 1,
    at timestamptz not null,
    kind text not null check (kind in (${list(lineKinds)})),
    direction text not null check (direction in ('out','in')),
    status text not null check (status in (${list(lineStatuses)})),
    own boolean not null,
    amount_minor bigint not null check (amount_minor >= 0),
    receipt_lookup bytea,
    transaction_id text,
    attempt_key text,
    linked_lookup bytea,
    number_lookup bytea,
    attempt_id uuid,
    was text,
    matched_by text check (matched_by in ('name','number')),
    result text check (result in (${list(lineResultNames)})))`,
  `create index statement_line_file on statement_line (file_id, place)`,
  `create index statement_line_attempt on statement_line (attempt_id) where attempt_id is not null`,
  `create index statement_line_open on statement_line (fsp_account_id, file_id, place) where result is null`,
  `create index statement_line_charge on statement_line (fsp_account_id, receipt_lookup) where result is null and kind = 'charge'`,
  `create index statement_line_difference on statement_line (fsp_account_id, at, id) where result not in ('matched','other')`,

  // What of a file's lines is personal, sealed in blocks of lines that stand beside each other; a line finds its own by its
  // place among the lines of its file, counted from 0.
  `create table statement_content (
    file_id uuid not null references statement_file,
    first integer not null,
    lines integer not null,
    content_enc bytea not null,
    primary key (file_id, first))`,

  // Payouts that we hold as paid in the time of a statement that does not have them. A later file may have them after all.
  `create table statement_gap (
    attempt_id uuid primary key,
    payout_id uuid not null,
    fsp_account_id uuid not null,
    file_id uuid not null,
    at timestamptz not null,
    hearsay boolean not null,
    found_at timestamptz not null default now(),
    ended_at timestamptz)`,
  `create index statement_gap_open on statement_gap (fsp_account_id, at, attempt_id) where ended_at is null`,
]
