/**
 * Proposals: one person’s, another one’s to decide, carried out in the transaction of the decision (domain/fourEyes.ts has
 * the rule). What each kind does when it is approved stands with its noun: unknownEnds.ts, fspAccountChanges.ts,
 * roleChanges.ts, twoPeople.ts, exports.ts.
 */
import { sql } from 'kysely'
import { byWhom, done, refused, type Done, type Refused } from '../domain/done.js'
import { judge, matters, type MatterKind, type ProposalState } from '../domain/fourEyes.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { Permission } from '../domain/permissions.js'
import { approversOf } from './approvers.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { rolesFor } from './roles.js'
import { mailIsOver, queueMail } from './staffMail.js'

export interface Proposed {
  readonly kind: MatterKind
  readonly programmeId?: ProgrammeId | null
  /** what it is about: a row by its id, or a thing that has but a name */
  readonly about: { readonly id: string } | { readonly name: string }
  /** what whoever decides is shown; nothing secret or personal */
  readonly summary: Readonly<Record<string, unknown>>
  /** what is to be done, sealed */
  readonly content?: unknown
  /** a keyed digest of what stood when it was proposed: approved it is only while that still stands */
  readonly basedOn?: Buffer
  readonly reason?: string | undefined
  readonly by: By
}

export interface Proposal {
  readonly proposalId: string
  readonly kind: MatterKind
  readonly programmeId: ProgrammeId | null
  readonly subject: string | null
  readonly name: string | null
  readonly summary: Record<string, unknown>
  readonly reason: string | null
  readonly state: ProposalState
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly goodUntil: Date | null
}

const subjectOf = ({ subject, name, kind }: Pick<Proposal, 'subject' | 'name' | 'kind'>) =>
  [kind, subject ?? name ?? ''] as const

/** What is not sent within a day is given up anyhow. */
const longestLetterMs = 86_400_000

/** One about the same thing at a time. */
export async function propose(house: House, given: Proposed): Promise<Done<{ proposalId: string }>> {
  const { kind, programmeId, about, summary, content, basedOn, reason, by } = given
  const days = matters[kind].goodForDays
  return inTransaction(house, async house => {
    const made = await house.db
      .insertInto('proposal')
      .values({
        kind,
        programme_id: programmeId ?? null,
        subject: 'id' in about ? about.id : null,
        name: 'name' in about ? about.name : null,
        summary: JSON.stringify(summary),
        content_enc: content === undefined ? null : house.sealing.seal(JSON.stringify(content)),
        based_on: basedOn ?? null,
        reason: reason ?? null,
        proposed_by: by.person,
        proposed_role: by.role,
        good_until: days === null ? null : sql<Date>`now() + ${days} * interval '1 day'`,
      })
      .onConflict(conflict => conflict.doNothing())
      .returning(['id', 'good_until as goodUntil'])
      .executeTakeFirst()
    const subject = 'id' in about ? about.id : about.name
    if (!made) return proposedAlready(house, kind, subject)
    await recordAct(house, {
      by,
      act: `${matters[kind].words} proposed`,
      programmeId,
      subject: [kind, subject],
      details: { proposalId: made.id, ...summary },
    })
    await tellDeciders(house, { ...given, proposalId: made.id, goodUntil: made.goodUntil })
    return done({ proposalId: made.id })
  })
}

async function proposedAlready(house: House, kind: MatterKind, about: string): Promise<Refused> {
  const { rows } = await sql<{ by: string; at: Date }>`
    select proposed_by as by, proposed_at as at from proposal
     where kind = ${kind} and coalesce(subject::text, name) = ${about} and state = 'proposed'`.execute(house.db)
  const first = byWhom(rows[0]?.by, rows[0]?.at)
  return refused('conflict', `Something about this was proposed already${first}: have that decided or withdrawn.`)
}

const letterAbout = (proposalId: string): string => `proposal ${proposalId}`

/** Whoever could decide it hears of it; of what, and by whom, but nothing of what it holds. */
async function tellDeciders(
  house: House,
  { kind, programmeId, by, proposalId, goodUntil }: Proposed & { proposalId: string; goodUntil: Date | null },
): Promise<void> {
  const permission = matters[kind].decides
  const readers = await approversOf(house, { permission, programmeId: programmeId ?? null, but: [by.person] })
  for (const { memberId } of readers)
    await queueMail(house, {
      memberId,
      key: letterAbout(proposalId),
      kind: 'proposal_waits',
      about: { kind, proposedBy: by.person, until: goodUntil?.toISOString() ?? null },
      goodUntil: goodUntil ?? new Date(Date.now() + longestLetterMs),
    })
}

export interface Decision {
  readonly proposalId: string
  readonly approve: boolean
  readonly reason?: string | undefined
  readonly by: By
}

export interface Carrying<Result extends object> {
  readonly kind: MatterKind
  /** What it was based on, as it stands now, under lock. Left out where `carryOut` looks for itself. */
  basis?(house: House, proposal: Proposal): Promise<Buffer | null>
  /** Does it. Refuses before it has changed anything. `content` as it was proposed. */
  carryOut(house: House, proposal: Proposal, content: unknown, by: By): Promise<Done<Result>>
  /** what was proposed is evidence, and stays; otherwise it goes with the decision */
  readonly keepsContent?: boolean
  /** What else a no means. */
  rejected?(house: House, proposal: Proposal, by: By): Promise<void>
}

/** @returns what carrying it out came to; nothing where it was not approved, or had been before */
export async function decide<Result extends object>(
  house: House,
  matter: Carrying<Result>,
  { proposalId, approve, reason, by }: Decision,
): Promise<Done<{ result: Result | null }>> {
  return inTransaction(house, async house => {
    const found = await lockProposal(house, matter.kind, proposalId)
    if (!found) return refused('not_found', 'There is no such proposal.')
    const { content, basedOn, now, ...proposal } = found
    const verdict = judge(proposal, { person: by.person, approve, now })
    if (!('is' in verdict)) return verdict
    if (verdict.is === 'already') return done({ result: null })
    const barred = approve ? await noLonger(house, matter, proposal, { basedOn, by }) : null
    if (barred) return barred
    const carried = approve ? await matter.carryOut(house, proposal, content, by) : null
    if (carried && !carried.ok) return carried
    const state = approve ? 'approved' : verdict.is === 'withdraw' ? 'withdrawn' : 'rejected'
    await sql`
      update proposal set state = ${state}, decided_by = ${by.person}, decided_at = now(), decision_reason = ${reason ?? null},
             content_enc = case when ${matter.keepsContent ?? false} then content_enc end
       where id = ${proposalId}`.execute(house.db)
    await recordAct(house, {
      by,
      act: `${matters[matter.kind].words} ${state}`,
      programmeId: proposal.programmeId,
      subject: subjectOf(proposal),
      details: { proposalId, proposedBy: proposal.proposedBy, ...proposal.summary },
      ...(reason === undefined ? {} : { personal: { reason } }),
    })
    if (!approve) await matter.rejected?.(house, proposal, by)
    await mailIsOver(house, letterAbout(proposalId))
    return done({ result: carried })
  })
}

/** Why what was proposed can not be approved any more; null when it can. */
async function noLonger<Result extends object>(
  house: House,
  matter: Carrying<Result>,
  proposal: Proposal,
  { basedOn, by }: { basedOn: Buffer | null; by: By },
): Promise<Refused | null> {
  if (!(await stillMay(house, proposal)))
    return refused('state', 'Whoever proposed it may not propose it any more: reject it, and let another propose it.')
  const { kind, programmeId, proposedBy } = proposal
  if (await standsInFor(house, { permission: matters[kind].decides, programmeId, proposedBy, by })) return theirOwn
  const basis = await matter.basis?.(house, proposal)
  if (basis === undefined || (basis && basedOn?.equals(basis))) return null
  return refused('conflict', 'What it is about has changed since: reject it, look again and propose it anew.')
}

export const theirOwn = refused(
  'four_eyes',
  'Nobody decides what was proposed by the one for whom they stand in: ask somebody else.',
)

/** Is all that lets them decide it held on behalf of whoever proposed it? */
export async function standsInFor(
  house: House,
  given: { permission: Permission; programmeId: string | null; proposedBy: string; by: By },
): Promise<boolean> {
  const { permission, programmeId, proposedBy, by } = given
  const held = await rolesFor(house, { person: by.person, permission, programmeId, orPart: true })
  return held !== null && held.length > 0 && held.every(({ onBehalfOf }) => onBehalfOf === proposedBy)
}

async function stillMay(house: House, { kind, programmeId, proposedBy }: Proposal): Promise<boolean> {
  for (const permission of matters[kind].proposes) {
    const roles = await rolesFor(house, { person: proposedBy, permission, programmeId, orPart: true })
    if (roles === null || roles.length > 0) return true
  }
  return false
}

const columns = sql`
  id as "proposalId", kind, programme_id as "programmeId", subject, name, summary, reason, state,
  proposed_by as "proposedBy", proposed_at as "proposedAt", good_until as "goodUntil"`

interface Locked extends Proposal {
  decidedBy: string | null
  decidedAt: Date | null
  content: unknown
  basedOn: Buffer | null
  now: Date
}

async function lockProposal(house: House, kind: MatterKind, proposalId: string): Promise<Locked | null> {
  const { rows } = await sql<Locked & { sealed: Buffer | null }>`
    select ${columns}, decided_by as "decidedBy", decided_at as "decidedAt", content_enc as sealed, based_on as "basedOn",
           now() as now
      from proposal where id = ${proposalId} and kind = ${kind} for update`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { sealed, ...rest } = row
  return { ...rest, content: sealed ? (JSON.parse(house.sealing.open(sealed)) as unknown) : null }
}

/** Those that wait, oldest first. */
export async function openProposals(house: House, limit: number): Promise<Proposal[]> {
  const { rows } = await sql<Proposal>`
    select ${columns} from proposal where state = 'proposed' and (good_until is null or good_until > now())
     order by proposed_at, id limit ${limit}`.execute(house.db)
  return rows
}

/** Those of one person that nobody has decided yet, newest first; also those that were left too long. */
export async function openProposalsOf(house: House, person: string, limit: number): Promise<Proposal[]> {
  const { rows } = await sql<Proposal>`
    select ${columns} from proposal where state = 'proposed' and proposed_by = ${person}
     order by proposed_at desc, id limit ${limit}`.execute(house.db)
  return rows
}

/** The one about this thing that waits; null when none does. */
export async function openProposal(house: House, kind: MatterKind, about: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from proposal where kind = ${kind} and coalesce(subject::text, name) = ${about} and state = 'proposed'`.execute(
    house.db,
  )
  return rows[0]?.id ?? null
}

/** Nobody decided them in their time. @returns how many there were */
export async function endOldProposals(house: House): Promise<number> {
  const { rows } = await sql`
    update proposal set state = 'over', decided_by = 'mkono', decided_at = now(), content_enc = null
     where state = 'proposed' and good_until < now() returning 1`.execute(house.db)
  return rows.length
}
