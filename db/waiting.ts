/** What waits for one particular person: to be decided, started or answered, by what they hold now. */
import { sql } from 'kysely'
import { matters } from '../domain/fourEyes.js'
import type { DistributionId, ProgrammeId } from '../domain/ids.js'
import type { Permission } from '../domain/permissions.js'
import type { Reach } from '../domain/reach.js'
import { waitsFor } from './approvals.js'
import type { House } from './database.js'
import { openProposals, openProposalsOf, type Proposal } from './proposals.js'
import { asSeen, isSeen } from './reach.js'

export interface WaitingDistribution {
  readonly distributionId: DistributionId
  readonly programmeId: ProgrammeId
  readonly name: string
  readonly round: number
  readonly payouts: number
  readonly totalMinor: bigint
  readonly currency: string
  readonly frozenAt: Date
}

export interface Waiting {
  readonly distributions: readonly WaitingDistribution[]
  readonly corrections: readonly { programmeId: ProgrammeId; count: number }[]
  readonly proposals: readonly Proposal[]
  /** what they proposed themselves and may still take back */
  readonly own: readonly Proposal[]
  /** approved lists that they may start */
  readonly starts: readonly WaitingDistribution[]
  /** what people wrote that they may answer */
  readonly messages: readonly { programmeId: ProgrammeId; count: number }[]
  /** messages that reach nobody by themselves, and that somebody reads out to the person */
  readonly readOut: readonly { programmeId: ProgrammeId; count: number }[]
  /** open cases that were handed to them, and how many of those are late */
  readonly cases: { readonly open: number; readonly overdue: number }
}

interface Who {
  readonly person: string
  reachFor(permission: Permission): Reach
}

/** Of each at most as many as somebody looks at in a day. */
const most = 200

export async function waitingFor(house: House, who: Who): Promise<Waiting> {
  return {
    distributions: await distributionsFor(house, who),
    corrections: await correctionsFor(house, who),
    proposals: await proposalsFor(house, who),
    own: await ownOf(house, who),
    starts: await startsFor(house, who),
    messages: await messagesFor(house, who),
    readOut: await readOutFor(house, who),
    cases: await casesOf(house, who),
  }
}

async function proposalsFor(house: House, { person, reachFor }: Who): Promise<Proposal[]> {
  const theirs: Proposal[] = []
  for (const each of await openProposals(house, most))
    if (each.proposedBy !== person && (await reaches(house, reachFor(matters[each.kind].decides), each)))
      theirs.push(each)
  return theirs
}

async function ownOf(house: House, { person, reachFor }: Who): Promise<Proposal[]> {
  const theirs: Proposal[] = []
  for (const each of await openProposalsOf(house, person, most))
    for (const permission of matters[each.kind].proposes)
      if (await reaches(house, reachFor(permission), each)) {
        theirs.push(each)
        break
      }
  return theirs
}

const reaches = async (house: House, reach: Reach, { proposalId, programmeId }: Proposal): Promise<boolean> =>
  reach.everywhere || (programmeId !== null && (await isSeen(house, reach, 'proposal', proposalId)))

/** Lists that they may approve as the next one, in their own name or in somebody’s place (db/approvals.ts). */
async function distributionsFor(house: House, { person, reachFor }: Who): Promise<WaitingDistribution[]> {
  const { everywhere, whole } = reachFor('distributions.approve')
  const { rows } = await sql<WaitingDistribution>`
    select d.id as "distributionId", d.programme_id as "programmeId", d.name, d.round, d.payouts,
           d.total_minor as "totalMinor", g.currency, d.frozen_at as "frozenAt"
      from distribution d join programme g on g.id = d.programme_id
     where d.state = 'awaiting_approval' and d.created_by <> ${person}
       and (${everywhere} or d.programme_id = any (${[...whole]}::uuid[]))
     order by d.frozen_at, d.id limit ${most}`.execute(house.db)
  const theirs: WaitingDistribution[] = []
  for (const row of rows) if (await waitsFor(house, row.distributionId, person)) theirs.push(row)
  return theirs
}

async function startsFor(house: House, { reachFor }: Who): Promise<WaitingDistribution[]> {
  const { everywhere, whole } = reachFor('distributions.start')
  const { rows } = await sql<WaitingDistribution>`
    select d.id as "distributionId", d.programme_id as "programmeId", d.name, d.round, d.payouts,
           d.total_minor as "totalMinor", g.currency, d.frozen_at as "frozenAt"
      from distribution d join programme g on g.id = d.programme_id
     where d.state = 'approved' and (${everywhere} or d.programme_id = any (${[...whole]}::uuid[]))
     order by d.frozen_at, d.id limit ${most}`.execute(house.db)
  return rows
}

async function messagesFor(house: House, { reachFor }: Who): Promise<Waiting['messages']> {
  const { rows } = await asSeen(house, reachFor('messages.answer'), house =>
    sql<{ programmeId: ProgrammeId; count: number }>`
    select i.programme_id as "programmeId", count(*)::int as count from incoming_message i
     where i.state = 'inbox' and i.programme_id is not null
     group by 1 order by 2 desc, 1`.execute(house.db),
  )
  return rows
}

/** As they stand on the list to read out (db/messages/printed.ts), for whoever may read that. */
async function readOutFor(house: House, { reachFor }: Who): Promise<Waiting['readOut']> {
  const { rows } = await asSeen(house, reachFor('messages.answer'), house =>
    sql<{ programmeId: ProgrammeId; count: number }>`
    select m.programme_id as "programmeId", count(*)::int as count from message m
     where m.state = 'to_print' and m.body_enc is not null and m.beneficiary_id is not null and m.programme_id is not null
     group by 1 order by 2 desc, 1`.execute(house.db),
  )
  return rows
}

async function casesOf(house: House, { person, reachFor }: Who): Promise<Waiting['cases']> {
  const { rows } = await asSeen(house, reachFor('cases.read'), house =>
    sql<Waiting['cases']>`
    select count(*)::int as open, (count(*) filter (where deadline_at < now()))::int as overdue
      from work_case where state = 'open' and owner = ${person}`.execute(house.db),
  )
  return rows[0] ?? { open: 0, overdue: 0 }
}

/** Numbers whose check said ok, and that somebody else entered. */
async function correctionsFor(house: House, { person, reachFor }: Who): Promise<Waiting['corrections']> {
  const { rows } = await asSeen(house, reachFor('corrections.decide'), house =>
    sql<{ programmeId: ProgrammeId; count: number }>`
    select b.programme_id as "programmeId", count(*)::int as count
      from destination d join beneficiary b on b.id = d.beneficiary_id
     where d.state = 'proposed' and d.account_check = 'ok' and d.entered_by <> ${person}
     group by b.programme_id order by 2 desc, 1`.execute(house.db),
  )
  return rows
}
