/**
 * Where people are paid, a number and an FSP account: versions, never changed, only followed. A next version is proposed by
 * one person, its number is checked with the FSP, and somebody else approves it. It serves attempts opened after that,
 * never one under way. Another account is db/moves.ts.
 */
import { sql } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { done, refused, type Done } from '../domain/done.js'
import { judge } from '../domain/fourEyes.js'
import type {
  ApprovalId,
  BeneficiaryId,
  DestinationId,
  DistributionId,
  FspAccountId,
  ProgrammeId,
} from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { phoneProblems, readPhone } from '../domain/phone.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { pairAgain } from './duplicateSearch.js'
import { giveBackElsewhere, movable } from './moves.js'
import { closePersonalCases } from './personCases.js'
import { standsInFor, theirOwn } from './proposals.js'
import type { AccountCheckState } from './schema.js'

export interface Proposal {
  beneficiaryId: BeneficiaryId
  /** as people write it; left out: the number stays */
  number?: string | undefined
  /** left out: the account stays */
  fspAccountId?: FspAccountId | undefined
  reason?: string | undefined
  by: By
  /** whose it counts as, where that is another than who entered it: they do not decide it either */
  answerable?: string | undefined
}

/**
 * Stores a corrected number for approval; its account check is pending from now on. An older undecided proposal of the
 * person gives way; the same number proposed again by the same person is the same proposal.
 */
export async function proposeDestination(
  house: House,
  proposal: Proposal,
): Promise<Done<{ destinationId: DestinationId }>> {
  return inTransaction(house, async house => {
    const person = await lockPerson(house, proposal.beneficiaryId)
    if (!person) return refused('not_found', 'There is no such beneficiary.')
    const checked = await checkProposal(house, person, proposal)
    if (!checked.ok) return checked
    const enteredBy = proposal.answerable ?? proposal.by.person
    const { fspAccountId } = checked
    const open = checked.versions.find(({ state }) => state === 'proposed')
    const same = open?.number_lookup.equals(checked.lookup) === true && open.fsp_account_id === fspAccountId
    if (open && same && open.entered_by === enteredBy) return done({ destinationId: open.id })
    if (open) {
      await house.db.updateTable('destination').set({ state: 'superseded' }).where('id', '=', open.id).execute()
    }
    const { id } = await house.db
      .insertInto('destination')
      .values({
        beneficiary_id: proposal.beneficiaryId,
        version: Math.max(0, ...checked.versions.map(({ version }) => version)) + 1,
        number_enc: house.sealing.seal(checked.number),
        number_lookup: checked.lookup,
        fsp_account_id: fspAccountId,
        state: 'proposed',
        account_check: 'pending',
        reason: proposal.reason ?? null,
        entered_by: enteredBy,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordAct(house, {
      by: proposal.by,
      act: 'destination proposed',
      programmeId: person.programme_id,
      subject: ['beneficiary', proposal.beneficiaryId],
      details: { destinationId: id, supersedes: open?.id ?? null, ...(checked.moves ? { fspAccountId } : {}) },
      personal: { number: checked.number, reason: proposal.reason },
    })
    return done({ destinationId: id })
  })
}

interface LockedPerson {
  id: BeneficiaryId
  programme_id: ProgrammeId
  state: string
  account_check: AccountCheckState
  country: string
  /** the programme’s */
  fsp_account_id: FspAccountId | null
}

async function lockPerson(house: House, id: BeneficiaryId): Promise<LockedPerson | undefined> {
  return house.db
    .selectFrom('beneficiary')
    .innerJoin('programme', 'programme.id', 'beneficiary.programme_id')
    .select(['beneficiary.id', 'programme_id', 'state', 'account_check', 'country', 'fsp_account_id'])
    .where('beneficiary.id', '=', id)
    .forUpdate('beneficiary')
    .executeTakeFirst()
}

interface Version {
  id: DestinationId
  version: number
  state: string
  number_lookup: Buffer
  number_enc: Buffer
  fsp_account_id: FspAccountId | null
  entered_by: string
}

interface Checked {
  number: string
  lookup: Buffer
  fspAccountId: FspAccountId | null
  /** to another account than the one in use */
  moves: boolean
  versions: Version[]
}

/** Whether this number, and this account, could be proposed for this person; changes nothing. */
async function checkProposal(
  house: House,
  person: LockedPerson,
  proposal: Pick<Proposal, 'number' | 'fspAccountId'>,
): Promise<Done<Checked>> {
  if (person.state === 'declined' || person.state === 'completed') {
    return refused('state', `The person is ${person.state}: there is nothing to correct.`)
  }
  const versions = await house.db
    .selectFrom('destination')
    .select(['id', 'version', 'state', 'number_lookup', 'number_enc', 'fsp_account_id', 'entered_by'])
    .where('beneficiary_id', '=', person.id)
    .execute()
  const current = versions.find(({ state }) => state === 'approved')
  const written = proposal.number ?? (current ? house.sealing.open(current.number_enc) : '')
  const phone = readPhone(written, person.country)
  if (!phone.ok) return refused('invalid', phoneProblems[phone.problem])
  const lookup = house.sealing.lookup('number', phone.number)
  const before = current?.fsp_account_id ?? null
  const named = proposal.fspAccountId === undefined ? before : proposal.fspAccountId
  // With the others again they follow the programme, whatever account it has later.
  const fspAccountId = named === person.fsp_account_id ? null : named
  const moves = fspAccountId !== before
  if (!moves && current?.number_lookup.equals(lookup) === true)
    return refused('invalid', 'This is the number that is in use already: propose another one.')
  const barred = moves ? await movable(house, person.id, fspAccountId) : null
  return barred ?? done({ number: phone.number, lookup, fspAccountId, moves, versions })
}

/** For dry runs: what `proposeDestination` would say. */
export async function tryProposal(house: House, proposal: Pick<Proposal, 'beneficiaryId' | 'number'>): Promise<Done> {
  return inTransaction(house, async house => {
    const person = await lockPerson(house, proposal.beneficiaryId)
    if (!person) return refused('not_found', 'There is no such beneficiary.')
    const checked = await checkProposal(house, person, proposal)
    return checked.ok ? done() : checked
  })
}

/** `gaveBack`: distributions in which the person has no payout any more, because they moved to another FSP account. */
export type DestinationDecision = Done<{
  approvalId?: ApprovalId
  beneficiaryId: BeneficiaryId
  gaveBack?: DistributionId[]
}>

/**
 * Approves or rejects a proposal; never by who entered it, except that they may withdraw it. Approval needs an account
 * check that said ok. Deciding again the same way answers the same.
 */
export async function decideDestination(
  house: House,
  given: { destinationId: DestinationId; approve: boolean; reason?: string | undefined; by: By },
): Promise<DestinationDecision> {
  return inTransaction(house, async house => {
    const found = await house.db
      .selectFrom('destination')
      .select('beneficiary_id')
      .where('id', '=', given.destinationId)
      .executeTakeFirst()
    const person = found && (await lockPerson(house, found.beneficiary_id))
    const proposed = await house.db
      .selectFrom('destination')
      .select(['id', 'state', 'entered_by', 'account_check', 'fsp_account_id', 'decided_by', 'decided_at'])
      .where('id', '=', given.destinationId)
      .forUpdate()
      .executeTakeFirst()
    if (!person || !proposed) return refused('not_found', 'There is no such correction.')
    const beneficiaryId = person.id
    const pending = {
      proposedBy: proposed.entered_by,
      state: proposed.state,
      goodUntil: null,
      decidedBy: proposed.decided_by,
      decidedAt: proposed.decided_at,
    }
    const verdict = judge(pending, { person: given.by.person, approve: given.approve, now: new Date() })
    if (!('is' in verdict)) return verdict
    if (verdict.is === 'already')
      return done({ ...(given.approve ? { approvalId: await approvalOf(house, proposed.id) } : {}), beneficiaryId })
    if (!given.approve)
      return close(house, person, proposed.id, verdict.is === 'withdraw' ? 'superseded' : 'rejected', given)
    const decider = {
      permission: 'corrections.decide',
      programmeId: person.programme_id,
      proposedBy: proposed.entered_by,
    } as const
    if (await standsInFor(house, { ...decider, by: given.by })) return theirOwn
    if (proposed.account_check !== 'ok') return refused('state', notCheckedWhy[proposed.account_check])
    const gaveBack = await giveBackElsewhere(house, {
      beneficiaryId,
      fspAccountId: proposed.fsp_account_id,
      by: given.by,
    })
    if (!gaveBack.ok) return gaveBack
    const approvalId = await approve(house, person, proposed, given)
    return done({ approvalId, beneficiaryId, gaveBack: gaveBack.distributions })
  })
}

const notCheckedWhy: Readonly<Record<Exclude<AccountCheckState, 'ok'>, string>> = {
  unchecked: 'The new number was not checked with the FSP yet: start its check and approve after it.',
  pending: 'The FSP has not answered yet whether the new number can receive: approve after its answer.',
  cannot_receive: 'The FSP says that the new number can not receive either: reject it or propose another one.',
  unclear: 'The FSP’s answer about the new number is unclear: check it again or propose another one.',
}

async function approvalOf(house: House, destinationId: DestinationId): Promise<ApprovalId> {
  const row = await house.db
    .selectFrom('approval')
    .select('id')
    .where('kind', '=', 'destination')
    .where('destination_id', '=', destinationId)
    .executeTakeFirst()
  if (!row) throw new Error('An approved correction has no approval row: this destination was not approved here.')
  return row.id
}

async function approve(
  house: House,
  person: LockedPerson,
  proposed: { id: DestinationId; entered_by: string },
  { by }: { by: By },
): Promise<ApprovalId> {
  await house.db
    .updateTable('destination')
    .set({ state: 'superseded' })
    .where('beneficiary_id', '=', person.id)
    .where('state', '=', 'approved')
    .execute()
  await house.db
    .updateTable('destination')
    .set({ state: 'approved', decided_by: by.person, decided_at: sql<Date>`now()` })
    .where('id', '=', proposed.id)
    .execute()
  await house.db
    .updateTable('beneficiary')
    .set({ account_check: 'ok', account_check_reason: null, account_checked_at: sql<Date>`now()` })
    .where('id', '=', person.id)
    .execute()
  const { id } = await house.db
    .insertInto('approval')
    .values({ kind: 'destination', destination_id: proposed.id, made_by: proposed.entered_by, approved_by: by.person })
    .returning('id')
    .executeTakeFirstOrThrow()
  const resolution = caseEnds.corrected
  await closePersonalCases(house, { ids: [person.id], kinds: ['correction', 'account_check'], by, resolution })
  await pairAgain(house, person.programme_id, [person.id])
  await recordAct(house, {
    by,
    act: 'destination approved',
    programmeId: person.programme_id,
    subject: ['beneficiary', person.id],
    details: { destinationId: proposed.id, approvalId: id, enteredBy: proposed.entered_by },
  })
  return id
}

async function close(
  house: House,
  person: LockedPerson,
  destinationId: DestinationId,
  state: 'rejected' | 'superseded',
  { reason, by }: { reason?: string | undefined; by: By },
): Promise<DestinationDecision> {
  const decided = state === 'rejected' ? { decided_by: by.person, decided_at: sql<Date>`now()` } : {}
  await house.db
    .updateTable('destination')
    .set({ state, ...decided })
    .where('id', '=', destinationId)
    .execute()
  if (person.account_check === 'ok') {
    const resolution = caseEnds.old_can_receive
    await closePersonalCases(house, { ids: [person.id], kinds: ['correction', 'account_check'], by, resolution })
  }
  await recordAct(house, {
    by,
    act: state === 'rejected' ? 'destination rejected' : 'destination withdrawn',
    programmeId: person.programme_id,
    subject: ['beneficiary', person.id],
    details: { destinationId },
    ...(reason === undefined ? {} : { personal: { reason } }),
  })
  return done({ beneficiaryId: person.id })
}
