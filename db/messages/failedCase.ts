/** A message that reached nobody is somebody’s case. */
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { AttemptId, BeneficiaryId, MessageId, ProgrammeId } from '../../domain/ids.js'
import { openCase } from '../cases.js'
import type { House } from '../database.js'
import { howReached } from '../vouchers/reached.js'

interface Failed {
  readonly messageId: MessageId
  readonly programmeId: ProgrammeId
  /** null: of somebody who is invited */
  readonly beneficiaryId: BeneficiaryId | null
  readonly reason: string | null
  readonly says: 'message_not_arrived' | 'message_no_way'
}

export async function openCaseOfFailed(house: House, failed: Failed): Promise<void> {
  const { messageId, programmeId, beneficiaryId, reason, says } = failed
  // Who is invited and was not reached stands among the invitations.
  if (beneficiaryId === null || (await isCaseOfVoucher(house, messageId))) return
  const asked = await questionNotArrived(house, messageId)
  await openCase(house, {
    ...{ kind: 'message_failed', programmeId, beneficiaryId, reason },
    says: said(asked ? 'voucher_question_not_arrived' : says),
    ...{ owner: 'programme staff', atDeadline: 'escalate' },
  })
}

/**
 * The question of a voucher that still waits for its answer, which none of its person’s ways has brought them. Their lives hear of
 * it; one that is being looked at in this moment is left to its next look.
 */
async function questionNotArrived(house: House, messageId: MessageId): Promise<boolean> {
  const { rows } = await sql<{ attemptId: AttemptId; beneficiaryId: BeneficiaryId }>`
    with asked as (
      select v.id, v.attempt_id, v.beneficiary_id from message m join voucher v on v.attempt_id = (m.about ->> 'attemptId')::uuid
       where m.id = ${messageId} and m.kind in ('voucher_question','voucher_again') and v.state = 'waiting'),
    free as (select id from voucher where id in (select id from asked) and asked_at is not null order by id for update skip locked),
    told as (update voucher v set next_at = now(), wake_at = clock_timestamp() from free where v.id = free.id)
    select attempt_id as "attemptId", beneficiary_id as "beneficiaryId" from asked limit 1`.execute(house.db)
  const [row] = rows
  return row !== undefined && !(await howReached(house, row)).reached
}

/** The document of a voucher that its person has not got yet: the voucher opens a case of its own, and closes it. */
async function isCaseOfVoucher(house: House, messageId: MessageId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from message m join voucher v on v.id = (m.about ->> 'voucherId')::uuid
     where m.id = ${messageId} and m.kind = 'voucher' and v.state = 'agreed'`.execute(house.db)
  return rows.length > 0
}
