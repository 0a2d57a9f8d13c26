/** A message that reached nobody is somebody’s case. */
import { sql } from 'kysely'
import { said } from '../../domain/caseSays.js'
import type { BeneficiaryId, MessageId, ProgrammeId } from '../../domain/ids.js'
import { openCase } from '../cases.js'
import type { House } from '../database.js'

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
  await openCase(house, {
    ...{ kind: 'message_failed', programmeId, beneficiaryId, reason },
    says: said(says),
    ...{ owner: 'programme staff', atDeadline: 'escalate' },
  })
}

/** The document of a voucher that its person has not got yet: the voucher opens a case of its own, and closes it. */
async function isCaseOfVoucher(house: House, messageId: MessageId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from message m join voucher v on v.id = (m.about ->> 'voucherId')::uuid
     where m.id = ${messageId} and m.kind = 'voucher' and v.state = 'agreed'`.execute(house.db)
  return rows.length > 0
}
