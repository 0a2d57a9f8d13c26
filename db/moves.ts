/**
 * A person moves to another FSP account of their programme’s currency. The account stands in their destination, so a move is
 * a next version of it: proposed, checked at the new FSP, approved by somebody else (db/destinations.ts). A list is paid
 * through one account; so a payout of theirs on a list of another one is given up with the move, and who moved stands on
 * a follow-up, or the next round, of the new account.
 */
import { sql } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { BeneficiaryId, DistributionId, FspAccountId, PayoutId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { givesVouchers, onlyVouchers } from '../domain/voucherFsps.js'
import { closePayout, lockPayouts, mayNotGiveUp, type Standing } from './attempts.js'
import type { House } from './database.js'

/** Why this person can not be moved there now; null when they can. */
export async function movable(
  house: House,
  beneficiaryId: BeneficiaryId,
  fspAccountId: FspAccountId | null,
): Promise<Refused | null> {
  const { rows } = await sql<{ found: boolean; fspName: string; fits: boolean; confirmed: boolean; currency: string }>`
    select f.id is not null as found, f.fsp_name as "fspName", f.currency = g.currency as fits, f.confirmed_by is not null as confirmed, g.currency
      from beneficiary b join programme g on g.id = b.programme_id
      left join fsp_account f on f.id = coalesce(${fspAccountId}::uuid, g.fsp_account_id)
     where b.id = ${beneficiaryId}`.execute(house.db)
  const [account] = rows
  if (!account?.found) return refused('not_found', 'There is no such FSP account.')
  if (givesVouchers(account.fspName)) return refused('state', onlyVouchers)
  if (!account.fits)
    return refused('invalid', `The programme pays in ${account.currency}: choose an FSP account that does.`)
  if (!account.confirmed) return refused('state', 'A second person confirms this FSP account first.')
  const standings = await elsewhere(house, beneficiaryId, fspAccountId)
  return standings.map(whyStays).find(why => why !== null) ?? null
}

/**
 * Gives up what the person still has on lists of other accounts than the one they are paid through from now on, or
 * refuses all of it. Does nothing for whoever does not move.
 */
export async function giveBackElsewhere(
  house: House,
  { beneficiaryId, fspAccountId, by }: { beneficiaryId: BeneficiaryId; fspAccountId: FspAccountId | null; by: By },
): Promise<Done<{ distributions: DistributionId[] }>> {
  if (!(await isAMove(house, beneficiaryId, fspAccountId))) return done({ distributions: [] })
  const standings = await elsewhere(house, beneficiaryId, fspAccountId)
  const stays = standings.map(whyStays).find(why => why !== null)
  if (stays) return stays
  const distributions: DistributionId[] = []
  for (const { id, distributionId } of standings) {
    const why = caseEnds.moved
    const closed = await closePayout(house, { payoutId: id, by, why, as: 'closed' })
    if (!closed.ok) throw new Error(`A payout that could be given up could not: ${closed.why}`)
    distributions.push(distributionId)
  }
  return done({ distributions })
}

async function isAMove(
  house: House,
  beneficiaryId: BeneficiaryId,
  fspAccountId: FspAccountId | null,
): Promise<boolean> {
  const { rows } = await sql`
    select from destination where beneficiary_id = ${beneficiaryId} and state = 'approved'
       and fsp_account_id is distinct from ${fspAccountId}::uuid`.execute(house.db)
  return rows.length > 0
}

/** The person’s payouts on lists of other accounts that are neither paid nor given back, locked. */
async function elsewhere(
  house: House,
  beneficiaryId: BeneficiaryId,
  fspAccountId: FspAccountId | null,
): Promise<Standing[]> {
  const { rows } = await sql<{ id: PayoutId }>`
    select p.id from payout p join programme g on g.id = p.programme_id
     where p.beneficiary_id = ${beneficiaryId} and not p.released and p.state not in ('paid','overpaid','to_decide')
       and p.fsp_account_id is distinct from coalesce(${fspAccountId}::uuid, g.fsp_account_id)`.execute(house.db)
  return lockPayouts(
    house,
    rows.map(row => row.id),
  )
}

/** Whatever may have left, or is about to, ends first: it would be paid through the account before. */
const whyStays = (standing: Standing): Refused | null =>
  standing.openAttempt || standing.state === 'unknown'
    ? refused(
        'state',
        `A payout of this person is ${standing.state.replace('_', ' ')} at the FSP they have now: move them when it has ended.`,
      )
    : mayNotGiveUp(standing)
