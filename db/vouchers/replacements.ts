/**
 * Replacing lost vouchers: one of the staff proposes it, another decides. Approved, the old one is written down as being
 * cancelled, its addresses lead nowhere any more, and its life ends the card at the FSP (replaceCard.ts); what was left on it
 * goes to a new one, and never before. The same two people end a card that the FSP’s answers do not end (`stuck`), and book
 * what came back of one that expired where the FSP’s answers did not say (`returned`).
 */
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../../domain/done.js'
import type { PayoutId, ProgrammeId, VoucherId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { inTransaction, type House } from '../database.js'
import { availableOf } from '../distributionList.js'
import { post } from '../ledger.js'
import { decide, propose, type Carrying, type Decision } from '../proposals.js'
import { barredOf } from './balance.js'
import { bookReturned, closeReturnCase } from './expire.js'
import { orderReplacement } from './replaceCard.js'
import { isBeingReplaced, lastOfPayout, lockPayoutOf, type VoucherRow } from './rows.js'
import { replacementStands } from './settleReplacements.js'
import { endTakenBack } from './takeBack.js'
import { heard, tellVouchers } from './wake.js'

/** What Intersolve’s own desk said of a card of which something was spent: no operation blocks those. */
export interface DeskStatement {
  /** who said it, when, under which reference */
  evidence: string
  /** minor units that the desk names as left on it */
  leftMinor: bigint
}

export interface ProposedReplacement {
  payoutId: PayoutId
  /** left out: every part that its person had */
  part?: number | undefined
  desk?: DeskStatement | undefined
  reason: string
  by: By
}

/**
 * - `lost`: its person had it
 * - `blocked`: being replaced already, and the FSP confirms nothing; now its desk has said that it blocked it
 * - `again`: stood for a lost one and was not given; its money is available
 * - `stuck`: is being taken back, for whatever reason, and no answer of the FSP ends that; now its desk has said what comes back
 * - `returned`: has expired and nothing of it was booked; now its desk has said what came back
 */
type How = 'lost' | 'blocked' | 'again' | 'stuck' | 'returned'

/** What was proposed, sealed. */
interface Content {
  vouchers: { voucherId: VoucherId; how: How }[]
  desk: { evidence: string; leftMinor: string } | null
}

export async function proposeReplacement(
  house: House,
  given: ProposedReplacement,
): Promise<Done<{ proposalId: string }>> {
  return inTransaction(house, async house => {
    const { payoutId, part, desk, reason, by } = given
    await lockPayoutOf(house, sql`select ${payoutId}::uuid`)
    const rows = await lastOfPayout(house, payoutId)
    const [first] = rows
    if (!first) return refused('state', 'This payout has no vouchers.')
    const those = rows.flatMap(row => {
      const how = part === undefined || row.part === part ? howOf(row, desk) : null
      return how === null ? [] : [{ ...row, how }]
    })
    const notPaid = await notPaidFor(house, payoutId, those)
    if (notPaid) return notPaid
    if (those.length === 0)
      return refused('state', 'Only a voucher that its person had, and that is not over, can be replaced.')
    const wrong = whatIsWrong(those, desk)
    if (wrong) return wrong
    const usable = await stillUsable(house, those)
    if (usable)
      return refused(
        'state',
        `The FSP still calls part ${usable.part} usable: have its desk block the card, and wait until the FSP itself says so when it is asked next.`,
      )
    const content: Content = {
      vouchers: those.map(({ voucherId, how }) => ({ voucherId, how })),
      desk: desk === undefined ? null : { evidence: desk.evidence, leftMinor: desk.leftMinor.toString() },
    }
    return propose(house, {
      kind: 'voucher_replacement',
      programmeId: first.programmeId,
      about: { id: payoutId },
      summary: {
        currency: first.currency,
        cards: those.map(({ part, how, amountMinor, balanceMinor }) => ({
          part,
          how,
          amountMinor: amountMinor.toString(),
          leftMinor: balanceMinor?.toString() ?? null,
          spentMinor: balanceMinor === null ? null : (amountMinor - balanceMinor).toString(),
        })),
        deskLeftMinor: content.desk?.leftMinor ?? null,
      },
      content,
      reason,
      by,
    })
  })
}

function howOf(row: VoucherRow, desk: DeskStatement | undefined): How | null {
  if (row.state === 'delivered') return 'lost'
  if (isBeingReplaced(row)) return desk === undefined ? null : 'blocked'
  if (row.state === 'expired' && row.movedMinor === null) return desk === undefined ? null : 'returned'
  // The FSP itself is asked first.
  if (row.state === 'cancelling' && row.cardEnc !== null && row.tries > 0) return desk === undefined ? null : 'stuck'
  return row.replaces !== null && replacementStands(row) === 'over' ? 'again' : null
}

/** What a desk says ends no card that can still be spent: the FSP’s own last answer calls it barred, or knows no such card. */
async function stillUsable<R extends VoucherRow & { how: How }>(
  house: House,
  those: readonly R[],
): Promise<R | undefined> {
  const stuck = those.filter(isStuck)
  if (stuck.length === 0) return undefined
  const barred = await barredOf(
    house,
    stuck.map(({ voucherId }) => voucherId),
  )
  return stuck.find(({ voucherId }) => !barred.has(voucherId))
}

const isStuck = ({ how }: { how: How }): boolean => how === 'stuck'
const isReturned = ({ how }: { how: How }): boolean => how === 'returned'
/** Nothing but what the FSP’s desk said makes these. */
const byDeskOnly: readonly How[] = ['blocked', 'stuck', 'returned']

function whatIsWrong(those: readonly (VoucherRow & { how: How })[], desk: DeskStatement | undefined): Refused | null {
  if (desk !== undefined) {
    const [only, ...others] = those
    if (!only || others.length > 0 || only.how === 'again')
      return refused('invalid', 'A statement of the FSP’s desk is about one card: name its part.')
    if (desk.leftMinor > only.amountMinor) return refused('invalid', 'No card holds more than it was issued with.')
    return null
  }
  for (const { part, how, amountMinor, balanceMinor } of those) {
    if (how !== 'lost' || balanceMinor === null) continue
    if (balanceMinor === 0n) return refused('state', `Nothing is left on part ${part}: there is nothing to replace.`)
    if (balanceMinor < amountMinor)
      return refused(
        'state',
        `Something was spent of part ${part}, so it can not be cancelled: have the FSP’s desk block it, and give what the desk said.`,
      )
  }
  return null
}

/** Approves or rejects a replacement that somebody else proposed. Approved, nothing is with the FSP yet; its lives are told. */
export async function decideReplacement(
  house: House,
  decision: Decision,
  newRefPos: () => string,
): Promise<Done<{ result: object | null }>> {
  const replacing: Carrying<object> = {
    kind: 'voucher_replacement',
    keepsContent: true,
    carryOut: async (house, { subject, programmeId }, content) => {
      const carried = await carryOut(house, {
        payoutId: subject as PayoutId,
        programmeId: programmeId as ProgrammeId,
        content: content as Content,
        newRefPos,
      })
      return carried ?? done({})
    },
  }
  return decide(house, replacing, decision)
}

async function carryOut(
  house: House,
  given: { payoutId: PayoutId; programmeId: ProgrammeId; content: Content; newRefPos: () => string },
): Promise<Refused | null> {
  const { payoutId, programmeId, content, newRefPos } = given
  const { vouchers, desk } = content
  const fromBudget = vouchers.some(({ how }) => how === 'again')
  // Programmes before payouts, as approvals do: what is available is nobody else’s meanwhile.
  if (fromBudget) await sql`select id from programme where id = ${programmeId} for update`.execute(house.db)
  await lockPayoutOf(house, sql`select ${payoutId}::uuid`)
  const notPaid = await notPaidFor(house, payoutId, vouchers)
  if (notPaid) return notPaid
  const rows = new Map((await lastOfPayout(house, payoutId)).map(row => [row.voucherId, row]))
  const those = vouchers.flatMap(({ voucherId, how }) => {
    const row = rows.get(voucherId)
    const stillSo = row && howOf(row, byDeskOnly.includes(how) ? { evidence: '', leftMinor: 0n } : undefined) === how
    return stillSo ? [{ ...row, how }] : []
  })
  if (those.length < vouchers.length || (await stillUsable(house, those)))
    return refused('conflict', 'These vouchers have changed since: reject it, look again and propose it anew.')
  const again = those.filter(({ how }) => how === 'again')
  const needed = again.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  if (fromBudget && needed > (await availableOf(house, programmeId)))
    return refused('insufficient_funds', 'The programme has less available than that: fund it first.')
  for (const row of again) await orderFromBudget(house, row, newRefPos)
  for (const row of those.filter(isStuck)) await endTakenBack(house, row, BigInt(desk?.leftMinor ?? '0'))
  for (const row of those.filter(isReturned)) {
    await bookReturned(house, row, BigInt(desk?.leftMinor ?? '0'))
    await closeReturnCase(house, row)
  }
  const ending = those.filter(({ how }) => how === 'lost' || how === 'blocked').map(({ voucherId }) => voucherId)
  await sql`
    update voucher set state = 'cancelling', ended = 'replaced', desk_left_minor = ${desk?.leftMinor ?? null}::bigint, tries = 0, denials = 0,
           state_at = case when state = 'cancelling' then state_at else now() end, ${heard}
     where id = any (${ending}::uuid[])`.execute(house.db)
  // Whoever has an address of its document finds nothing there from now on, also if the card should stay what it is.
  await sql`update voucher_link set until = least(until, now()) where voucher_id = any (${ending}::uuid[])`.execute(
    house.db,
  )
  const over = those.filter(isStuck).map(({ voucherId }) => voucherId)
  await sql`update voucher set wake_at = clock_timestamp() where id = any (${over}::uuid[])`.execute(house.db)
  await tellVouchers(house)
  await house.hooks.at('replacing')
  return null
}

async function orderFromBudget(house: House, row: VoucherRow, newRefPos: () => string): Promise<void> {
  const { voucherId, programmeId, distributionId, payoutId, attemptId, amountMinor } = row
  const entry = { programmeId, distributionId, payoutId, attemptId, amountMinor }
  await post(house, [
    { ...entry, from: 'available', to: 'in_transit', kind: 'voucher_again', key: `voucher-again:${voucherId}` },
  ])
  await orderReplacement(house, { of: voucherId, minor: amountMinor, newRefPos })
}

async function notPaidFor(house: House, payoutId: PayoutId, those: readonly { how: How }[]): Promise<Refused | null> {
  if (those.every(isStuck)) return null
  const notPaid = await notPaidAnyMore(house, payoutId)
  if (notPaid === null || !those.every(isReturned)) return notPaid
  return refused('state', 'What came back of an expired voucher is booked once its payout is settled as paid.')
}

async function notPaidAnyMore(house: House, payoutId: PayoutId): Promise<Refused | null> {
  const { rows } =
    await sql`select from payout where id = ${payoutId} and state = 'paid' and money = 'disbursed'`.execute(house.db)
  return rows.length > 0
    ? null
    : refused(
        'state',
        'Only vouchers of a payout that was paid are replaced; until then cancel them, or send them again.',
      )
}
