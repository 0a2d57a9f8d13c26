/** What staff do about invitations: end one, ask somebody again, print cards. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { InvitationId, ProgrammeId } from '../../domain/ids.js'
import { invitationLimits, type StoredInvitationState } from '../../domain/invitation.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import { reached } from './list.js'
import { newToken, tokenLookup } from './take.js'
import { tellInvited } from './telling.js'

interface Locked {
  programmeId: ProgrammeId
  state: StoredInvitationState
  ordinal: number
  byCards: boolean
}

async function locked(house: House, invitationId: InvitationId): Promise<Locked | undefined> {
  const { rows } = await sql<Locked>`
    select i.programme_id as "programmeId", i.state, i.ordinal, l.by_cards as "byCards"
      from invitation i join invitation_list l on l.id = i.list_id where i.id = ${invitationId} for update of i`.execute(
    house.db,
  )
  return rows[0]
}

/** Ends it at once: its link says so. Ended before it stays as it was; one that was answered can not be ended. */
export async function revokeInvitation(
  house: House,
  { invitationId, by }: { invitationId: InvitationId; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const found = await locked(house, invitationId)
    if (!found) return refused('not_found', 'There is no such invitation.')
    const { state, programmeId } = found
    if (state === 'revoked') return done()
    if (state !== 'open') return refused('state', `The person has ${state} already: there is nothing to end.`)
    await sql`
      update invitation set state = 'revoked', state_at = now(), state_by = ${by.person}, token_enc = null where id = ${invitationId}`.execute(
      house.db,
    )
    await recordAct(house, { by, act: 'invitation revoked', programmeId, subject: ['invitation', invitationId] })
    return done()
  })
}

/** A new link, good for as long as the first one was; the old one is dead from then on. It is told like the first one. */
export async function inviteAgain(
  house: House,
  { invitationId, by }: { invitationId: InvitationId; by: By },
): Promise<Done<{ byMessage: number; byLetter: number }>> {
  return inTransaction(house, async house => {
    const found = await locked(house, invitationId)
    if (!found) return refused('not_found', 'There is no such invitation.')
    const { state, ordinal, programmeId, byCards } = found
    if (state === 'registered' || state === 'declined')
      return refused('state', `The person has ${state} already: their answer stands.`)
    const token = newToken()
    await sql`
      update invitation i set state = 'open', state_at = now(), state_by = null, ordinal = ${ordinal + 1}, reminders = 0, printed_at = null,
             opened_at = null, invited_at = now(), expires_at = now() + l.good_for_s * interval '1 second',
             token_lookup = ${tokenLookup(house, token)}, token_enc = ${house.sealing.seal(token)}
        from invitation_list l where l.id = i.list_id and i.id = ${invitationId}`.execute(house.db)
    await recordAct(house, {
      by,
      act: 'invited again',
      programmeId,
      subject: ['invitation', invitationId],
      details: { ordinal: ordinal + 1 },
    })
    const told = byCards ? { byMessage: 0, byLetter: 0 } : await tellInvited(house, [invitationId], 'invitation')
    return done(told)
  })
}

/** Opened: personal, for the paper alone. */
export interface InvitationCard {
  readonly token: string
  readonly name: string | null
  readonly reference: string | null
  readonly place: string
  readonly language: string
  readonly expiresAt: Date
}

export interface CardsToPrint {
  readonly programme: string
  readonly organisation: string
  readonly timeZone: string
  readonly programmeLanguages: readonly string[]
  readonly cards: readonly InvitationCard[]
}

/**
 * Open invitations as they are printed, noted as printed: those that nothing else reaches, because they have neither number
 * nor e-mail or nothing arrived there; or all of a partner.
 */
export async function cardsToPrint(
  house: House,
  given: {
    programmeId: ProgrammeId
    partner?: string | undefined
    invitationId?: InvitationId | undefined
    all: boolean
    by: By
  },
): Promise<CardsToPrint | null> {
  const { programmeId, partner = null, invitationId = null, all, by } = given
  return inTransaction(house, async house => {
    const { rows: programmes } = await sql<Omit<CardsToPrint, 'cards'>>`
      select p.name as programme, coalesce(g.organisation, p.name) as organisation, coalesce(g.time_zone, 'UTC') as "timeZone",
             p.languages as "programmeLanguages"
        from programme p left join programme_messaging g on g.programme_id = p.id where p.id = ${programmeId}`.execute(
      house.db,
    )
    const [programme] = programmes
    if (!programme) return null
    const { rows } = await sql<{
      tokenEnc: Buffer
      nameEnc: Buffer | null
      referenceEnc: Buffer | null
      place: string
      language: string
      expiresAt: Date
    }>`
      with chosen as (
        select i.id from invitation i join invitation_list l on l.id = i.list_id ${reached}
         where i.programme_id = ${programmeId} and i.state = 'open' and i.expires_at > now()
           and (${partner}::text is null or i.partner = ${partner}) and (${invitationId}::uuid is null or i.id = ${invitationId})
           and (${all} or l.by_cards or i.number_enc is null and i.email_enc is null or s.failed and not s.told)
         order by i.place, i.seq limit ${invitationLimits.cards}),
      printed as (
        update invitation i set printed_at = coalesce(i.printed_at, now()) from chosen where chosen.id = i.id
        returning i.seq, i.token_enc, i.name_enc, i.reference_enc, i.place, i.language, i.expires_at)
      select token_enc as "tokenEnc", name_enc as "nameEnc", reference_enc as "referenceEnc", place, language, expires_at as "expiresAt"
        from printed order by place, seq`.execute(house.db)
    await recordAct(house, {
      by,
      act: 'invitation cards printed',
      programmeId,
      subject: ['programme', programmeId],
      details: { partner, cards: rows.length },
    })
    const { open } = house.sealing
    const cards = rows.map(({ tokenEnc, nameEnc, referenceEnc, ...card }) => ({
      ...card,
      token: open(tokenEnc),
      name: nameEnc && open(nameEnc),
      reference: referenceEnc && open(referenceEnc),
    }))
    return { ...programme, cards }
  })
}
