/**
 * A voucher given again: a list of one person, of the same round, for whom a payout by vouchers came to nothing. It is made,
 * approved and started as any list is, by two people; what is due is worked out anew. The list before may still be open: this
 * payout of it is over, and the database takes no second one beside one that is not (followUps.ts).
 */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { BeneficiaryId, DistributionId, FspAccountId, PayoutId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { inTransaction, type House } from '../database.js'
import { createDistribution, type ListFilter } from '../distributions.js'

/** The payout that is over, and the list that would give it again. */
export interface GivenBack {
  programmeId: ProgrammeId
  round: number
  purpose: string
  /** the list that it stood on */
  of: DistributionId
  /** through which it was paid, and is again */
  fspAccountId: FspAccountId
  name: string
  filter: ListFilter
}

interface Row extends Omit<GivenBack, 'filter'> {
  beneficiaryId: BeneficiaryId
  released: boolean
  byVoucher: boolean
}

/** What somebody once did not want they may want now: whoever gives it again has been asked for it. */
export async function givenBack(house: House, payoutId: PayoutId): Promise<Done<{ payout: GivenBack }>> {
  const { rows } = await sql<Row>`
    select d.programme_id as "programmeId", p.round, p.purpose, d.id as of, p.fsp_account_id as "fspAccountId", d.name,
           p.beneficiary_id as "beneficiaryId", p.released,
           exists (select from voucher v where v.payout_id = p.id) as "byVoucher"
      from payout p join distribution d on d.id = p.distribution_id where p.id = ${payoutId}`.execute(house.db)
  const [row] = rows
  if (!row) return refused('not_found', 'There is no such payout.')
  const { beneficiaryId, released, byVoucher, ...payout } = row
  if (!byVoucher) return refused('state', 'This payout has no vouchers.')
  if (!released)
    return refused(
      'state',
      'This payout is not over: only one whose vouchers were taken back is given again, once its money is free.',
    )
  return done({ payout: { ...payout, filter: { beneficiaryIds: [beneficiaryId], declinedToo: true } } })
}

/** Its list is frozen by its own life, like any other. */
export async function giveAgain(
  house: House,
  { payoutId, by }: { payoutId: PayoutId; by: By },
): Promise<Done<{ distributionId: DistributionId; programmeId: ProgrammeId }>> {
  return inTransaction(house, async house => {
    const before = await givenBack(house, payoutId)
    if (!before.ok) return before
    const { of, purpose, name, ...list } = before.payout
    const made = await createDistribution(house, {
      ...{ ...list, by, name: `${name}, given again` },
      followUp: { of, purpose },
    })
    return made.ok ? done({ ...made, programmeId: list.programmeId }) : made
  })
}
