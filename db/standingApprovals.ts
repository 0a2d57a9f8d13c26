/**
 * Approved ahead: two people let the rounds of a programme be paid without being asked each time, a list up to so much, so
 * much in all, until a day. Each use is a row beside the list, with what it took of the sum; the list is held against its
 * hash, its maker and the programme’s steps as when somebody says yes to it.
 */
import { sql } from 'kysely'
import { standingOf, type ApprovalStep } from '../domain/approval.js'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { DistributionId, ProgrammeId, StandingApprovalId } from '../domain/ids.js'
import { isCurrency, money, toText } from '../domain/money.js'
import { mkono, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { startDistribution } from './distributionActs.js'
import { reserveAndApprove } from './distributionApproval.js'
import { inTransaction, type House } from './database.js'
import { lockDistribution, type DistributionRow } from './distributions.js'
import { listHashOf } from './listHash.js'
import { decide, propose, type Carrying, type Decision } from './proposals.js'
import { rolesFor } from './roles.js'

export interface StandingApproval {
  readonly standingApprovalId: StandingApprovalId
  readonly programmeId: ProgrammeId
  readonly roundUpToMinor: bigint
  readonly inAllMinor: bigint
  readonly usedMinor: bigint
  readonly until: Date
  readonly proposedBy: string
  readonly approvedBy: string
  readonly approvedRole: string
  readonly approvedAt: Date
  readonly endedAt: Date | null
  readonly endedBy: string | null
}

/** A year, and a little for those who renew it early. */
const longestDays = 400

interface Content {
  roundUpToMinor: string
  inAllMinor: string
  until: string
}

export async function proposeStanding(
  house: House,
  given: {
    programmeId: ProgrammeId
    roundUpToMinor: bigint
    inAllMinor: bigint
    until: Date
    reason?: string | undefined
    by: By
  },
): Promise<Done<{ proposalId: string }>> {
  const { programmeId, roundUpToMinor, inAllMinor, until, reason, by } = given
  if (roundUpToMinor <= 0n || inAllMinor < roundUpToMinor)
    return refused('invalid', 'A list is more than nothing, and all of them together are at least one list.')
  const days = (until.getTime() - Date.now()) / 86_400_000
  if (days <= 0 || days > longestDays)
    return refused('invalid', `It ends on a day to come, within ${longestDays} days: longer ones are decided anew.`)
  return inTransaction(house, async house => {
    const { rows } = await sql<{ currency: string }>`
      select g.currency from programme g join programme_calendar k on k.programme_id = g.id where g.id = ${programmeId}`.execute(
      house.db,
    )
    const [programme] = rows
    if (!programme)
      return refused('state', 'The programme has no calendar: only rounds that open by themselves are approved ahead.')
    const content: Content = {
      roundUpToMinor: roundUpToMinor.toString(),
      inAllMinor: inAllMinor.toString(),
      until: until.toISOString(),
    }
    const summary = { currency: programme.currency, ...content }
    return propose(house, {
      kind: 'standing_approval',
      programmeId,
      about: { id: programmeId },
      summary,
      content,
      reason,
      by,
    })
  })
}

const allowing: Carrying<object> = {
  kind: 'standing_approval',
  carryOut: async (house, { programmeId, proposedBy }, content, by) => {
    if (programmeId === null) return refused('not_found', 'There is no such programme.')
    const { roundUpToMinor, inAllMinor, until } = content as Content
    if (new Date(until) <= new Date()) return refused('state', 'Its last day has passed: reject it.')
    await close(house, programmeId, by)
    await sql`
      insert into standing_approval (programme_id, round_up_to_minor, in_all_minor, until, proposed_by, approved_by, approved_role)
      values (${programmeId}, ${roundUpToMinor}, ${inAllMinor}, ${until}, ${proposedBy}, ${by.person}, ${by.role})`.execute(
      house.db,
    )
    return done()
  },
}

/** The one that was there before ends with it. */
export async function decideStanding(house: House, decision: Decision): Promise<Done> {
  const decided = await decide(house, allowing, decision)
  return decided.ok ? done() : decided
}

async function close(house: House, programmeId: ProgrammeId, by: By): Promise<boolean> {
  const { rows } = await sql`
    update standing_approval set ended_at = now(), ended_by = ${by.person}
     where programme_id = ${programmeId} and ended_at is null returning 1`.execute(house.db)
  return rows.length > 0
}

/** Less is ended by one. What it approved stays approved. */
export async function endStanding(
  house: House,
  { programmeId, reason, by }: { programmeId: ProgrammeId; reason: string; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    if (!(await close(house, programmeId, by))) return refused('not_found', 'Nothing is approved ahead.')
    await recordAct(house, {
      by,
      act: 'standing approval ended',
      programmeId,
      subject: ['programme', programmeId],
      details: { reason },
    })
    return done()
  })
}

const columns = sql`
  id as "standingApprovalId", programme_id as "programmeId", round_up_to_minor as "roundUpToMinor",
  in_all_minor as "inAllMinor", used_minor as "usedMinor", until, proposed_by as "proposedBy", approved_by as "approvedBy",
  approved_role as "approvedRole", approved_at as "approvedAt", ended_at as "endedAt", ended_by as "endedBy"`

/** Newest first, with the lists that each let go. */
export async function listStanding(
  house: House,
  programmeId: ProgrammeId,
): Promise<(StandingApproval & { uses: { distributionId: DistributionId; minor: bigint; at: Date }[] })[]> {
  const { rows } = await sql<StandingApproval>`
    select ${columns} from standing_approval where programme_id = ${programmeId} order by approved_at desc limit 100`.execute(
    house.db,
  )
  const uses = await sql<{ of: string; distributionId: DistributionId; minor: bigint; at: Date }>`
    select u.standing_approval_id as of, u.distribution_id as "distributionId", u.minor, u.at from standing_use u
      join standing_approval s on s.id = u.standing_approval_id where s.programme_id = ${programmeId}
     order by u.at desc limit 1000`.execute(house.db)
  return rows.map(row => ({
    ...row,
    uses: uses.rows
      .filter(({ of }) => of === row.standingApprovalId)
      .map(({ distributionId, minor, at }) => ({ distributionId, minor, at })),
  }))
}

/**
 * Approves the list of a round by what was approved ahead, and starts it; once. Refused in a sentence where it does not
 * reach that far: then the list waits for people, like every other.
 */
export async function goByStanding(house: House, distributionId: DistributionId): Promise<Done> {
  const approved = await inTransaction(house, async inner => {
    const row = await lockDistribution(inner, distributionId)
    if (!row) return refused('not_found', 'There is no such distribution.')
    if (row.state === 'approved') return (await wasUsed(inner, distributionId)) ? done() : byPeople
    if (row.state !== 'awaiting_approval') return refused('state', `The distribution is ${row.state}.`)
    const standing = await lockStanding(inner, row.programmeId)
    if (!standing) return refused('state', 'Nothing is approved ahead.')
    const minor = row.totalMinor + row.feeReserveMinor
    const steps = await sql<{ steps: ApprovalStep[] }>`
      select approval_steps as steps from distribution where id = ${distributionId}`.execute(inner.db)
    const barred = await beyond(inner, standing, { ...row, minor, steps: steps.rows[0]?.steps ?? [] })
    if (barred) return barred
    if (!row.listHash?.equals(await listHashOf(inner, distributionId)))
      return refused('conflict', 'The list is no longer what was frozen; reject it and make a new one.')
    const { standingApprovalId, approvedBy, approvedRole } = standing
    const by = { person: approvedBy, role: approvedRole }
    const details = { hash: row.listHash?.toString('hex'), standingApproval: standingApprovalId }
    const end = await reserveAndApprove(inner, { distributionId, by, details })
    if (!end.ok) return end
    await sql`insert into standing_use (distribution_id, standing_approval_id, minor) values (${distributionId}, ${standingApprovalId}, ${minor})`.execute(
      inner.db,
    )
    await sql`update standing_approval set used_minor = used_minor + ${minor} where id = ${standingApprovalId}`.execute(
      inner.db,
    )
    return done()
  })
  if (!approved.ok) return approved
  const started = await startDistribution(house, { distributionId, by: mkono })
  if (started.ok || started.problem !== 'insufficient_funds') return started
  // The account at the FSP holds too little: it waits for the money, as if somebody had started it short.
  return startDistribution(house, { distributionId, by: mkono, short: 'The round opened by itself.' })
}

const byPeople = refused('state', 'People approved this list: they start it too.')

async function wasUsed(house: House, distributionId: DistributionId): Promise<boolean> {
  const { rows } = await sql`select from standing_use where distribution_id = ${distributionId}`.execute(house.db)
  return rows.length > 0
}

const good = (programmeId: ProgrammeId) =>
  sql`select ${columns} from standing_approval where programme_id = ${programmeId} and ended_at is null and until > now()`

async function lockStanding(house: House, programmeId: ProgrammeId): Promise<StandingApproval | null> {
  const { rows } = await sql<StandingApproval>`${good(programmeId)} for update`.execute(house.db)
  return rows[0] ?? null
}

/**
 * Would a list of this sum go by itself now, made in the name of `createdBy`? Refused in the sentence by which it would
 * wait for people.
 * @param minor with its highest fees
 */
export async function tryStanding(
  house: House,
  given: { programmeId: ProgrammeId; currency: string; createdBy: string; totalMinor: bigint; minor: bigint },
): Promise<Done> {
  const { rows } = await sql<StandingApproval>`${good(given.programmeId)}`.execute(house.db)
  const [standing] = rows
  if (!standing) return refused('state', 'Nothing is approved ahead.')
  const steps = await sql<{ steps: ApprovalStep[] }>`
    select approval_steps as steps from programme where id = ${given.programmeId}`.execute(house.db)
  return (await beyond(house, standing, { ...given, steps: steps.rows[0]?.steps ?? [] })) ?? done()
}

/** Everything but its rows that is asked when somebody says yes to a list, and how far the sum reaches; null: it does. */
async function beyond(
  house: House,
  { roundUpToMinor, inAllMinor, usedMinor, approvedBy, approvedRole }: StandingApproval,
  row: Pick<DistributionRow, 'programmeId' | 'createdBy' | 'totalMinor'> & {
    currency: string
    minor: bigint
    steps: readonly ApprovalStep[]
  },
): Promise<Refused | null> {
  const { minor, steps } = row
  const text = (amount: bigint): string =>
    isCurrency(row.currency) ? toText(money(amount, row.currency)) : amount.toString()
  if (minor > roundUpToMinor)
    return refused(
      'state',
      `${text(minor)} with the highest fees is more than the ${text(roundUpToMinor)} approved ahead for one list.`,
    )
  if (usedMinor + minor > inAllMinor)
    return refused(
      'state',
      `Of what was approved ahead ${text(inAllMinor - usedMinor)} is left, ${text(minor)} is needed.`,
    )
  if (row.createdBy === approvedBy)
    return refused(
      'four_eyes',
      `The rounds are made in the name of ${approvedBy}, who also approved them ahead: somebody else approves this list.`,
    )
  const held = await rolesFor(house, {
    person: approvedBy,
    permission: 'distributions.approve',
    programmeId: row.programmeId,
  })
  if (held?.length === 0)
    return refused('four_eyes', `${approvedBy}, who approved ahead, may not approve lists any more.`)
  if (!standingOf(steps, row.totalMinor, [{ by: approvedBy, role: approvedRole }]).complete)
    return refused(
      'four_eyes',
      'A list of this sum takes more people, or another role, than one approval ahead can stand for.',
    )
  return null
}
