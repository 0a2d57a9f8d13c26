import { listBeneficiaries, findBeneficiary, type Beneficiary } from '../db/beneficiaries.js'
import type { House } from '../db/database.js'
import { listProgrammes } from '../db/programmes.js'
import { findDistribution } from '../db/read/distributions.js'
import { attemptsOf } from '../db/read/evidence.js'
import { findPayout } from '../db/read/payouts.js'
import { payoutsByReceipt } from '../db/read/byReceipt.js'
import { beneficiaryRef } from '../domain/beneficiaryRef.js'
import { type BeneficiaryId, type DistributionId, isUuid, type PayoutId } from '../domain/ids.js'
import { isCurrency, money, toText } from '../domain/money.js'
import { lifeId } from '../workflows/contracts.js'

/** What was found, without names and numbers: those are looked up in the API, where it is written down who did. */
export interface Found {
  readonly what: 'Person' | 'Payout' | 'Distribution'
  readonly id: string
  readonly says: readonly string[]
  /** Workflow ids of the lives that carry it; one that ended long ago may be gone from Temporal. */
  readonly lives: readonly string[]
}

/** Looks for an id, a receipt and a person of any programme, in this order; the first that finds something ends it. */
export async function search(house: House, text: string): Promise<Found[]> {
  const wanted = text.trim()
  if (isUuid(wanted.toLowerCase())) return byId(house, wanted.toLowerCase())
  const payouts = await payoutsByReceipt(house, wanted)
  if (payouts.length > 0) return (await Promise.all(payouts.map(id => payoutFound(house, id)))).flat()
  return people(house, wanted)
}

async function byId(house: House, id: string): Promise<Found[]> {
  const payout = await payoutFound(house, id as PayoutId)
  if (payout.length > 0) return payout
  const person = await findBeneficiary(house, id as BeneficiaryId)
  if (person !== null) return [personFound(person)]
  const distribution = await findDistribution(house, id as DistributionId)
  if (distribution === null) return []
  const says = [`${distribution.programmeName}, round ${distribution.round}: ${distribution.state}`]
  return [{ what: 'Distribution', id, says, lives: [lifeId.distribution(id)] }]
}

/** How many people of one programme are shown; a search that finds more is too wide for a list. */
const MOST = 20

async function people(house: House, wanted: string): Promise<Found[]> {
  const pages = []
  for (const { programmeId } of await listProgrammes(house)) {
    const { people: page } = await listBeneficiaries(house, { filter: { programmeId }, search: wanted, limit: MOST })
    pages.push(...page.map(personFound))
  }
  return pages
}

function personFound(person: Beneficiary): Found {
  const held = person.heldReason === null ? '' : ', held'
  const duplicate = person.duplicateOpen ? ', possible duplicate undecided' : ''
  const says = [`${person.ref}: ${person.state}${held}${duplicate}; account check: ${person.accountCheck}`]
  return { what: 'Person', id: person.beneficiaryId, says, lives: [lifeId.beneficiary(person.beneficiaryId)] }
}

async function payoutFound(house: House, payoutId: PayoutId): Promise<Found[]> {
  const payout = await findPayout(house, payoutId)
  if (payout === null) return []
  const amount = isCurrency(payout.currency)
    ? toText(money(payout.amountMinor, payout.currency))
    : `${payout.amountMinor} minor units`
  const attempts = await attemptsOf(house, payoutId)
  const says = [
    `${payout.programmeName}, round ${payout.round}, ${beneficiaryRef(payout.programmeName, payout.beneficiaryNumber)}: ${amount}, ${payout.state}${payout.reason === null ? '' : ` (${payout.reason})`}`,
    ...attempts.map(
      each =>
        `attempt ${each.ordinal}: ${each.state}${each.reason === null ? '' : ` (${each.reason})`} since ${each.stateAt.toISOString()}`,
    ),
  ]
  const batch = lifeId.payoutBatch(payout.distributionId, payout.batch)
  return [
    {
      what: 'Payout',
      id: payoutId,
      says,
      lives: [lifeId.distribution(payout.distributionId), batch, lifeId.beneficiary(payout.beneficiaryId)],
    },
  ]
}
