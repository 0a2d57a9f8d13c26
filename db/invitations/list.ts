/** Who was invited by which partner, and what came of it. */
import { sql } from 'kysely'
import type { BeneficiaryId, InvitationId, InvitationListId, ProgrammeId } from '../../domain/ids.js'
import type { InvitationState } from '../../domain/invitation.js'
import type { House } from '../database.js'

/** Opened: names, numbers and references are personal. */
export interface InvitationShown {
  readonly invitationId: InvitationId
  readonly listId: InvitationListId
  readonly partner: string
  readonly place: string
  readonly language: string
  readonly reference: string | null
  readonly name: string | null
  readonly number: string | null
  readonly email: string | null
  readonly state: InvitationState
  readonly ordinal: number
  readonly reminders: number
  readonly invitedAt: Date
  readonly expiresAt: Date
  readonly printedAt: Date | null
  readonly openedAt: Date | null
  readonly answeredAt: Date | null
  readonly beneficiaryId: BeneficiaryId | null
  readonly consentVersion: string | null
}

/**
 * What became of the link of `i` that is good now. `told`: a carrier or a mail server has taken it · `failed`: it did not go by one
 * way, and none is left; a letter that waits for its server longer than a day is none, for there may be no server.
 */
export const reached = sql`cross join lateral (
      select exists (select from message m where m.invitation_id = i.id and (m.about ->> 'ordinal')::int = i.ordinal
                           and m.state in ('accepted','sent','delivered','read'))
             or exists (select from invitation_letter e where e.invitation_id = i.id and e.ordinal = i.ordinal and e.sent_at is not null) as told,
             (exists (select from message m where m.invitation_id = i.id and (m.about ->> 'ordinal')::int = i.ordinal and m.state in ('failed','dropped'))
               or exists (select from invitation_letter e where e.invitation_id = i.id and e.ordinal = i.ordinal and e.given_up_at is not null))
             and not exists (select from invitation_letter e where e.invitation_id = i.id and e.ordinal = i.ordinal and e.sent_at is null
                                and e.given_up_at is null and e.created_at > now() - interval '1 day') as failed) s`

/** Each invitation with how far it is: what was sent counts for the link that is good now. */
const standing = sql`
  select i.*, s.told or i.printed_at is not null as sent,
         case when i.state <> 'open' then i.state when i.expires_at <= now() then 'expired' when i.opened_at is not null then 'opened'
              when s.told or i.printed_at is not null then 'sent' when s.failed then 'not_sent' else 'waiting' end as stands
    from invitation i ${reached}`

export interface InvitationFilter {
  readonly programmeId: ProgrammeId
  readonly partner?: string | undefined
  readonly state?: InvitationState | undefined
  readonly place?: string | undefined
}

const chosen = ({ programmeId, partner, state, place }: InvitationFilter) => sql`
  v.programme_id = ${programmeId} and (${partner ?? null}::text is null or v.partner = ${partner ?? null})
  and (${state ?? null}::text is null or v.stands = ${state ?? null}) and (${place ?? null}::text is null or lower(v.place) = lower(${place ?? null}))`

type Row = Omit<InvitationShown, 'reference' | 'name' | 'number' | 'email'> & {
  seq: bigint
  referenceEnc: Buffer | null
  nameEnc: Buffer | null
  numberEnc: Buffer | null
  emailEnc: Buffer | null
}

/** Newest first. @param after the `next` of the page before */
export async function listInvitations(
  house: House,
  filter: InvitationFilter & { after?: InvitationId | undefined; limit: number },
): Promise<{ items: InvitationShown[]; next: InvitationId | null }> {
  const { after = null, limit } = filter
  const { rows } = await sql<Row>`
    select v.id as "invitationId", v.list_id as "listId", v.seq, v.partner, v.place, v.language, v.reference_enc as "referenceEnc",
           v.name_enc as "nameEnc", v.number_enc as "numberEnc", v.email_enc as "emailEnc", v.stands as state, v.ordinal, v.reminders,
           v.invited_at as "invitedAt", v.expires_at as "expiresAt", v.printed_at as "printedAt", v.opened_at as "openedAt",
           v.answered_at as "answeredAt", v.beneficiary_id as "beneficiaryId", v.consent_version as "consentVersion"
      from (${standing}) v
     where ${chosen(filter)} and (${after}::uuid is null or v.seq < (select a.seq from invitation a where a.id = ${after}))
     order by v.seq desc limit ${limit + 1}`.execute(house.db)
  const { open } = house.sealing
  const items = rows.slice(0, limit).map(({ seq: _, referenceEnc, nameEnc, numberEnc, emailEnc, ...row }) => ({
    ...row,
    reference: referenceEnc && open(referenceEnc),
    name: nameEnc && open(nameEnc),
    number: numberEnc && open(numberEnc),
    email: emailEnc && open(emailEnc),
  }))
  return { items, next: rows.length > limit ? (items.at(-1)?.invitationId ?? null) : null }
}

/** `sent` and `opened` count everybody who got so far, whatever came after; the others are where they stand. */
export interface InvitationCounts {
  readonly partner: string
  readonly invited: number
  readonly waiting: number
  readonly sent: number
  readonly notSent: number
  readonly opened: number
  readonly registered: number
  readonly declined: number
  readonly expired: number
  readonly revoked: number
}

export async function countInvitations(
  house: House,
  { programmeId }: { programmeId: ProgrammeId },
): Promise<InvitationCounts[]> {
  const { rows } = await sql<InvitationCounts>`
    select v.partner, count(*)::int as invited, count(*) filter (where v.stands = 'waiting')::int as waiting,
           count(*) filter (where v.sent or v.opened_at is not null)::int as sent,
           count(*) filter (where v.stands = 'not_sent')::int as "notSent",
           count(*) filter (where v.opened_at is not null)::int as opened,
           count(*) filter (where v.stands = 'registered')::int as registered,
           count(*) filter (where v.stands = 'declined')::int as declined,
           count(*) filter (where v.stands = 'expired')::int as expired,
           count(*) filter (where v.stands = 'revoked')::int as revoked
      from (${standing}) v where v.programme_id = ${programmeId} group by v.partner order by v.partner`.execute(
    house.db,
  )
  return rows
}

export interface SelectionShown {
  readonly listId: InvitationListId
  readonly partner: string
  readonly fileName: string
  readonly byCards: boolean
  readonly invited: number
  readonly known: number
  readonly createdBy: string
  readonly createdAt: Date
}

/** The last 50 selections, newest first. */
export async function listSelections(house: House, programmeId: ProgrammeId): Promise<SelectionShown[]> {
  const { rows } = await sql<SelectionShown>`
    select id as "listId", partner, file_name as "fileName", by_cards as "byCards", rows_invited as invited, rows_known as known,
           created_by as "createdBy", created_at as "createdAt"
      from invitation_list where programme_id = ${programmeId} order by created_at desc, id limit 50`.execute(house.db)
  return rows
}
