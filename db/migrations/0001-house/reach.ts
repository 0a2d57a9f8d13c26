/**
 * Roles that somebody holds, and how far they reach. Whoever’s reach is limited reads as the database role
 * `mkono_viewer` (db/reach.ts), which may only select, and of every table about people only the rows that these policies
 * let through: whatever is asked, by list, search, count or identifier. A table without a policy is closed to it. Part of 0001-house.
 */

/** Programmes with all their people, and parts of programmes, as db/reach.ts told this transaction. Read once a statement; a cast outside would be done for every row. */
const whole = `(select string_to_array(current_setting('mkono.whole'), ',')::uuid[])::uuid[]`
const parts = `jsonb_to_recordset((select current_setting('mkono.parts')::jsonb)) as part(programme uuid, areas jsonb, partner text)`

const personVisible = (id: string): string => `exists (select from beneficiary b where b.id = ${id})`
const invitationVisible = (id: string): string => `exists (select from invitation i where i.id = ${id})`
/** What is for a place, whoever lives there: seen by whoever reaches all of them, so not by a role for one partner’s people. */
const placeVisible = (table: string): string => `exists (
    select from ${parts}, jsonb_array_elements_text(part.areas) as area
     where (part.programme is null or part.programme = ${table}.programme_id) and part.partner is null
       and lower(area) = lower(${table}.place))`
const attemptVisible = (id: string): string => `exists (select from attempt a where a.id = ${id})`

/** Which rows of a table a limited reader sees. What refers to a person is seen with that person. */
const seen: Readonly<Record<string, string>> = {
  programme: `id = any (${whole}) or exists (select from ${parts} where part.programme is null or part.programme = programme.id)`,
  saved_view: 'programme_id is null or exists (select from programme p where p.id = programme_id)',
  programme_field: 'exists (select from programme p where p.id = programme_id)',
  // The names of places beyond one's reach are not told either.
  programme_area: `programme_id = any (${whole}) or exists (select from ${parts}
    where (part.programme is null or part.programme = programme_area.programme_id)
      and (part.areas is null or part.areas ? programme_area.name))`,
  // Places of one programme, and a partner’s people in it, are looked up in a table made once for the statement: a hundred thousand
  // rows are judged in a third of the time. Whatever else somebody is held to is judged row by row, where there is such a part.
  beneficiary: `programme_id = any (${whole})
    or (programme_id, place) in (select part.programme, area from ${parts}, jsonb_array_elements_text(part.areas) as area
                                  where part.programme is not null and part.partner is null)
    or (programme_id, partner) in (select part.programme, part.partner from ${parts}
                                    where part.programme is not null and part.areas is null and part.partner is not null)
    or (exists (select from ${parts} where part.programme is null or (part.areas is null) = (part.partner is null))
        and exists (select from ${parts}
          where (part.programme is null or part.programme = beneficiary.programme_id)
            and (part.areas is null or part.areas ? beneficiary.place)
            and (part.partner is null or part.partner = beneficiary.partner)))`,
  beneficiary_change: personVisible('beneficiary_id'),
  beneficiary_note: personVisible('beneficiary_id'),
  destination: personVisible('beneficiary_id'),
  account_check: 'exists (select from destination d where d.id = destination_id)',
  possible_duplicate: `${personVisible('beneficiary_a')} and ${personVisible('beneficiary_b')}`,
  likeness_due: personVisible('beneficiary_id'),
  beneficiary_likeness: personVisible('beneficiary_id'),
  likeness_key: 'false',
  // That there is somebody elsewhere concerns whoever sees either of the two; who it is only whoever sees both.
  programme_overlap: `${personVisible('beneficiary_a')} or ${personVisible('beneficiary_b')}`,
  beneficiary_import: `programme_id = any (${whole})`,
  import_row: 'exists (select from beneficiary_import i where i.id = import_id)',
  distribution: 'exists (select from programme p where p.id = programme_id)',
  distribution_part: 'exists (select from distribution d where d.id = distribution_id)',
  issued_list: `programme_id = any (${whole})`,
  issued_piece: 'exists (select from issued_list l where l.id = list_id)',
  approval: `case when payout_id is not null then exists (select from payout p where p.id = payout_id)
                  when destination_id is not null then exists (select from destination d where d.id = destination_id)
                  else exists (select from distribution d where d.id = distribution_id) end`,
  approval_given: 'exists (select from distribution d where d.id = distribution_id)',
  payout: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')}`,
  attempt: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')}`,
  call_attempt: attemptVisible('attempt_id'),
  call: 'exists (select from call_attempt c where c.call_id = id)',
  fsp_transaction: attemptVisible('attempt_id'),
  notice: attemptVisible('attempt_id'),
  validation: attemptVisible('attempt_id'),
  statement_line: attemptVisible('attempt_id'),
  statement_content: `exists (select from statement_line l where l.file_id = statement_content.file_id
    and l.place >= statement_content.first and l.place < statement_content.first + statement_content.lines)`,
  statement_gap: attemptVisible('attempt_id'),
  people_export: `programme_id = any (${whole}) or what = 'corrections' and ${placeVisible('people_export')}`,
  proposal: `case when kind = 'unknown_end' then ${attemptVisible('subject')} else programme_id = any (${whole}) end`,
  trial_payment: `programme_id = any (${whole})`,
  programme_calendar: 'exists (select from programme p where p.id = programme_id)',
  programme_cycle: 'exists (select from programme p where p.id = programme_id)',
  entitlement: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')}`,
  beneficiary_rounds: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')}`,
  standing_approval: `programme_id = any (${whole})`,
  standing_use: 'exists (select from standing_approval s where s.id = standing_approval_id)',
  ledger_entry: `programme_id = any (${whole})`,
  work_case: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')}
    or exists (select from possible_duplicate p where p.id = pair_id)`,
  programme_messaging: 'exists (select from programme p where p.id = programme_id)',
  message_price: 'programme_id is null or exists (select from programme p where p.id = programme_id)',
  message_text: 'exists (select from programme p where p.id = programme_id)',
  answer_words: 'exists (select from programme p where p.id = programme_id)',
  broadcast: `programme_id = any (${whole})`,
  message: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')} or ${invitationVisible('invitation_id')}`,
  message_try: 'exists (select from message m where m.id = message_id)',
  // Which carrier carried a message says nothing about anybody; its credentials are sealed.
  carrier_account: 'true',
  phone: 'exists (select from destination d where d.number_lookup = phone.number_lookup)',
  // What nobody can be matched to is for those who see every programme.
  incoming_message: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')}`,
  programme_voucher: 'exists (select from programme p where p.id = programme_id)',
  voucher: `programme_id = any (${whole}) or ${personVisible('beneficiary_id')}`,
  voucher_call: 'exists (select from voucher v where v.id = voucher_id)',
  voucher_link: 'exists (select from voucher v where v.id = voucher_id)',
  voucher_document: 'exists (select from voucher v where v.id = voucher_id)',
  invitation_list: `programme_id = any (${whole})`,
  // Who is invited is reached by place and partner, as who is enrolled.
  invitation: `programme_id = any (${whole}) or exists (select from ${parts}
    where (part.programme is null or part.programme = invitation.programme_id)
      and (part.areas is null or part.areas ? invitation.place)
      and (part.partner is null or part.partner = invitation.partner))`,
  invitation_letter: invitationVisible('invitation_id'),
  field_link: `programme_id = any (${whole}) or ${placeVisible('field_link')}`,
  case_contact: 'exists (select from work_case c where c.id = case_id)',
  audit_event: `programme_id = any (${whole})
    or subject_kind = 'beneficiary' and exists (select from beneficiary b where b.id::text = subject_id)
    or subject_kind = 'payout' and exists (select from payout p where p.id::text = subject_id)`,
}

/** What is needed beside them and says nothing about anybody. */
const plain = ['fsp_account', 'withdrawal_tariff']

export const reach = [
  `create table staff_role (
    name text primary key check (name ~ '^[a-z][a-z0-9_]{1,39}$'),
    permissions text[] not null,
    made_by text not null,
    made_at timestamptz not null default now())`,

  `create table role_grant (
    id uuid primary key default gen_random_uuid(),
    member_id uuid references staff_member,
    token_id uuid references api_token,
    role text not null,
    programme_id uuid references programme,
    areas text[] check (cardinality(areas) between 1 and 500),
    partner text,
    granted_by text not null,
    granted_at timestamptz not null default now(),
    on_behalf_of uuid references staff_member,
    until timestamptz,
    reason text,
    check (num_nonnulls(member_id, token_id) = 1),
    check ((on_behalf_of is null) = (until is null)),
    check (on_behalf_of is null or on_behalf_of <> member_id))`,
  `create index role_grant_member on role_grant (member_id) where member_id is not null`,
  `create index role_grant_token on role_grant (token_id) where token_id is not null`,

  // Roles belong to the server, not to one database: another house on it, or a migration beside this one, may have made it.
  `do $$ begin
     if not exists (select from pg_roles where rolname = 'mkono_viewer') then create role mkono_viewer nologin; end if;
     if not pg_has_role(current_user, 'mkono_viewer', 'member') then execute format('grant mkono_viewer to %I', current_user); end if;
   exception when duplicate_object or unique_violation then null; end $$`,
  ...Object.entries(seen).flatMap(([table, rows]) => [
    `alter table ${table} enable row level security`,
    `create policy reach on ${table} for select to mkono_viewer using (${rows})`,
    `grant select on ${table} to mkono_viewer`,
  ]),
  // That a possible duplicate is undecided concerns whoever sees either person; who the other one is does not. Done with the
  // owner's eyes, and asked only of people whom the reader has before them.
  `create function has_open_duplicate(person uuid) returns boolean language sql stable security definer begin atomic
     select exists (select from possible_duplicate p where p.beneficiary_a = person and p.state = 'open')
         or exists (select from possible_duplicate p where p.beneficiary_b = person and p.state = 'open');
   end`,
  'revoke execute on function has_open_duplicate from public',
  'grant execute on function has_open_duplicate to mkono_viewer',
  // That a programme has invited anybody is told to whoever reaches some of it; whom, and from which file, is not.
  `create function programme_invites(programme uuid) returns boolean language sql stable security definer begin atomic
     select exists (select from invitation_list l where l.programme_id = programme);
   end`,
  'revoke execute on function programme_invites from public',
  'grant execute on function programme_invites to mkono_viewer',
  // Who looks at a person is written down, also by whoever may only look.
  'create policy note on audit_event for insert to mkono_viewer with check (true)',
  'grant insert on audit_event to mkono_viewer',
  ...plain.map(table => `grant select on ${table} to mkono_viewer`),
]
