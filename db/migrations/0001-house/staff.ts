/** Staff: who signs in, with what, from where, and who tried. What identifies them or lets them in is sealed. Part of 0001-house. */

export const staff = [
  // A handle names a person in every act; it is never given to anybody else, so nobody is ever deleted.
  `create table staff_member (
    id uuid primary key default gen_random_uuid(),
    handle text not null unique check (handle = lower(handle)),
    email_enc bytea not null,
    email_lookup bytea not null unique,
    name_enc bytea not null,
    email_verified boolean not null default false,
    second_factor boolean not null default false,
    deactivated_at timestamptz,
    invited_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now())`,

  // One password a person, and one subject of single sign-on; the account of the latter is a keyed hash.
  `create table staff_credential (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references staff_member,
    provider text not null,
    provider_account text not null,
    password_enc bytea,
    access_token_enc bytea,
    refresh_token_enc bytea,
    id_token_enc bytea,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (provider, provider_account),
    unique (member_id, provider))`,

  `create table staff_session (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references staff_member,
    token_enc bytea not null,
    token_lookup bytea not null unique,
    expires_at timestamptz not null,
    address_enc bytea,
    agent_enc bytea,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now())`,
  `create index staff_session_member on staff_session (member_id)`,

  // What the sign-in library keeps for some minutes between two steps of one sign-in.
  `create table staff_step (
    id uuid primary key default gen_random_uuid(),
    identifier_enc bytea not null,
    identifier_lookup bytea not null,
    value_enc bytea not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now())`,
  `create index staff_step_identifier on staff_step (identifier_lookup)`,

  `create table staff_second_factor (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null unique references staff_member,
    secret_enc bytea not null,
    backup_codes_enc bytea not null,
    backup_codes_lookup bytea not null,
    verified boolean not null default false,
    failures integer not null default 0,
    locked_until timestamptz)`,
  // A one-time code is good once, also within the seconds in which its clock would still accept it.
  `create table staff_code_used (
    member_id uuid not null references staff_member,
    code_lookup bytea not null,
    used_at timestamptz not null default now(),
    primary key (member_id, code_lookup))`,

  // A passkey counts as both factors: its own device asks who one is. The key is public, but tells devices apart.
  `create table staff_passkey (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references staff_member,
    name_enc bytea not null,
    credential_enc bytea not null,
    credential_lookup bytea not null unique,
    public_key_enc bytea not null,
    transports text[] not null,
    counter bigint not null check (counter >= 0),
    created_at timestamptz not null default now(),
    used_at timestamptz)`,
  `create index staff_passkey_member on staff_passkey (member_id)`,

  // One-time links: the first administrator's, invitations, recovery.
  `create table staff_link (
    id uuid primary key default gen_random_uuid(),
    token_lookup bytea not null unique,
    kind text not null check (kind in ('first','invitation','recovery')),
    member_id uuid references staff_member,
    drops_second_factor boolean not null default false,
    made_by text not null,
    made_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    check ((kind = 'first') = (member_id is null)))`,
  `create index staff_link_member on staff_link (member_id) where ended_at is null`,

  // Browsers in which somebody has signed in: guesses by others do not lock them out there. A browser may know several people.
  `create table staff_browser (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references staff_member,
    secret_lookup bytea not null,
    signed_in_at timestamptz not null default now(),
    unique (secret_lookup, member_id))`,
  `create index staff_browser_member on staff_browser (member_id)`,

  // Tries to sign in that have not succeeded: by what was typed as e-mail, by browser and by address, all hashed. Existing or not.
  `create table sign_in_try (
    who bytea primary key,
    tries integer not null,
    last_at timestamptz not null default now(),
    locked_until timestamptz)`,

  // E-mails that wait to be sent, or were (db/staffMail.ts). The secret of a link lies here no longer than it is needed.
  `create table staff_mail (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references staff_member,
    key text not null,
    kind text not null check (kind in ('list_waits','list_rejected','proposal_waits','corrections_wait','invitation','recovery','second_factor_dropped')),
    about jsonb not null,
    secret_enc bytea,
    created_at timestamptz not null default now(),
    good_until timestamptz not null,
    tries integer not null default 0,
    next_try_at timestamptz not null default now(),
    sent_at timestamptz,
    given_up_at timestamptz,
    last_error text check (last_error ~ '^[A-Za-z0-9_]{1,40}$'),
    unique (member_id, key),
    check (num_nonnulls(sent_at, given_up_at) <= 1),
    check (secret_enc is null or num_nonnulls(sent_at, given_up_at) = 0))`,
  `create index staff_mail_waits on staff_mail (next_try_at) where sent_at is null and given_up_at is null`,
]
