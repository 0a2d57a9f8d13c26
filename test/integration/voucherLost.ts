/** A stage on which everybody has said yes and has their voucher, so that some can be lost. */
import { sql } from 'kysely'
import type { Done } from '../../domain/done.js'
import type { PayoutId, VoucherId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { decideReplacement, proposeReplacement, type DeskStatement } from '../../db/vouchers/replacements.js'
import { asha, chege } from './livesStage.js'
import { aVoucherStage, type VoucherStage } from './voucherStage.js'

type Given = Parameters<typeof aVoucherStage>[0]

let present: VoucherStage | undefined
export const stage = (): VoucherStage => {
  if (!present) throw new Error('There is no stage.')
  return present
}
export async function endStage(): Promise<void> {
  await present?.end()
  present = undefined
}

/**
 * Everybody has their voucher.
 * @param run begins a worker, where it is to be a process of its own
 */
export async function aGivenStage(given: Given, run?: (stage: VoucherStage) => Promise<void>): Promise<VoucherStage> {
  present = await aVoucherStage({ ...given, rules: { remindersAfterS: [], ...given.rules } })
  const { people } = given
  await (run ? run(present) : present.workAndTell())
  const id = await present.pay()
  const all = Array.from({ length: people }, (_, at) => at + 1)
  await present.until(
    () => Promise.all(all.map(person => stage().phone(person))),
    phones => phones.every(texts => texts.length > 0),
  )
  for (const person of all) await present.presses(person, 'yes')
  await present.until(
    () => stage().standing(id),
    each => each.state === 'closed',
  )
  return present
}

/** What waits for its time at the FSP is due now: minutes pass. */

export interface VoucherSeen {
  id: VoucherId
  state: string
  ended: string | null
  amount: bigint
  moved: bigint | null
  replaces: VoucherId | null
  cardId: string | null
}

export async function vouchersOf(person: number): Promise<VoucherSeen[]> {
  const { db, sealing } = stage().house
  const { rows } = await sql<Omit<VoucherSeen, 'cardId'> & { cardEnc: Buffer | null }>`
    select v.id, v.state, v.ended, v.amount_minor as amount, v.moved_minor as moved, v.replaces, v.card_enc as "cardEnc"
      from voucher v where v.beneficiary_id = ${stage().people[person - 1]} order by v.part, v.ordinal`.execute(db)
  return rows.map(({ cardEnc, ...row }) => ({ ...row, cardId: cardEnc && sealing.open(cardEnc) }))
}

export async function payoutOf(person: number): Promise<{ id: PayoutId; state: string; money: string }> {
  const { rows } = await sql<{ id: PayoutId; state: string; money: string }>`
    select id, state, money from payout where beneficiary_id = ${stage().people[person - 1]}`.execute(stage().house.db)
  if (!rows[0]) throw new Error('They have no payout.')
  return rows[0]
}

const people: Readonly<Record<'asha' | 'chege', By>> = { asha, chege }

/** Proposed by one of the staff and approved by another; what the first of them that is refused says. */
export async function replace(
  person: number,
  more: { desk?: DeskStatement; by?: 'asha' | 'chege'; decidedBy?: 'asha' | 'chege' } = {},
): Promise<Done> {
  const { house } = stage()
  const { by = 'asha', decidedBy = 'chege', desk } = more
  const { id: payoutId } = await payoutOf(person)
  const proposed = await proposeReplacement(house, { payoutId, desk, reason: 'lost the phone', by: people[by] })
  if (!proposed.ok) return proposed
  const decision = { proposalId: proposed.proposalId, approve: true, by: people[decidedBy] }
  const decided = await decideReplacement(house, decision, () => String(Math.floor(Math.random() * 2 ** 40)))
  if (!decided.ok) await decideReplacement(house, { ...decision, approve: false }, () => '')
  return decided
}
