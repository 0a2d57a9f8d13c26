/**
 * Programmes that run by themselves: their calendar, each round of it, what each person is due in it, and what may be
 * approved ahead. Part of 0001-house.
 */
import { cycleStates, latePolicies, missedPolicies, overlapPolicies } from '../../../domain/rounds.js'

const list = (values: readonly string[]): string => values.map(value => `'${value}'`).join(',')

export const rounds = [
  // `calendar` is domain/calendar.ts as it is. `since`: every planned round up to then has been dealt with, or lies before the calendar.
  `create table programme_calendar (
    programme_id uuid primary key references programme,
    calendar jsonb not null,
    rounds_each integer not null check (rounds_each between 1 and 1000),
    late text not null check (late in (${list(latePolicies)})),
    missed text not null check (missed in (${list(missedPolicies)})),
    overlap text not null check (overlap in (${list(overlapPolicies)})),
    revision integer not null default 1,
    since timestamptz not null,
    paused_at timestamptz,
    paused_by text,
    pause_reason text,
    made_by text not null,
    made_role text not null,
    made_at timestamptz not null default now(),
    next_check_at timestamptz not null default now(),
    check (num_nonnulls(paused_at, paused_by, pause_reason) in (0, 3)))`,
  `create index programme_calendar_due on programme_calendar (next_check_at)`,

  // One round of a calendar, known by its planned date and by its nominal time, each once in a programme: whoever opens it
  // again, a Schedule, a person or a catch-up, finds it. Its number is that of its distributions.
  `create table programme_cycle (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    planned_date text not null check (planned_date ~ '^\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2})?$'),
    nominal_at timestamptz not null,
    state text not null check (state in (${list(cycleStates)})),
    why text,
    round integer check (round >= 1),
    distribution_id uuid unique references distribution,
    opened_by text not null,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    next_check_at timestamptz not null default now(),
    unique (programme_id, planned_date),
    unique (programme_id, nominal_at),
    unique (programme_id, round),
    check (state not in ('opening','open','done') or round is not null),
    check (state not in ('open','done') or distribution_id is not null))`,
  `create index programme_cycle_live on programme_cycle (programme_id, nominal_at) where state in ('queued','opening','open')`,

  // What somebody is due in a round, worked out once, whatever lists the round has. Written with the list, so without
  // foreign keys, like payout.
  `create table entitlement (
    beneficiary_id uuid not null,
    cycle_id uuid not null,
    purpose text not null,
    programme_id uuid not null,
    due_minor bigint not null check (due_minor > 0),
    says text not null,
    worked_out_at timestamptz not null default now(),
    primary key (beneficiary_id, cycle_id, purpose))`,
  `create index entitlement_cycle on entitlement (cycle_id)`,
  `create trigger entitlement_append_only before update or delete or truncate on entitlement
    for each statement execute function refuse_change()`,

  // How many rounds somebody gets in all; set with the first one they are selected for, more only by extending.
  `create table beneficiary_rounds (
    beneficiary_id uuid primary key,
    programme_id uuid not null,
    allowed integer not null check (allowed between 0 and 10000))`,

  // Approved ahead by two people: lists of up to so much, so much in all, until a day. One at a time in a programme.
  `create table standing_approval (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    round_up_to_minor bigint not null check (round_up_to_minor > 0),
    in_all_minor bigint not null,
    used_minor bigint not null default 0,
    until timestamptz not null,
    proposed_by text not null,
    approved_by text not null,
    approved_role text not null,
    approved_at timestamptz not null default now(),
    ended_at timestamptz,
    ended_by text,
    check ((ended_at is null) = (ended_by is null)),
    check (in_all_minor >= round_up_to_minor),
    constraint standing_approval_used check (used_minor between 0 and in_all_minor),
    constraint standing_approval_four_eyes check (approved_by <> proposed_by))`,
  `create unique index standing_approval_one on standing_approval (programme_id) where ended_at is null`,
  `create table standing_use (
    distribution_id uuid primary key references distribution,
    standing_approval_id uuid not null references standing_approval,
    minor bigint not null check (minor > 0),
    at timestamptz not null default now())`,
  `create trigger standing_use_append_only before update or delete or truncate on standing_use
    for each statement execute function refuse_change()`,
]
