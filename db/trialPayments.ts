/**
 * Trial payments: the smallest real transfer through an FSP account, to somebody of the staff. One proposes it, another
 * one approves, and it goes the very way of every payout: a distribution of one in a programme that is kept for trials of
 * this account, frozen, approved, started. It is paid once like everything else, and is a real expense in the ledger.
 */
import { sql } from 'kysely'
import { noValues } from '../domain/customField.js'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { BeneficiaryId, DistributionId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { Currency } from '../domain/money.js'
import { mkono, type By } from '../domain/people.js'
import type { PhoneNumber } from '../domain/phone.js'
import { trialEnds } from '../domain/trial.js'
import { inTransaction, type House } from './database.js'
import { startDistribution } from './distributionActs.js'
import { approveDistribution } from './distributionApproval.js'
import { availableOf, freezeList, type Pricing } from './distributionList.js'
import { createDistribution } from './distributions.js'
import { enrolPeople } from './enrolment.js'
import { fundProgramme } from './programmes.js'
import { decide, propose, type Carrying, type Decision, type Proposal } from './proposals.js'
import { sealPerson } from './sealedPerson.js'

/** To whom and how much, sealed while it waits. */
interface Wanted {
  number: PhoneNumber
  /** of somebody of the staff, who agreed */
  name: string
  amountMinor: string
  highestFeeMinor: string
}

interface Account {
  id: FspAccountId
  name: string
  currency: Currency
  country: string
  confirmed: boolean
  pausedReason: string | null
}

/** The account, locked, so that nobody pauses or changes it meanwhile. */
async function accountOf(house: House, fspAccountId: string): Promise<Account | Refused> {
  const { rows } = await sql<Account>`
    select id, name, currency, country, confirmed_by is not null as confirmed, paused_reason as "pausedReason"
      from fsp_account where id = ${fspAccountId} for share`.execute(house.db)
  const [account] = rows
  if (!account) return refused('not_found', 'There is no such FSP account.')
  if (!account.confirmed) return refused('four_eyes', 'A second person confirms this account before anything is paid.')
  if (account.pausedReason !== null) return refused('state', 'The account is paused: resume it first.')
  return account
}

/** One that has neither been paid nor come to nothing; one at a time is enough to see. */
async function isUnderWay(house: House, fspAccountId: FspAccountId): Promise<boolean> {
  const { rows } = await sql`
    select from trial_payment t join payout p on p.distribution_id = t.distribution_id
     where t.fsp_account_id = ${fspAccountId} and p.state <> all (${[...trialEnds]}::text[]) limit 1`.execute(house.db)
  return rows.length > 0
}

export async function proposeTrial(
  house: House,
  given: {
    fspAccountId: FspAccountId
    number: PhoneNumber
    name: string
    amountMinor: bigint
    highestFeeMinor: bigint
    reason?: string | undefined
    by: By
  },
): Promise<Done<{ proposalId: string }>> {
  const { fspAccountId, number, name, amountMinor, highestFeeMinor, reason, by } = given
  return inTransaction(house, async house => {
    const account = await accountOf(house, fspAccountId)
    if ('ok' in account) return account
    if (await isUnderWay(house, fspAccountId))
      return refused('state', 'The trial payment before has not ended yet: look at its report.')
    const content: Wanted = {
      number,
      name,
      amountMinor: amountMinor.toString(),
      highestFeeMinor: highestFeeMinor.toString(),
    }
    return propose(house, {
      kind: 'trial_payment',
      about: { id: fspAccountId },
      summary: {
        account: account.name,
        currency: account.currency,
        amountMinor: content.amountMinor,
        highestFeeMinor: content.highestFeeMinor,
      },
      content,
      reason,
      by,
    })
  })
}

interface Begun {
  distributionId: DistributionId
  programmeId: ProgrammeId
}

/** Approves or rejects a trial that somebody else proposed. Approved, its distribution is paying when this returns. */
export async function decideTrial(
  house: House,
  decision: Decision,
  pricing: (account: FspAccountId) => Promise<Pricing>,
): Promise<Done<{ begun: Begun | null }>> {
  const carrying: Carrying<Begun> = {
    kind: 'trial_payment',
    carryOut: (house, proposal, content, by) =>
      undoneWhenRefused(house, async () => begin(house, { proposal, wanted: content as Wanted, by }, pricing)),
  }
  const decided = await decide(house, carrying, decision)
  return decided.ok ? done({ begun: decided.result }) : decided
}

/** A refusal in the middle leaves nothing of what was made before it. */
async function undoneWhenRefused<T extends object>(house: House, work: () => Promise<Done<T>>): Promise<Done<T>> {
  await sql`savepoint trial`.execute(house.db)
  const end = await work()
  await (end.ok ? sql`release savepoint trial` : sql`rollback to savepoint trial`).execute(house.db)
  return end
}

async function begin(
  house: House,
  { proposal, wanted, by }: { proposal: Proposal; wanted: Wanted; by: By },
  pricing: (account: FspAccountId) => Promise<Pricing>,
): Promise<Done<Begun>> {
  const account = await accountOf(house, proposal.subject ?? '')
  if ('ok' in account) return account
  if (await isUnderWay(house, account.id)) return refused('state', 'Another trial payment has not ended yet.')
  const maker = await makerOf(house, proposal)
  const amountMinor = BigInt(wanted.amountMinor)
  const programmeId = await programmeFor(house, account, { amountMinor, by: maker })
  const beneficiaryId = await staffIn(house, programmeId, { wanted, proposal, by: maker })
  const missing = amountMinor + BigInt(wanted.highestFeeMinor) - (await availableOf(house, programmeId))
  if (missing > 0n) {
    const reference = `trial ${proposal.proposalId}`
    const funded = await fundProgramme(house, { programmeId, amountMinor: missing, reference, by: maker })
    if (!funded.ok) return funded
  }
  const made = await createDistribution(house, {
    programmeId,
    ...(await nextRound(house, programmeId)),
    filter: { beneficiaryIds: [beneficiaryId] },
    isTrial: true,
    by: maker,
  })
  if (!made.ok) return made
  const { distributionId } = made
  const frozen = await freezeList(house, { distributionId, pricing: await pricing(account.id) })
  if (!frozen.ok) return frozen
  if (frozen.totalMinor !== wanted.amountMinor || BigInt(frozen.feeReserveMinor) > BigInt(wanted.highestFeeMinor))
    return refused('conflict', 'The account pays or costs otherwise than when this was proposed: propose it anew.')
  const approved = await approveDistribution(house, { distributionId, by, listHash: frozen.hash })
  if (!approved.ok) return approved
  // That it starts with its approval is what was proposed, by one, and approved, by another.
  const started = await startDistribution(house, { distributionId, by: mkono })
  if (!started.ok) return started
  await house.db
    .insertInto('trial_payment')
    .values({
      proposal_id: proposal.proposalId,
      fsp_account_id: account.id,
      programme_id: programmeId,
      distribution_id: distributionId,
    })
    .execute()
  return done({ distributionId, programmeId })
}

async function makerOf(house: House, { proposalId, proposedBy }: Proposal): Promise<By> {
  const { proposed_role } = await house.db
    .selectFrom('proposal')
    .select('proposed_role')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow()
  return { person: proposedBy, role: proposed_role }
}

/** The programme that is kept for trials of this account, with the amount of this one as its rule. */
async function programmeFor(
  house: House,
  { id, name, currency, country }: Account,
  { amountMinor, by }: { amountMinor: bigint; by: By },
): Promise<ProgrammeId> {
  const { rows } = await sql<{ id: ProgrammeId }>`
    insert into programme (name, currency, country, fsp_account_id, rounds, base_minor, members_included, languages, correction_days, trial_of, created_by)
    values (${`Trial payments of ${name} (${id.slice(0, 8)})`}, ${currency}, ${country}, ${id}, 1000, ${amountMinor}, 99, '{en}', 1, ${id}, ${by.person})
    on conflict (trial_of) do update set base_minor = excluded.base_minor, fsp_account_id = excluded.fsp_account_id
    returning id`.execute(house.db)
  if (!rows[0]) throw new Error('The programme for trials was not stored.')
  return rows[0].id
}

/** The one whom this number belongs to: there from an earlier trial, or new. */
async function staffIn(
  house: House,
  programmeId: ProgrammeId,
  { wanted, proposal, by }: { wanted: Wanted; proposal: Proposal; by: By },
): Promise<BeneficiaryId> {
  const { rows } = await sql<{ id: BeneficiaryId }>`
    select b.id from beneficiary b join destination t on t.beneficiary_id = b.id and t.state = 'approved'
     where b.programme_id = ${programmeId} and t.number_lookup = ${house.sealing.lookup('number', wanted.number)}`.execute(
    house.db,
  )
  if (rows[0]) return rows[0].id
  const person = sealPerson(house.sealing, {
    name: wanted.name,
    number: wanted.number,
    // Of a place of its own, so that two numbers of one name are not taken for one household.
    place: `Trial ${proposal.proposalId.slice(0, 8)}`,
    householdSize: 1,
    language: 'en',
    nationalId: null,
    remarks: null,
    custom: noValues,
    partner: null,
    submittedAt: proposal.proposedAt.toISOString(),
  })
  const [enrolled] = await enrolPeople(house, [person], { programmeId, by })
  if (!enrolled) throw new Error('Enrolling one person must answer for one person.')
  // Whether the number can receive is what the trial shows; and states are gone through as everybody's are.
  for (const state of ['validated', 'included'])
    await sql`
      update beneficiary set state = ${state}, account_check = 'ok', account_check_reason = 'trial'
       where id = ${enrolled.beneficiaryId}`.execute(house.db)
  return enrolled.beneficiaryId
}

async function nextRound(house: House, programmeId: ProgrammeId): Promise<{ round: number; name: string }> {
  const { rows } = await sql<{ round: number }>`
    select coalesce(max(round), 0) + 1 as round from distribution where programme_id = ${programmeId}`.execute(house.db)
  const round = rows[0]?.round ?? 1
  return { round, name: `Trial payment ${round}` }
}
