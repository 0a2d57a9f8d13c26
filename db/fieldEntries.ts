/** What is done behind a field link: seeing its open corrections, and filling one in. */
import { sql } from 'kysely'
import { caseRef } from '../domain/caseRef.js'
import type { ContactResult } from '../domain/cases.js'
import { done, refused, type Done } from '../domain/done.js'
import { byLink } from '../domain/fieldLinks.js'
import { isUuid, type BeneficiaryId, type CaseId, type DestinationId } from '../domain/ids.js'
import { reaches, reachesNothing, reachIn, reachOf, type Reach } from '../domain/reach.js'
import { recordAct } from './audit.js'
import { knownSources, noteContact } from './caseContacts.js'
import { inTransaction, type House } from './database.js'
import { proposeDestination } from './destinations.js'
import type { FieldLink } from './fieldLinks.js'
import { openCorrections, type OpenCorrection } from './openCorrections.js'
import { asSeen } from './reach.js'
import { heldNow } from './roles.js'

/** As much as a phone shows at once. */
const pageSize = 25

export interface FieldCorrection extends OpenCorrection {
  /** false: the maker of the link may not see names, so neither does who has it */
  readonly showsName: boolean
}

/** How far its maker reaches now, in its programme: nothing where they may not propose numbers any more. */
async function reachOfMaker(
  house: House,
  { madeBy, programmeId }: FieldLink,
): Promise<{ proposes: Reach; names: Reach }> {
  const grants = await heldNow(house, madeBy)
  const proposes = reachOf(grants, 'corrections.propose')
  const names = reachOf(grants, 'people.seeNames')
  return { proposes: reachIn(proposes, programmeId), names: reachIn(names, programmeId) }
}

/** The page that a phone asks for; null when the link is worth nothing any more. Who looked is written down. */
export async function showFieldPage(
  house: House,
  link: FieldLink,
  after: BeneficiaryId | undefined,
): Promise<{ corrections: FieldCorrection[]; next: BeneficiaryId | null } | null> {
  const { proposes, names } = await reachOfMaker(house, link)
  if (reachesNothing(proposes)) return null
  const { programmeId, place, owner, caseIds } = link
  const scope = { programmeId, place, owner, caseIds }
  const { corrections, next } = await asSeen(house, proposes, house =>
    openCorrections(house, { ...scope, after, limit: pageSize }),
  )
  await recordAct(house, {
    by: byLink(link.linkId, link.madeBy),
    act: 'corrections shown',
    programmeId,
    subject: ['field link', link.linkId],
    details: { people: corrections.length },
  })
  return { corrections: corrections.map(each => ({ ...each, showsName: reaches(names, each) })), next }
}

export interface FieldEntry {
  readonly caseId: string
  /** as written; empty: none */
  readonly number: string
  readonly result: ContactResult | null
  readonly remark: string
  /** of the form, so that a second tap is the same entry */
  readonly entryId: string
}

/**
 * Stores what was filled in: the number as a proposal for which the link’s maker answers, so that somebody else decides it,
 * and the contact. Wake the person’s life afterwards where there is a number.
 */
export async function storeFieldEntry(
  house: House,
  link: FieldLink,
  entry: FieldEntry,
): Promise<Done<{ beneficiaryId: BeneficiaryId | null; destinationId: DestinationId | null }>> {
  const { linkId, madeBy } = link
  const by = byLink(linkId, madeBy)
  const { number, result, remark } = entry
  const source = house.sealing.lookup('contact', JSON.stringify(['field', linkId, entry.caseId, entry.entryId]))
  return inTransaction(house, async house => {
    if ((await knownSources(house, [source])).size > 0) return done({ beneficiaryId: null, destinationId: null })
    if (!(await isStillOpen(house, linkId))) return refused('state', 'The link was ended meanwhile.')
    const found = await correctionOf(house, link, entry.caseId)
    if (!found) return refused('not_found', 'This is not on the list of the link, or not any more.')
    const { caseId, beneficiaryId } = found
    const reason = `By the field link ${caseRef(linkId)}.`
    const proposed =
      number === '' ? null : await proposeDestination(house, { beneficiaryId, number, reason, by, answerable: madeBy })
    if (proposed?.ok === false) return proposed
    const destinationId = proposed?.destinationId ?? null
    const noted = await noteContact(house, {
      caseId,
      how: 'visited',
      result: result ?? (number === '' ? 'other' : 'reached'),
      note: remark === '' ? undefined : remark,
      destinationId: destinationId ?? undefined,
      ...{ fieldLinkId: linkId, source, by },
    })
    // The number was proposed already in this transaction: an exception takes it back.
    if (!noted.ok) throw new ClosedMeanwhile()
    return done({ beneficiaryId, destinationId })
  }).catch((error: unknown) => {
    if (error instanceof ClosedMeanwhile) return refused('state', 'The case was closed meanwhile.')
    throw error
  })
}

async function isStillOpen(house: House, linkId: FieldLink['linkId']): Promise<boolean> {
  const { rows } = await sql`
    select from field_link where id = ${linkId} and ended_at is null and expires_at > now() for share`.execute(house.db)
  return rows.length > 0
}

class ClosedMeanwhile extends Error {
  override readonly name = 'ClosedMeanwhile'
}

async function correctionOf(house: House, link: FieldLink, caseId: string): Promise<OpenCorrection | null> {
  const { proposes } = await reachOfMaker(house, link)
  if (!isUuid(caseId) || reachesNothing(proposes) || (link.caseIds && !link.caseIds.includes(caseId))) return null
  const { programmeId, place, owner } = link
  const { corrections } = await asSeen(house, proposes, house =>
    openCorrections(house, { programmeId, place, owner, caseIds: [caseId as CaseId], limit: 1 }),
  )
  return corrections[0] ?? null
}
