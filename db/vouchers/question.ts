/** Asking a person whether they want their voucher, and what follows from what they say. */
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { BeneficiaryId, IncomingId, ProgrammeId } from '../../domain/ids.js'
import { outsideTheNight, questionDue } from '../../domain/voucher.js'
import type { House } from '../database.js'
import { tellPeople, type ToTell } from '../messages/queue.js'
import { keptUntil } from './daytime.js'
import { openVoucherCase } from './cases.js'
import { howReached } from './reached.js'
import { vouchersOfAttempt, type VoucherRow } from './rows.js'
import { voucherRulesOf, type VoucherRules } from './rules.js'
import { endVouchers } from './settle.js'
import { heard, tellVouchers } from './wake.js'

/** What the life waits for after its question was seen to. */
export interface Waits {
  readonly until: Date
  readonly says: string
}

const minute = 60_000

/**
 * The question goes out once, for all parts of a payout together, when every part is issued; then the reminders, and at
 * the deadline nobody is waited for any more. Each is a message with an identity, so that none goes out twice.
 */
export async function seeToQuestion(house: House, row: VoucherRow): Promise<Waits | 'changed'> {
  const rules = await voucherRulesOf(house, row.programmeId)
  const { now } = row
  if (row.askedAt === null || row.deadlineAt === null) {
    const parts = await vouchersOfAttempt(house, row.attemptId)
    const issued = parts.filter(each => each.state === 'waiting')
    if (issued.length < row.parts)
      return { until: new Date(now.getTime() + 10 * minute), says: 'Waits until every part is issued.' }
    return askFrom(house, row, { rules, cause: String(row.attemptId) })
  }
  const { askedAt, deadlineAt, reminders } = row
  const due = questionDue({ askedAt, deadlineAt, reminders }, rules, now)
  switch (due.is) {
    case 'wait': {
      const { reached, failed, newNumber } = await howReached(house, row)
      if (!reached && failed) return askAnew(house, row, { rules, newNumber, until: due.until })
      return { until: due.until, says: due.for === 'reminder' ? 'Asked; reminds' : 'Asked; waits for the deadline' }
    }
    case 'remind':
      // The first part speaks for all of them.
      if (row.part === 1) await ask(house, row, `${row.attemptId}:${reminders + 1}`)
      await sql`update voucher set reminders = reminders + 1 where id = ${row.voucherId}`.execute(house.db)
      return 'changed'
    case 'giveUp': {
      const { reached } = await howReached(house, row)
      await refuseAll(house, row, reached ? 'unanswered' : 'not_reached')
      return 'changed'
    }
  }
}

/** In the day: from then on they have as long as the programme gives. */
async function askFrom(
  house: House,
  row: VoucherRow,
  { rules, cause }: { rules: VoucherRules; cause: string },
): Promise<Waits | 'changed'> {
  const morning = outsideTheNight(row.now, rules)
  if (morning > row.now) return { until: morning, says: 'Waits for the morning' }
  if (!(await ask(house, row, cause))) return notTold(house, row)
  await sql`
    update voucher set asked_at = now(), deadline_at = now() + ${rules.deadlineS} * interval '1 second', ${heard}
     where attempt_id = ${row.attemptId} and state = 'waiting'`.execute(house.db)
  return 'changed'
}

/** The question has come to nothing: once there is another number it is put anew there, and else by the reminders. */
async function askAnew(
  house: House,
  row: VoucherRow,
  { rules, newNumber, until }: { rules: VoucherRules; newNumber: string | null; until: Date },
): Promise<Waits | 'changed'> {
  if (newNumber !== null) return askFrom(house, row, { rules, cause: `${row.attemptId}:${newNumber}` })
  const hour = new Date(row.now.getTime() + 60 * minute)
  return { until: until < hour ? until : hour, says: 'The question did not arrive; waits for another number' }
}

async function ask(house: House, row: VoucherRow, cause: string): Promise<boolean> {
  const { beneficiaryId, payoutId, attemptId } = row
  await tellPeople(house, [{ beneficiaryId, kind: 'voucher_question', cause, about: { payoutId, attemptId } }])
  return isQueued(house, beneficiaryId, 'voucher_question', cause)
}

/** A programme without ways to its people, or with this kind switched off, tells nobody anything: somebody must know. */
export async function isQueued(
  house: House,
  beneficiaryId: BeneficiaryId,
  kind: ToTell['kind'],
  cause: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from message where beneficiary_id = ${beneficiaryId} and kind = ${kind} and cause = ${cause}`.execute(
    house.db,
  )
  return rows.length > 0
}

async function notTold(house: House, row: VoucherRow): Promise<Waits> {
  await openVoucherCase(house, row, said('voucher_nobody_asked'))
  return { until: new Date(row.now.getTime() + 60 * minute), says: 'Messages are not set up.' }
}

/** All vouchers of the payout that are not given yet: from here on none of them is. Whoever was asked is told. */
export async function refuseAll(
  house: House,
  row: VoucherRow,
  ended: 'unanswered' | 'not_reached' | 'not_wanted_any_more',
): Promise<void> {
  const parts = await vouchersOfAttempt(house, row.attemptId)
  const ids = parts
    .filter(({ state }) => state === 'waiting' || (state === 'agreed' && ended === 'not_wanted_any_more'))
    .map(each => each.voucherId)
  await endVouchers(house, ids, 'cancelling', ended)
  // Who was never reached knows of no voucher.
  if (ended !== 'not_reached') await tellCancelled(house, row)
  await tellVouchers(house)
}

/** To whoever was asked, in the day; once for a payout, whoever ends it. */
export async function tellCancelled(
  house: House,
  { askedAt, programmeId, beneficiaryId, attemptId, payoutId }: VoucherRow,
): Promise<void> {
  if (askedAt === null) return
  const notBefore = await keptUntil(house, programmeId)
  await tellPeople(house, [
    { beneficiaryId, kind: 'voucher_cancelled', cause: String(attemptId), about: { payoutId, attemptId }, notBefore },
  ])
}

export type Understood = 'yes' | 'no' | 'not_understood'
/** The evidence: what they wrote, or the link by which they came to the page. */
export type AnsweredBy =
  | { readonly incomingId: IncomingId; readonly linkId?: undefined }
  | { readonly incomingId?: undefined; readonly linkId: string }

/**
 * What a person answered, applied to everything that waits for them, once: who says yes twice, or on two numbers, gets
 * what they were asked about and nothing more.
 * @returns whether something of theirs waited for it; otherwise staff should read it
 */
export async function takeAnswer(
  house: House,
  { beneficiaryId, is, ...by }: { beneficiaryId: BeneficiaryId; is: Understood } & AnsweredBy,
): Promise<boolean> {
  const { incomingId = null, linkId = null } = by
  await sql`
    select from payout p where p.id in (
      select payout_id from voucher where beneficiary_id = ${beneficiaryId} and state = 'waiting' and asked_at is not null)
     order by p.id for update`.execute(house.db)
  if (is === 'yes' || is === 'no') {
    const { rows } = await sql<{ attemptId: string; payoutId: string; programmeId: ProgrammeId }>`
      update voucher set answer = ${is}, answer_id = ${incomingId}, answer_link_id = ${linkId}, answered_at = now(), state = ${is === 'yes' ? 'agreed' : 'cancelling'},
             ended = ${is === 'yes' ? null : 'declined'}, state_at = now(), tries = 0, denials = 0, ${heard}
       where beneficiary_id = ${beneficiaryId} and state = 'waiting' and asked_at is not null
      returning attempt_id as "attemptId", payout_id as "payoutId", programme_id as "programmeId"`.execute(house.db)
    const [first] = rows
    if (!first) return is === 'yes' && tooLate(house, beneficiaryId)
    await tellVouchers(house)
    if (is === 'no') {
      const notBefore = await keptUntil(house, first.programmeId)
      await tellPeople(
        house,
        rows.map(({ attemptId, payoutId }) => ({
          beneficiaryId,
          kind: 'voucher_cancelled' as const,
          cause: attemptId,
          about: { payoutId, attemptId },
          notBefore,
        })),
      )
    }
    return true
  }
  const { rows } = await sql<{ attemptId: string; payoutId: string }>`
    select attempt_id as "attemptId", payout_id as "payoutId" from voucher
     where beneficiary_id = ${beneficiaryId} and state = 'waiting' and asked_at is not null order by opened_at limit 1`.execute(
    house.db,
  )
  const [open] = rows
  if (!open) return false
  // Asked once more; after that a person reads what they write.
  const { attemptId, payoutId } = open
  const again = await tellPeople(house, [
    { beneficiaryId, kind: 'voucher_again', cause: attemptId, about: { payoutId, attemptId } },
  ])
  return again > 0
}

/** Somebody who says yes after their voucher was cancelled for silence is told so, once; staff may issue another. */
async function tooLate(house: House, beneficiaryId: BeneficiaryId): Promise<boolean> {
  const { rows } = await sql<{ attemptId: string; payoutId: string; programmeId: ProgrammeId }>`
    select attempt_id as "attemptId", payout_id as "payoutId", programme_id as "programmeId" from voucher
     where beneficiary_id = ${beneficiaryId} and ended in ('unanswered','not_reached') and state in ('cancelling','cancelled') and state_at > now() - interval '60 days'
     order by state_at desc limit 1`.execute(house.db)
  const [late] = rows
  if (!late) return false
  const { attemptId, payoutId, programmeId } = late
  const notBefore = await keptUntil(house, programmeId)
  const about = { payoutId, attemptId }
  await tellPeople(house, [{ beneficiaryId, kind: 'voucher_late', cause: attemptId, about, notBefore }])
  // Whether another is issued is for a person to say: the answer stays in the inbox.
  return false
}
