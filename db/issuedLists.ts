/**
 * Lists and reports of a distribution as documents. Somebody asks, the house makes the document in the background and keeps
 * its bytes sealed: asked for again, an approved list is the very one that was made first, byte for byte. What names
 * people is asked for with a reason, is fetched by whoever asked within a day, and where the programme says so a second
 * person allows it first (as files of people, exports.ts).
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { DistributionId, IssuedListId, ProgrammeId } from '../domain/ids.js'
import type { ListFormat, ListKind, ListShows } from '../domain/issuedList.js'
import { mkono, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { propose } from './proposals.js'
import { takesTwo } from './twoPeople.js'

/** Which document: two of one variant of an approved list are one. */
export interface Variant {
  readonly kind: ListKind
  readonly format: ListFormat
  readonly shows: ListShows
  /** a blank column to sign in, for pay points */
  readonly forSigning: boolean
}

export interface IssuedList extends Variant {
  readonly listId: IssuedListId
  readonly distributionId: DistributionId
  readonly programmeId: ProgrammeId
  readonly state: 'asked' | 'made' | 'failed'
  readonly askedBy: string
  readonly askedAt: Date
  readonly asOf: Date | null
  /** SHA-256 of its bytes, hex */
  readonly digest: string | null
  readonly bytes: number | null
  /** SHA-256 of the frozen list, hex */
  readonly listHash: string
  readonly goodUntil: Date | null
  readonly isGood: boolean
  readonly why: string | null
}

const columns = sql`
  l.id as "listId", l.distribution_id as "distributionId", l.programme_id as "programmeId", l.kind, l.format, l.shows,
  l.for_signing as "forSigning", l.state, l.asked_by as "askedBy", l.asked_at as "askedAt", l.as_of as "asOf",
  encode(l.digest, 'hex') as digest, l.bytes, encode(l.list_hash, 'hex') as "listHash", l.good_until as "goodUntil",
  coalesce(l.good_until > now(), false) as "isGood", l.why`

const goodFor = sql`now() + interval '24 hours'`

export interface ListAsked extends Variant {
  readonly distributionId: DistributionId
  /** an earlier closing report, to be handed out as it was; an approved list is so anyhow */
  readonly again?: IssuedListId | undefined
  /** needed where people are named */
  readonly reason?: string | undefined
  readonly by: By
}

/** @returns with a proposal where a second person has to allow that it is fetched */
export async function askList(
  house: House,
  asked: ListAsked,
): Promise<Done<{ listId: IssuedListId; programmeId: ProgrammeId; proposalId: string | null }>> {
  const { distributionId, kind, format, shows, forSigning, again, reason, by } = asked
  const named = shows !== 'references'
  if (named && reason === undefined) return refused('invalid', 'Say why you need a list that names people.')
  if (forSigning && kind !== 'approved') return refused('invalid', 'Only the approved list has a column to sign in.')
  if (again !== undefined && kind !== 'closing')
    return refused('invalid', 'An approved list is the same every time: ask for it without “again”.')
  return inTransaction(house, async house => {
    const { rows } = await sql<{ programmeId: ProgrammeId; hash: Buffer | null; approvedAt: Date | null }>`
      select programme_id as "programmeId", list_hash as hash, approved_at as "approvedAt"
        from distribution where id = ${distributionId}`.execute(house.db)
    const found = rows[0]
    if (!found) return refused('not_found', 'There is no such distribution.')
    if (!found.hash || !found.approvedAt) return refused('state', 'Nobody has approved this list yet.')
    const earlier = again === undefined ? null : await findIssued(house, again)
    if (again !== undefined && (!earlier || !isSame(earlier, asked)))
      return refused('invalid', 'There is no such report of this distribution in this form.')
    const { programmeId } = found
    const two = named && (await takesTwo(house, 'exports', [programmeId]))
    const { rows: stored } = await sql<{ id: IssuedListId }>`
      insert into issued_list (programme_id, distribution_id, kind, format, shows, for_signing, list_hash, asked_by, good_until, same_as)
      values (${programmeId}, ${distributionId}, ${kind}, ${format}, ${shows}, ${forSigning}, ${found.hash}, ${by.person},
              ${named && !two ? goodFor : null}, ${again ?? null}) returning id`.execute(house.db)
    const listId = stored[0]?.id
    if (!listId) throw new Error('The list that was asked for was not stored.')
    const about = { distributionId, kind, format, shows, forSigning }
    await recordAct(house, {
      by,
      act: 'list asked for',
      programmeId,
      subject: ['distribution', distributionId],
      details: { listId, ...about },
      ...(reason === undefined ? {} : { personal: { reason } }),
    })
    if (!two) return done({ listId, programmeId, proposalId: null })
    const proposed = await propose(house, {
      kind: 'export',
      programmeId,
      about: { id: listId },
      summary: about,
      reason,
      by,
    })
    return proposed.ok ? done({ listId, programmeId, proposalId: proposed.proposalId }) : proposed
  })
}

const isSame = (earlier: IssuedList, { distributionId, kind, format, shows, forSigning }: ListAsked): boolean =>
  earlier.state === 'made' &&
  earlier.distributionId === distributionId &&
  earlier.kind === kind &&
  earlier.format === format &&
  earlier.shows === shows &&
  earlier.forSigning === forSigning

/** A second person allows that whoever asked fetches it. Nothing where it is no such list. */
export const allowList = async (house: House, listId: string): Promise<void> =>
  void (await sql`update issued_list set good_until = ${goodFor} where id = ${listId}`.execute(house.db))

export async function findIssued(house: House, listId: IssuedListId): Promise<IssuedList | null> {
  const { rows } = await sql<IssuedList>`select ${columns} from issued_list l where l.id = ${listId}`.execute(house.db)
  return rows[0] ?? null
}

/** Newest first; the last hundred. */
export async function issuedOf(house: House, distributionId: DistributionId): Promise<IssuedList[]> {
  const { rows } = await sql<IssuedList>`
    select ${columns} from issued_list l where l.distribution_id = ${distributionId}
     order by l.asked_at desc, l.id limit 100`.execute(house.db)
  return rows
}

/** Every document that was ever made with these very bytes, the first one first. */
export async function issuedWithDigest(house: House, digest: Buffer): Promise<IssuedList[]> {
  const { rows } = await sql<IssuedList>`
    select ${columns} from issued_list l where l.digest = ${digest} order by l.asked_at, l.id limit 20`.execute(
    house.db,
  )
  return rows
}

/** Why this person can not fetch it now; null when they can. */
export function wrongWithFetchingList(list: IssuedList, by: By) {
  if (list.state === 'failed') return refused('state', list.why ?? 'It could not be made: ask for it anew.')
  if (list.state === 'asked') return refused('state', 'It is still being made: ask again in a moment.')
  if (list.shows === 'references') return null
  if (list.askedBy !== by.person)
    return refused('conflict', 'Somebody else asked for this list: ask for one of your own, it is the same.')
  if (list.goodUntil === null) return refused('state', 'A second person has not allowed this list yet.')
  return list.isGood ? null : refused('state', 'This was asked for too long ago: ask for it anew, it is the same.')
}

/** Made already as this variant: of approved lists there is one, for ever. */
async function madeBefore(house: House, list: IssuedList): Promise<IssuedListId | null> {
  if (list.kind !== 'approved') return null
  const { rows } = await sql<{ id: IssuedListId }>`
    select id from issued_list
     where distribution_id = ${list.distributionId} and kind = 'approved' and format = ${list.format} and shows = ${list.shows}
       and for_signing = ${list.forSigning} and list_hash = decode(${list.listHash}, 'hex') and state = 'made' and same_as is null
     order by asked_at, id limit 1`.execute(house.db)
  return rows[0]?.id ?? null
}

/** What is to be made; null when it is made, given up, not there, or the same as one that is kept already (then it is that). */
export async function listToMake(house: House, listId: IssuedListId): Promise<IssuedList | null> {
  return inTransaction(house, async house => {
    await sql`select id from issued_list where id = ${listId} for update`.execute(house.db)
    const list = await findIssued(house, listId)
    if (!list || list.state !== 'asked') return null
    const { rows } = await sql<{ sameAs: IssuedListId | null }>`
      select same_as as "sameAs" from issued_list where id = ${listId}`.execute(house.db)
    const before = rows[0]?.sameAs ?? (await madeBefore(house, list))
    if (before === null) return list
    await sql`
      update issued_list l set state = 'made', as_of = o.as_of, digest = o.digest, bytes = o.bytes, same_as = coalesce(o.same_as, o.id)
        from issued_list o where o.id = ${before} and l.id = ${listId}`.execute(house.db)
    return null
  })
}

const pieceBytes = 1024 * 1024

/** Keeps a document. Whoever comes second (a worker thought lost) finds it made and changes nothing. */
export async function keepList(
  house: House,
  { listId, asOf, bytes }: { listId: IssuedListId; asOf: Date; bytes: Buffer },
): Promise<void> {
  const digest = createHash('sha256').update(bytes).digest()
  await inTransaction(house, async house => {
    const { rows } = await sql`select from issued_list where id = ${listId} and state = 'asked' for update`.execute(
      house.db,
    )
    if (rows.length === 0) return
    for (let at = 0, piece = 1; at < bytes.length; at += pieceBytes, piece++) {
      const sealed = house.sealing.seal(bytes.subarray(at, at + pieceBytes).toString('base64'))
      await house.db.insertInto('issued_piece').values({ list_id: listId, piece, piece_enc: sealed }).execute()
    }
    await sql`
      update issued_list set state = 'made', as_of = ${asOf}, digest = ${digest}, bytes = ${bytes.length} where id = ${listId}`.execute(
      house.db,
    )
    const list = await findIssued(house, listId)
    await recordAct(house, {
      by: mkono,
      act: 'list made',
      programmeId: list?.programmeId,
      subject: ['distribution', list?.distributionId ?? listId],
      details: { listId, digest: digest.toString('hex'), bytes: bytes.length },
    })
  })
}

/** Given up, with a sentence for whoever asked. */
export const failList = async (house: House, listId: IssuedListId, why: string): Promise<void> =>
  void (await sql`update issued_list set state = 'failed', why = ${why} where id = ${listId} and state = 'asked'`.execute(
    house.db,
  ))

/** The document itself, as it was made. @throws when what is kept is not what was made */
export async function bytesOfList(house: House, listId: IssuedListId): Promise<Buffer> {
  const { rows } = await sql<{ digest: Buffer | null; sealed: Buffer }>`
    select l.digest, x.piece_enc as sealed from issued_list l join issued_piece x on x.list_id = coalesce(l.same_as, l.id)
     where l.id = ${listId} order by x.piece`.execute(house.db)
  const bytes = Buffer.concat(rows.map(({ sealed }) => Buffer.from(house.sealing.open(sealed), 'base64')))
  if (!rows[0]?.digest?.equals(createHash('sha256').update(bytes).digest()))
    throw new Error('A kept list is not what was made: restore issued_piece from a backup.')
  return bytes
}

/** Asked for and made by nobody in time. Takes them: their next check moves on. */
export async function overdueLists(house: House): Promise<{ listId: IssuedListId; programmeId: ProgrammeId }[]> {
  const { rows } = await sql<{ listId: IssuedListId; programmeId: ProgrammeId }>`
    update issued_list set next_check_at = now() + interval '15 minutes'
     where state = 'asked' and next_check_at < now() - interval '20 seconds'
    returning id as "listId", programme_id as "programmeId"`.execute(house.db)
  return rows
}
