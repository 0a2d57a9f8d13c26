/**
 * What an invited person does behind their link. Looking changes nothing; who registers is enrolled like everybody else, in
 * the transaction that answers the invitation, so that a second tap, tab or retry finds it answered.
 */
import { sql } from 'kysely'
import { caseRef } from '../../domain/caseRef.js'
import type { BeneficiaryId, InvitationId, ProgrammeId } from '../../domain/ids.js'
import { checkRow, type RowProblem } from '../../domain/importRow.js'
import type { StoredInvitationState } from '../../domain/invitation.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import { enrolPeople, rowRules } from '../enrolment.js'
import { sealPerson } from '../sealedPerson.js'
import { forgetWhatWasWritten } from './forget.js'
import { tokenLookup } from './take.js'

/** What the page behind a link needs: nothing of the person, for links are forwarded and lie about on paper. */
export interface InvitedPage {
  readonly invitationId: InvitationId
  readonly programmeId: ProgrammeId
  readonly state: StoredInvitationState | 'expired'
  readonly programme: string
  readonly organisation: string
  readonly partner: string
  readonly languages: readonly string[]
  readonly language: string
  readonly timeZone: string
  readonly expiresAt: Date
}

interface PageRow extends Omit<InvitedPage, 'state'> {
  state: StoredInvitationState
  over: boolean
}

/** Null for every text that is no link of ours (any more). Changes nothing, whoever looks and how often. */
export async function invitedPage(house: House, token: string): Promise<InvitedPage | null> {
  const { rows } = await sql<PageRow>`
    select i.id as "invitationId", i.programme_id as "programmeId", i.state, i.expires_at <= now() as over, p.name as programme,
           coalesce(g.organisation, p.name) as organisation, i.partner, p.languages, i.language,
           coalesce(g.time_zone, 'UTC') as "timeZone", i.expires_at as "expiresAt"
      from invitation i join programme p on p.id = i.programme_id left join programme_messaging g on g.programme_id = p.id
     where i.token_lookup = ${tokenLookup(house, token)}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { over, ...page } = row
  return { ...page, state: page.state === 'open' && over ? 'expired' : page.state }
}

/** Their person went on from the first page. */
export async function openedBy(house: House, invitationId: InvitationId): Promise<void> {
  await sql`
    update invitation set opened_at = now() where id = ${invitationId} and state = 'open' and opened_at is null`.execute(
    house.db,
  )
}

/** As they wrote it. */
export interface Registration {
  readonly name: string
  readonly phone: string
  readonly householdSize: string
  readonly language: string
  /** the words that they agreed to, with their version: kept as evidence */
  readonly consent: { readonly version: string; readonly language: string; readonly text: string }
}

/** Why nothing was taken: no such link, or what it came to before. */
export type NotTaken = 'unknown' | 'registered' | 'declined' | 'revoked' | 'expired'

const byInvitation = (id: InvitationId): By => ({ person: `invitation ${caseRef(id)}`, role: 'invitation' })

/** Compare people afterwards (`beginDuplicateSearch`); where that is lost the caretaker does it. */
export async function registerInvited(
  house: House,
  token: string,
  { consent, ...cells }: Registration,
): Promise<
  | { ok: true; programmeId: ProgrammeId; beneficiaryId: BeneficiaryId }
  | { not: NotTaken }
  | { problems: readonly RowProblem[] }
> {
  const answered = await inTransaction(house, async house => {
    const found = await lockOpen(house, token)
    if ('not' in found) return found
    const { invitationId, programmeId, place, partner } = found
    const rules = await rowRules(house, programmeId)
    if (!rules) throw new Error('The programme of an invitation is gone: the foreign key of invitation is broken.')
    // The programme’s own fields are asked by staff later: this page asks for the least.
    const row = checkRow({ ...cells, place, partner, consent: 'yes' }, { ...rules, custom: [] })
    if (!row.ok) return { problems: row.problems }
    const by = byInvitation(invitationId)
    const [enrolled] = await enrolPeople(house, [sealPerson(house.sealing, row.person)], { programmeId, by })
    if (!enrolled) throw new Error('Enrolling one person must answer for one person.')
    const { beneficiaryId, known } = enrolled
    await sql`
      update invitation set state = 'registered', state_at = now(), answered_at = now(), opened_at = coalesce(opened_at, now()),
             beneficiary_id = ${beneficiaryId}, consent_version = ${consent.version}, consent_language = ${consent.language},
             consent_text = ${consent.text}, ${forgotten}
       where id = ${invitationId}`.execute(house.db)
    await forgetWhatWasWritten(house, invitationId)
    await recordAct(house, {
      by,
      act: known ? 'invited person was enrolled already' : 'beneficiary enrolled',
      programmeId,
      subject: ['beneficiary', beneficiaryId],
      details: { invitationId, consent: consent.version, consentLanguage: consent.language },
    })
    await house.hooks.at('registering')
    return { ok: true as const, programmeId, beneficiaryId }
  })
  if ('ok' in answered) await house.hooks.at('registered')
  return answered
}

/** They do not want to take part. What the partner told of them is forgotten, but for the partner’s own reference. */
export async function declineInvited(house: House, token: string): Promise<{ ok: true } | { not: NotTaken }> {
  return inTransaction(house, async house => {
    const found = await lockOpen(house, token)
    if ('not' in found) return found
    const { invitationId, programmeId } = found
    await sql`
      update invitation set state = 'declined', state_at = now(), answered_at = now(), opened_at = coalesce(opened_at, now()), ${forgotten}
       where id = ${invitationId}`.execute(house.db)
    await forgetWhatWasWritten(house, invitationId)
    await recordAct(house, {
      by: byInvitation(invitationId),
      act: 'invitation declined',
      programmeId,
      subject: ['invitation', invitationId],
    })
    return { ok: true as const }
  })
}

/** The link is sent to nobody any more, and who they are stands with the person, or nowhere. */
const forgotten = sql`token_enc = null, name_enc = null, number_enc = null, number_lookup = null, email_enc = null`

interface Locked {
  invitationId: InvitationId
  programmeId: ProgrammeId
  place: string
  partner: string
}

async function lockOpen(house: House, token: string): Promise<Locked | { not: NotTaken }> {
  const { rows } = await sql<Locked & { state: StoredInvitationState; over: boolean }>`
    select id as "invitationId", programme_id as "programmeId", place, partner, state, expires_at <= now() as over
      from invitation where token_lookup = ${tokenLookup(house, token)} for update`.execute(house.db)
  const [row] = rows
  if (!row) return { not: 'unknown' }
  if (row.state !== 'open') return { not: row.state }
  return row.over ? { not: 'expired' } : row
}
