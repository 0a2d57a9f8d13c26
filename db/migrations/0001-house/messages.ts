/** What people are told, on which ways, and what they answer. Part of 0001-house. */
import { channels, deliveryRank, messageKindNames, messageReasonNames } from '../../../domain/message.js'

const list = (names: readonly string[]): string => names.map(name => `'${name}'`).join(',')
const deliveries = Object.keys(deliveryRank)

export const messages = [
  `create table carrier_account (
    id uuid primary key default gen_random_uuid(),
    carrier text not null,
    name text not null unique,
    credentials_enc bytea not null,
    settings jsonb not null default '{}',
    callback_token_enc bytea not null,
    callback_token_lookup bytea not null unique,
    paused_reason text,
    paused_at timestamptz,
    not_before timestamptz,
    rests integer not null default 0,
    next_departure_at timestamptz not null default now(),
    created_by text not null,
    created_at timestamptz not null default now())`,

  // A programme without a row here tells nobody anything. Its ways in their order: [{channel, carrierAccountId}];
  // languages that are tried first in place of one without a text: {tuv: [sw]}.
  `create table programme_messaging (
    programme_id uuid primary key references programme,
    ways jsonb not null,
    switched_off text[] not null default '{}' check (switched_off <@ array[${list(messageKindNames)}]),
    resend_lost boolean not null default false,
    organisation text,
    time_zone text not null default 'Africa/Nairobi',
    instead_of jsonb not null default '{}',
    changed_by text not null,
    changed_at timestamptz not null default now())`,

  // What a carrier asks for a segment (WhatsApp: a message) to numbers that begin so; without a programme: for all of them.
  `create table message_price (
    carrier_account_id uuid not null references carrier_account,
    programme_id uuid references programme,
    channel text not null check (channel in ('whatsapp','sms')),
    prefix text not null check (prefix ~ '^([1-9][0-9]{0,8})?$'),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    micros bigint not null check (micros >= 0),
    set_by text not null,
    set_at timestamptz not null default now(),
    unique nulls not distinct (carrier_account_id, programme_id, channel, prefix))`,

  // A text is never changed, only followed by a next version: what somebody was told stays known.
  `create table message_text (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    kind text not null check (kind in (${list(messageKindNames)})),
    language text not null,
    version integer not null check (version >= 1),
    text text,
    content_sid text,
    content_variables text[] not null default '{}',
    made_by text not null,
    made_at timestamptz not null default now(),
    unique (programme_id, kind, language, version))`,

  // Words for yes, no and stop beside ours, by language; never changed, only followed by a next version.
  `create table answer_words (
    programme_id uuid not null references programme,
    version integer not null check (version >= 1),
    words jsonb not null,
    made_by text not null,
    made_at timestamptz not null default now(),
    primary key (programme_id, version))`,

  `create table broadcast (
    id uuid primary key default gen_random_uuid(),
    programme_id uuid not null references programme,
    name text not null,
    filter jsonb not null,
    texts jsonb not null,
    state text not null check (state in ('draft','sending','paused','done','cancelled')) default 'draft',
    last_number integer not null default 0,
    queued integer not null default 0,
    filled_at timestamptz,
    created_by text not null,
    created_at timestamptz not null default now(),
    confirmed_by text,
    confirmed_at timestamptz,
    finished_at timestamptz)`,
  `create index broadcast_open on broadcast (programme_id) where state in ('sending','paused')`,

  // One message has one identity: whom, what about, of which kind. seq is the order in which one person hears things.
  `create table message (
    id uuid primary key default gen_random_uuid(),
    seq bigint generated always as identity,
    programme_id uuid not null,
    beneficiary_id uuid,
    -- Who is invited is nobody yet.
    invitation_id uuid,
    kind text not null check (kind in (${list(messageKindNames)})),
    cause text not null,
    about jsonb not null default '{}',
    state text not null check (state in ('queued','sending','unknown','accepted','sent','delivered','read','failed','dropped','to_print','printed')) default 'queued',
    reason text check (reason in (${list(messageReasonNames)},'no_text','no_way','over','no_word','looked_after')),
    way integer not null default 0,
    tries integer not null default 0,
    next_try_at timestamptz not null default now(),
    -- Kept for the morning: nothing of it leaves before, and what comes after it does not wait for it.
    not_before timestamptz,
    language text,
    text_id uuid,
    body_enc bytea,
    created_at timestamptz not null default now(),
    state_at timestamptz not null default now(),
    -- What concerns one person goes before what is told to many.
    rank integer not null generated always as (case when kind = 'broadcast' then 1 else 0 end) stored,
    check (num_nonnulls(beneficiary_id, invitation_id) = 1),
    unique (beneficiary_id, kind, cause),
    unique (invitation_id, kind, cause))`,
  `create index message_due on message (rank, next_try_at, seq) where state = 'queued'`,
  // Whoever has something on its way or before it waits: one person hears things in their order.
  `create index message_before on message (beneficiary_id, seq) where state in ('queued','sending','unknown')`,
  `create index message_programme on message (programme_id, kind, state)`,
  `create index message_to_print on message (programme_id, seq) where state = 'to_print'`,
  `create index message_unprinted on message (state_at) where state = 'to_print'`,
  `create index message_wordless on message (programme_id, seq) where reason = 'no_word'`,
  `create index message_invited on message (invitation_id) where invitation_id is not null and body_enc is not null`,
  `create index message_invited_failed on message (state_at) where invitation_id is not null and state = 'failed'`,
  `create index message_broadcast on message ((about ->> 'broadcastId')) where kind = 'broadcast'`,

  // One submission to a carrier, stored before it leaves.
  `create table message_try (
    id uuid primary key default gen_random_uuid(),
    message_id uuid not null,
    ordinal integer not null,
    way integer not null,
    carrier_account_id uuid not null references carrier_account,
    channel text not null check (channel in (${list(channels)})),
    -- Null: whom it left to was forgotten (db/invitations/forget.ts).
    number_enc bytea,
    number_lookup bytea not null,
    text_digest bytea not null,
    state text not null check (state in ('sending','unknown','not_taken','lost',${list(deliveries)})) default 'sending',
    carrier_message_id text,
    reason text check (reason in (${list(messageReasonNames)})),
    code text,
    segments integer,
    price_micros bigint,
    price_currency text,
    estimate_micros bigint,
    estimate_currency text,
    opened_at timestamptz not null default now(),
    send_by timestamptz not null,
    state_at timestamptz not null default now(),
    next_check_at timestamptz,
    checks integer not null default 0,
    follow_at timestamptz default now() + interval '1 hour',
    late boolean not null default false,
    unique (message_id, ordinal))`,
  `create unique index message_try_carrier on message_try (carrier_account_id, carrier_message_id) where carrier_message_id is not null`,
  // While one may have arrived there is no second. Late: it was given up, another left, and then it arrived after all.
  `create unique index message_try_one on message_try (message_id) where state in ('sending','unknown','accepted','sent','delivered','read') and not late`,
  `create index message_try_silent on message_try (next_check_at) where state in ('sending','unknown')`,
  // Taken, and no word of the end: asked about, the last time a day after it left (domain/messageFollow.ts).
  `create index message_try_followed on message_try (follow_at) where state in ('accepted','sent')`,
  `create index message_try_number on message_try (carrier_account_id, number_lookup, opened_at)`,

  // What is known of a number, whoever has it: a wish to hear nothing binds every programme.
  `create table phone (
    number_lookup bytea primary key,
    stopped_at timestamptz,
    stopped_by text check (stopped_by in ('word','carrier','blocked','staff')),
    not_on text[] not null default '{}' check (not_on <@ array[${list(channels)}]),
    whatsapp_until timestamptz,
    changed_at timestamptz not null default now())`,

  // Callbacks of carriers as they came, stored before they are acknowledged.
  `create table carrier_notice (
    id uuid primary key default gen_random_uuid(),
    carrier_account_id uuid not null references carrier_account,
    kind text not null check (kind in ('status','incoming')),
    digest bytea not null,
    raw_enc bytea not null,
    content_type text not null,
    try_id uuid,
    received_at timestamptz not null default now(),
    repeats integer not null default 0,
    state text not null check (state in ('stored','applied','unmatched','failed')) default 'stored',
    apply_after timestamptz not null default now(),
    tries integer not null default 0,
    why text,
    unique (carrier_account_id, kind, digest))`,
  `create index carrier_notice_waiting on carrier_notice (apply_after) where state = 'stored'`,

  // What people wrote: kept as evidence with what was understood of it, by which word, and which versions of programmes’ own
  // words were read; and an inbox for what staff must read. Of attachments only what the carrier said: [{type, bytes}].
  `create table incoming_message (
    id uuid primary key default gen_random_uuid(),
    carrier_account_id uuid not null references carrier_account,
    carrier_message_id text not null,
    channel text not null check (channel in (${list(channels)})),
    number_enc bytea not null,
    number_lookup bytea not null,
    text_enc bytea not null,
    button text,
    media integer not null default 0,
    attachments jsonb not null default '[]',
    beneficiary_id uuid,
    programme_id uuid,
    in_reply_to uuid,
    understood text not null check (understood in ('stop','start','help','yes','no','not_understood')),
    understood_by text check (understood_by in ('button','word','carrier')),
    understood_in text,
    understood_word text,
    words_read jsonb not null default '[]',
    state text not null check (state in ('inbox','done')),
    received_at timestamptz not null default now(),
    done_by text,
    done_at timestamptz,
    unique (carrier_account_id, carrier_message_id))`,
  `create index incoming_message_inbox on incoming_message (programme_id, received_at, id) where state = 'inbox'`,
  `create index incoming_message_person on incoming_message (beneficiary_id, received_at) where beneficiary_id is not null`,
  `create index incoming_message_number on incoming_message (number_lookup, received_at)`,
]
