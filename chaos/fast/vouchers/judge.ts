/** The judge of vouchers: Intersolve's own book, part by part, against what our rows claim once everything has come to rest. */
import { verifyBooks } from '../../../db/verify.js'
import type { ProgrammeId } from '../../../domain/ids.js'
import { engine } from '../engine.js'
import type { Ground } from '../ground.js'
import type { Finding, Judged } from '../judge.js'
import { turns } from '../turns.js'
import type { World } from '../world.js'
import { intersolve } from './intersolve.js'
import type { People } from './people.js'

interface Row {
  refPos: string
  reference: string
  state: string
  amount: string
}
interface PayoutRow {
  id: string
  state: string
  amount: string
  /** parts that were taken back of a payout that was given in part */
  notGiven: string
  released: boolean
  cases: string[]
}

const owning: readonly string[] = ['waiting', 'agreed', 'delivered', 'cancelling', 'lost']

export async function judgeVouchers(
  ground: Ground,
  world: World,
  atRest: boolean,
  { inHands }: People,
): Promise<Judged> {
  const findings: Finding[] = engine.failures.map(says => ({ what: 'aLifeFailed', says }))
  const add = (what: string, says: string): void => {
    findings.push({ what, says })
  }
  if (!atRest) add('noRest', 'the play did not come to rest')
  for (const says of intersolve.twoAtOnce) add('twoCards', says)
  const vouchers = await ground.look<Row>(
    `select ref_pos as "refPos", payout_id::text || '.' || part as reference, state, amount_minor::text as amount from voucher order by opened_at`,
  )
  const ours = new Map(vouchers.map(each => [each.refPos, each]))
  const live = intersolve.cards.filter(each => each.isLive)
  for (const card of live) {
    const owner = ours.get(card.refPos)
    if (!owner || !owning.includes(owner.state))
      add('nobodys', `${card.reference} has a card, and its voucher is ${owner?.state ?? 'not there'}`)
    if (owner && (owner.amount !== card.minor || owner.reference !== card.reference))
      add('wrongAmount', `${card.reference}: ${card.minor}, where ${owner.amount} were ordered for ${owner.reference}`)
  }
  for (const { refPos, reference, state } of vouchers) {
    const stands = live.some(card => card.refPos === refPos)
    if ((state === 'delivered' || state === 'agreed') && !stands)
      add('missing', `${reference} is ${state}, and there is no card`)
    if (inHands.has(refPos) && !stands) add('takenFromHands', `${reference} was given, and its card is taken back`)
  }
  const payouts = await ground.look<PayoutRow>(
    `select p.id, p.state, p.amount_minor::text as amount, p.released,
            (select coalesce(sum(v.moved_minor), 0)::text from voucher v
              where v.payout_id = p.id and v.state not in ('delivered','expired') and v.ended is distinct from 'replaced') as "notGiven",
            array(select c.kind from work_case c where c.payout_id = p.id and c.state = 'open') as cases from payout p order by p.position`,
  )
  for (const { id, state, amount, notGiven, released, cases } of payouts) {
    const held = live
      .filter(card => card.reference.startsWith(`${id}.`) && ours.get(card.refPos)?.state === 'delivered')
      .reduce((sum, card) => sum + BigInt(card.minor), 0n)
    if (held !== (state === 'paid' ? BigInt(amount) - BigInt(notGiven) : 0n))
      add('money', `${id} of ${amount} is ${state}, and its person has ${held}`)
    if (state !== 'paid' && !released) {
      const own = vouchers.filter(({ reference }) => reference.startsWith(`${id}.`))
      const states = own.map(each => `${each.reference.slice(id.length + 1)} ${each.state}`).join(', ')
      add('unpaid', `${id} is ${state}; vouchers by part: ${states || 'none'}; cases: ${cases.join(', ') || 'none'}`)
    }
  }
  const verified = await turns.hold(verifyBooks(ground.house, { programmeId: world.programmeId as ProgrammeId }))
  for (const check of verified.checks) if (!check.ok) add('verify', `${check.name}: ${check.examples.join(', ')}`)
  const payable = payouts.filter(each => !each.released)
  return { findings, payable: payable.length, paid: payable.filter(each => each.state === 'paid').length }
}

/** Nothing is on its way, and what was ordered in vain is taken back. */
export async function vouchersAtRest(ground: Ground): Promise<boolean> {
  const rows = await ground.look<{ refPos: string; state: string }>('select ref_pos as "refPos", state from voucher')
  const stateOf = new Map(rows.map(({ refPos, state }) => [refPos, state]))
  const underWay = rows.some(({ state }) =>
    ['to_issue', 'issuing', 'unsettled', 'waiting', 'agreed', 'cancelling'].includes(state),
  )
  const late = intersolve.cards.some(card => card.isLive && stateOf.get(card.refPos) === 'lost')
  return intersolve.busy === 0 && !underWay && !late
}
