/**
 * What is to be done for a voucher now. Whatever needs only rows is done here, in one transaction; what needs the FSP is
 * named, and its life does it.
 */
import { sql } from 'kysely'
import type { DistributionId, VoucherId } from '../../domain/ids.js'
import type { VoucherState } from '../../domain/voucher.js'
import { inTransaction, type House } from '../database.js'
import { seeToDelivery } from './document.js'
import { heldFromPerson, isWanted } from './heldBack.js'
import { refuseAll, seeToQuestion, type Waits } from './question.js'
import { lockVoucher, vouchersOfAttempt, type VoucherRow } from './rows.js'
import { endedInWords, settleAttempt } from './settle.js'

export type VoucherNext = 'issue' | 'takeBack' | 'wait' | 'again' | 'over'

export interface VoucherLook {
  readonly state: VoucherState
  readonly next: VoucherNext
  readonly until: Date | null
  /** one sentence without anything personal */
  readonly says: string
  /** the distribution whose payout came to its end by it */
  readonly ended: DistributionId | null
  /** it waits for a pause or hold to end, not for a time */
  readonly heldBack: boolean
}

const day = 86_400_000

/** Null: there is no such voucher. Its row says when its life looks again: should that be gone, the caretaker sees to it after. */
export async function seeToVoucher(house: House, voucherId: VoucherId): Promise<VoucherLook | null> {
  return inTransaction(house, async house => {
    const row = await lockVoucher(house, voucherId)
    if (!row) return null
    const look = await seeTo(house, row)
    const nextAt = look.next === 'over' ? null : look.next === 'wait' ? look.until : soon(row.now)
    await sql`
      update voucher set looked_at = now(), wake_at = case when state = ${row.state} and ${look.next !== 'again'} then null else wake_at end,
             held_back = ${look.heldBack}, next_at = case when state = ${row.state} then ${nextAt} else next_at end
       where id = ${voucherId}`.execute(house.db)
    return look
  })
}

/** What the life does at once; if it dies before that, the caretaker finds it so long after. */
const soon = (now: Date): Date => new Date(now.getTime() + 60_000)

async function seeTo(house: House, row: VoucherRow): Promise<VoucherLook> {
  const { state, now } = row
  const look = (next: VoucherNext, says: string, more: Partial<VoucherLook> = {}): VoucherLook => ({
    state,
    next,
    says,
    until: null,
    ended: null,
    heldBack: false,
    ...more,
  })
  const waits = ({ until, says }: Waits, heldBack = false): VoucherLook =>
    look('wait', `${says} until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC.`, { until, heldBack })
  const dueAt = (at: Date | null, next: VoucherNext, says: string): VoucherLook =>
    at !== null && at > now ? waits({ until: at, says }) : look(next, says)
  switch (state) {
    case 'to_issue':
      if (!(await isWanted(house, row))) {
        await sql`update voucher set state = 'void', state_at = now(), ended = 'not_wanted_any_more', next_at = null where id = ${row.voucherId}`.execute(
          house.db,
        )
        return look('over', endedInWords('not_wanted_any_more'), { ended: await settleAttempt(house, row.attemptId) })
      }
      return dueAt(row.notBefore, 'issue', 'To be issued')
    case 'issuing':
      return seeToSilence(house, row, look, waits)
    case 'unsettled':
    case 'lost':
      return dueAt(row.nextAt, 'takeBack', 'The answer to its order was lost; what that made is taken back')
    case 'cancelling':
      return dueAt(row.nextAt, 'takeBack', `Being cancelled at the FSP. ${endedInWords(row.ended)}`)
    case 'waiting': {
      const held = await heldBackNow(house, row)
      if (held !== null)
        return held === 'over' ? look('again', 'Not wanted any more; it is taken back.') : waits(held, true)
      const asked = await seeToQuestion(house, row)
      return asked === 'changed' ? look('again', 'Its person was told.') : waits(asked)
    }
    case 'agreed': {
      const held = row.sendings === 0 ? await heldBackNow(house, row) : null
      if (held !== null)
        return held === 'over' ? look('again', 'Not wanted any more; it is taken back.') : waits(held, true)
      const sent = await seeToDelivery(house, row)
      if (sent === 'changed') return look('again', 'On its way to its person.')
      return 'ended' in sent ? look('over', 'It is with its person.', { ended: sent.ended }) : waits(sent)
    }
    // Two people may have ended it by the desk’s word: whoever waits for the last of a list hears of it by this look.
    case 'delivered':
      return look('over', 'It is with its person.', { ended: row.distributionId })
    case 'cancelled':
    case 'expired':
      return look('over', `Over: ${state}. ${endedInWords(row.ended)}`, { ended: row.distributionId })
    case 'refused':
    case 'void':
      return look('over', `Over: ${state}. ${endedInWords(row.ended)}`)
  }
}

/**
 * Pause, hold and cancel reach a card that is there and not on its way to its person: nobody is asked or sent anything while it
 * is held back, the deadline stays, and what is not wanted any more is taken back. Of a payout that is on its way in part, the
 * rest goes on.
 */
async function heldBackNow(house: House, row: VoucherRow): Promise<Waits | 'over' | null> {
  const found = await heldFromPerson(house, row)
  if (found === null) return null
  if (found.is === 'over') {
    const parts = await vouchersOfAttempt(house, row.attemptId)
    if (parts.some(({ sendings, state }) => sendings > 0 || state === 'delivered')) return null
    await refuseAll(house, row, 'not_wanted_any_more')
    return 'over'
  }
  // Silence ends at its deadline also in a pause: that takes back, and sends nothing. A yes has no deadline any more.
  const deadline = row.state === 'waiting' ? row.deadlineAt : null
  if (deadline !== null && deadline <= row.now) return null
  const hour = new Date(row.now.getTime() + 3_600_000)
  return {
    until: deadline !== null && deadline < hour ? deadline : hour,
    says: found.why.replace(/\.$/, ';') + ' waits',
  }
}

/** Nobody but its sender touches an order before its time and the FSP’s longest processing time have passed (`next_at`). */
async function seeToSilence(
  house: House,
  row: VoucherRow,
  look: (next: VoucherNext, says: string) => VoucherLook,
  waits: (waits: Waits) => VoucherLook,
): Promise<VoucherLook> {
  const until = row.nextAt ?? new Date(row.now.getTime() + day)
  if (until > row.now) return waits({ until, says: 'Ordered; waits for the FSP’s answer' })
  await sql`
    update voucher set state = 'unsettled', state_at = now(), reason = 'no_answer', tries = 0, denials = 0, next_at = now() where id = ${row.voucherId}`.execute(
    house.db,
  )
  return look('again', 'The answer to its order was lost.')
}
