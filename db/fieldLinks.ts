/**
 * Links by which somebody without an account fills in some open corrections on one phone. A link opens once, for the phone
 * that has its secret and its PIN; from then on the phone’s cookie counts. It is as good as its maker: it shows what they
 * reach, and nothing once they may not propose numbers any more.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { ActName } from '../domain/acts.js'
import { done, refused, type Done } from '../domain/done.js'
import { byLink, fieldLinkLimits, linkState, type FieldLanguage, type FieldLinkState } from '../domain/fieldLinks.js'
import type { FieldLinkId, ProgrammeId } from '../domain/ids.js'
import { mkono, type By } from '../domain/people.js'
import { reachesNothing, type Reach } from '../domain/reach.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { countOpenCorrections, type CorrectionScope } from './openCorrections.js'
import { asSeen } from './reach.js'

export interface FieldLink extends CorrectionScope {
  readonly linkId: FieldLinkId
  readonly programmeId: ProgrammeId
  readonly place: string | null
  readonly owner: string | null
  readonly caseIds: readonly string[] | null
  readonly language: FieldLanguage
  readonly hasPin: boolean
  readonly madeBy: string
  readonly madeAt: Date
  readonly expiresAt: Date
  readonly openedAt: Date | null
  readonly endedAt: Date | null
  readonly endedBy: string | null
  readonly state: FieldLinkState
}

const tokenLookup = (house: House, token: string): Buffer => house.sealing.lookup('field', `token ${token}`)
const pinLookup = (house: House, token: string, pin: string): Buffer =>
  house.sealing.lookup('field', `pin ${token} ${pin}`)
const sessionLookup = (house: House, secret: string): Buffer => house.sealing.lookup('field', `session ${secret}`)

/**
 * @param reach how far the maker may propose numbers: whom the link shows
 * @returns token and PIN, this one time; the PIN is told by another way than the link
 */
export async function makeFieldLink(
  house: House,
  given: CorrectionScope & { days: number; pin: boolean; language: FieldLanguage; by: By; reach: Reach },
): Promise<Done<{ linkId: FieldLinkId; token: string; pin: string | null; expiresAt: Date; corrections: number }>> {
  const { programmeId, place, owner, caseIds, days, language, by, reach } = given
  if (!place && !owner && !caseIds)
    return refused('invalid', 'Say whose corrections: of a place, of an owner, or which.')
  if (days < 1 || days > fieldLinkLimits.days)
    return refused('invalid', `A link is good for 1 to ${fieldLinkLimits.days} days.`)
  if (reachesNothing(reach))
    return refused('state', 'A link shows whose numbers its maker may propose: yours would show nobody.')
  const token = randomBytes(32).toString('base64url')
  const pin = given.pin
    ? String(randomInt(10 ** fieldLinkLimits.pinDigits)).padStart(fieldLinkLimits.pinDigits, '0')
    : null
  return inTransaction(house, async house => {
    const corrections = await asSeen(house, reach, house =>
      countOpenCorrections(house, { programmeId, place, owner, caseIds }),
    )
    if (corrections === 0) return refused('state', 'No correction is open there: there is nothing to send anybody.')
    const { rows } = await sql<{ linkId: FieldLinkId; expiresAt: Date }>`
      insert into field_link (programme_id, place, owner, case_ids, language, token_lookup, pin_lookup, made_by, expires_at)
      values (${programmeId}, ${place ?? null}, ${owner ?? null}, ${caseIds ? [...caseIds] : null}::text[], ${language},
              ${tokenLookup(house, token)}, ${pin === null ? null : pinLookup(house, token, pin)}, ${by.person},
              now() + ${days} * interval '1 day')
      returning id as "linkId", expires_at as "expiresAt"`.execute(house.db)
    const [made] = rows
    if (!made) throw new Error('The link was not stored.')
    await recordAct(house, {
      by,
      act: 'field link made',
      programmeId,
      subject: ['field link', made.linkId],
      details: { place, owner, cases: caseIds?.length ?? null, corrections, pin: pin !== null, until: made.expiresAt },
    })
    return done({ ...made, token, pin, corrections })
  })
}

type Row = Omit<FieldLink, 'state'> & { now: Date }
const columns = sql`
  id as "linkId", programme_id as "programmeId", place, owner, case_ids as "caseIds", language, pin_lookup is not null as "hasPin",
  made_by as "madeBy", made_at as "madeAt", expires_at as "expiresAt", opened_at as "openedAt", ended_at as "endedAt",
  ended_by as "endedBy", now() as now`
const readable = ({ now, ...row }: Row): FieldLink => ({ ...row, state: linkState(row, now) })

/** Newest first, with how much was entered by each. */
export async function listFieldLinks(
  house: House,
  { programmeId, after, limit }: { programmeId: ProgrammeId; after?: FieldLinkId | undefined; limit: number },
): Promise<{ links: (FieldLink & { entries: number; lastEntryAt: Date | null })[]; next: FieldLinkId | null }> {
  const { rows } = await sql<Row & { entries: number; lastEntryAt: Date | null }>`
    select ${columns}, e.entries, e."lastEntryAt"
      from field_link
      cross join lateral (select count(*)::int as entries, max(c.entered_at) as "lastEntryAt"
                            from case_contact c where c.field_link_id = field_link.id) e
     where programme_id = ${programmeId}
       and (${after ?? null}::uuid is null or (made_at, id) < (select l.made_at, l.id from field_link l where l.id = ${after ?? null}))
     order by made_at desc, id desc limit ${limit + 1}`.execute(house.db)
  const links = rows
    .slice(0, limit)
    .map(row => ({ ...readable(row), entries: row.entries, lastEntryAt: row.lastEntryAt }))
  return { links, next: rows.length > limit ? (links.at(-1)?.linkId ?? null) : null }
}

/** Ends it at once, wherever it is open. Ended before it stays as it was. */
export async function endFieldLink(house: House, { linkId, by }: { linkId: FieldLinkId; by: By }): Promise<Done> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ programmeId: ProgrammeId; ended: boolean }>`
      select programme_id as "programmeId", ended_at is not null as ended from field_link where id = ${linkId} for update`.execute(
      house.db,
    )
    const [found] = rows
    if (!found) return refused('not_found', 'There is no such field link.')
    if (!found.ended) await end(house, { linkId, programmeId: found.programmeId }, by, 'field link revoked')
    return done()
  })
}

type Ending = Pick<FieldLink, 'linkId' | 'programmeId'>
async function end(house: House, { linkId, programmeId }: Ending, by: By, act: ActName): Promise<void> {
  await sql`update field_link set ended_at = now(), ended_by = ${by.person}, session_lookup = null where id = ${linkId}`.execute(
    house.db,
  )
  await recordAct(house, { by, act, programmeId, subject: ['field link', linkId] })
}

/** What a link is, before it is opened; null for every other text. Says nothing about anybody. */
export async function findFieldLink(house: House, token: string): Promise<FieldLink | null> {
  const { rows } = await sql<Row>`
    select ${columns} from field_link where token_lookup = ${tokenLookup(house, token)}`.execute(house.db)
  return rows[0] ? readable(rows[0]) : null
}

/** Why a link does not open. */
export type NotOpened = 'unknown' | 'over' | 'used' | 'wrong_pin' | 'locked'

/**
 * Opens a link for one phone, once. A wrong PIN counts; the last one ends the link, so that nobody tries them all.
 * @returns what the phone keeps as its cookie, this one time
 */
export async function openFieldLink(
  house: House,
  { token, pin }: { token: string; pin: string },
): Promise<{ secret: string; link: FieldLink } | { not: NotOpened; language: FieldLanguage | null }> {
  return inTransaction(house, async house => {
    const { rows } = await sql<Row & { pin: Buffer | null; tries: number }>`
      select ${columns}, pin_lookup as pin, pin_tries as tries
        from field_link where token_lookup = ${tokenLookup(house, token)} for update`.execute(house.db)
    const [row] = rows
    if (!row) return { not: 'unknown', language: null }
    const link = readable(row)
    const { linkId, programmeId, language } = link
    if (row.tries >= fieldLinkLimits.pinTries) return { not: 'locked', language }
    if (link.state === 'ended' || link.state === 'over') return { not: 'over', language }
    if (link.state === 'open') return { not: 'used', language }
    if (row.pin && !row.pin.equals(pinLookup(house, token, pin))) {
      await sql`update field_link set pin_tries = pin_tries + 1 where id = ${linkId}`.execute(house.db)
      await recordAct(house, {
        by: mkono,
        act: 'field link refused',
        programmeId,
        subject: ['field link', linkId],
        details: { wrongPins: row.tries + 1 },
      })
      if (row.tries + 1 < fieldLinkLimits.pinTries) return { not: 'wrong_pin', language }
      await end(house, link, mkono, 'field link locked')
      return { not: 'locked', language }
    }
    const secret = randomBytes(32).toString('base64url')
    await sql`
      update field_link set opened_at = now(), session_lookup = ${sessionLookup(house, secret)} where id = ${linkId}`.execute(
      house.db,
    )
    const by = byLink(linkId, link.madeBy)
    await recordAct(house, { by, act: 'field link opened', programmeId, subject: ['field link', linkId] })
    return { secret, link: { ...link, state: 'open' } }
  })
}

/** The link that is open on the phone with this cookie; null when there is none, or none that is good any more. */
export async function linkOfPhone(house: House, secret: string): Promise<FieldLink | null> {
  const { rows } = await sql<Row>`
    select ${columns} from field_link where session_lookup = ${sessionLookup(house, secret)}`.execute(house.db)
  const link = rows[0] ? readable(rows[0]) : null
  return link?.state === 'open' ? link : null
}

/** By what the forms of a phone are known as its own. */
export const formSecret = (house: House, secret: string): string =>
  house.sealing.lookup('field', `form ${secret}`).toString('base64url')
