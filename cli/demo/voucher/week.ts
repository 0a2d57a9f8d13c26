/** One week: the round opens by itself, its people are asked, answer on their phones or do not, and some go to the shop. */
import { z } from 'zod'
import { Refused } from '../../failure.js'
import { awaiting, missing, there } from '../patience.js'
import { counted, written } from '../screen.js'
import type { SetUp } from './setUp.js'
import type { VoucherStage } from './stage.js'
import { answerOnPhones, handOverToTheLost } from './phones.js'
import { roundOn, voucherCounts, vouchersOf } from './vouchers.js'

export interface Week {
  readonly distributionId: string
  /** from the round’s list, ready to go, until the last question was with the carrier */
  readonly askedSeconds: number
}

const forward = z.object({ plannedDate: z.string() })

export async function playWeek(stage: VoucherStage, setUp: SetUp, week: number): Promise<Week> {
  const { plan, maker, world, screen } = stage
  const { programmeId } = setUp
  screen.chapter(`Week ${week}`)
  // The first week shows how fast it goes where nothing is lost: a lost order is settled once its time has passed.
  if (week > 1) await world.loseAnswers(plan.lostOrders)
  const plannedDate =
    week === 1
      ? setUp.firstDate
      : (await maker.post(`/programmes/${programmeId}/rounds/run-now`, {}, forward)).plannedDate
  const opened = await awaiting('the round to be opened', 120, async () => {
    const round = await roundOn(maker, programmeId, plannedDate)
    if (round?.state === 'missed' || round?.state === 'skipped')
      throw new Refused(`The round of ${plannedDate} was ${round.state}: ${round.why ?? 'no reason given'}`)
    const { distributionId, openedBy } = round ?? {}
    return typeof distributionId === 'string'
      ? there({ distributionId, openedBy: openedBy ?? '', at: Date.now() })
      : missing(round ? `it is ${round.state}` : 'its time has not come')
  })
  const { distributionId } = opened
  screen.say(`Round of ${plannedDate}: opened by ${opened.openedBy}, approved ahead, on its way`)
  const total = plan.people.length
  const atOnce = week > 1 ? total - plan.lostOrders : total
  const asking = { week, distributionId, since: opened.at }
  const askedSeconds = await untilAsked(stage, setUp, asking, atOnce)
  screen.say(
    `${counted(atOnce, 'voucher')} issued and ${counted(atOnce, 'person', 'people')} asked in ${askedSeconds} s`,
  )
  const waiting = (await vouchersOf(maker, programmeId, distributionId)).filter(({ state }) => state === 'waiting')
  const asked = new Set(waiting.map(({ beneficiaryId }) => setUp.beneficiaryIds.indexOf(beneficiaryId)))
  await answerOnPhones(stage, week, at => asked.has(at))
  if (asked.size < total) {
    const seconds = await untilAsked(stage, setUp, asking, total)
    screen.say(
      `The answers to ${counted(total - asked.size, 'order')} were lost: taken back, ordered anew after ${seconds} s`,
    )
    await answerOnPhones(stage, week, at => !asked.has(at))
  }
  await handOverToTheLost(stage, setUp, week, distributionId)
  await untilOver(stage, programmeId, { plannedDate, distributionId })
  await goShopping(stage, setUp, week, distributionId)
  return { distributionId, askedSeconds }
}

const totalsShape = z.object({
  counts: z.array(z.object({ kind: z.string(), state: z.string(), count: z.number() })),
})

/** Whatever left for a phone, or can not reach one: who has lost theirs is on a work list, and silent. */
const withCarrier: ReadonlySet<string> = new Set(['accepted', 'sent', 'delivered', 'read', 'failed'])

async function untilAsked(
  { plan, maker, screen }: VoucherStage,
  { programmeId }: SetUp,
  { week, distributionId, since }: { week: number; distributionId: string; since: number },
  wanted: number,
): Promise<number> {
  const total = plan.people.length
  const progress = screen.progress(total)
  const at = await awaiting('everybody to be asked', 120 + total, async () => {
    const count = await voucherCounts(maker, programmeId, distributionId)
    const { counts } = await maker.get(`/programmes/${programmeId}/message-totals`, totalsShape)
    const questions = counts.filter(({ kind, state }) => kind === 'voucher_question' && withCarrier.has(state))
    // Of the weeks before everybody was asked once.
    const asked = questions.reduce((sum, each) => sum + each.count, 0) - (week - 1) * total
    progress.show(Math.max(0, asked), `${count('waiting', 'agreed', 'delivered', 'cancelling', 'cancelled')} issued`)
    return asked >= wanted ? there(Date.now()) : missing(`${asked} of ${wanted} are asked`)
  }).finally(() => progress.end())
  return Math.round((at - since) / 100) / 10
}

async function untilOver(
  { plan, maker, screen }: VoucherStage,
  programmeId: string,
  { plannedDate, distributionId }: { plannedDate: string; distributionId: string },
): Promise<void> {
  // A round looks at its list at growing intervals.
  await awaiting('the round to end', plan.deadlineS * 2 + 300, async () => {
    const round = await roundOn(maker, programmeId, plannedDate)
    if (round?.state === 'done') return there(round)
    const count = await voucherCounts(maker, programmeId, distributionId)
    return missing(
      `the round is ${round?.state ?? 'not there'}, ${count('waiting')} wait for an answer, ` +
        `${count('agreed')} are on their way, ${count('cancelling', 'unsettled')} are being taken back`,
    )
  })
  const those = await vouchersOf(maker, programmeId, distributionId)
  const ended = (as: string): number => those.filter(each => each.ended === as && each.state === 'cancelled').length
  screen.say(
    `${those.filter(({ state }) => state === 'delivered').length} delivered, ${ended('declined')} declined, ` +
      `${ended('unanswered') + ended('not_reached')} never answered and were taken back, ` +
      `${those.filter(({ ordinal }) => ordinal > 1).length} issued anew because an answer was lost`,
  )
}

/** At the till: some spend all of it, some a part, most keep it for later. */
async function goShopping(
  { plan, maker, world, screen }: VoucherStage,
  { programmeId, beneficiaryIds }: SetUp,
  week: number,
  distributionId: string,
): Promise<void> {
  const those = await vouchersOf(maker, programmeId, distributionId)
  const held = new Map(those.filter(({ state }) => state === 'delivered').map(each => [each.beneficiaryId, each]))
  const { cards } = await world.book()
  let shoppers = 0
  let spent = 0n
  for (const [at, beneficiaryId] of beneficiaryIds.entries()) {
    const minor = plan.spentOf(week, at)
    const voucher = held.get(beneficiaryId)
    if (minor === 0n || voucher === undefined) continue
    const reference = `${voucher.payoutId}.${voucher.part}`
    const card = cards.findIndex(each => each.reference === reference && each.state === 'unused')
    if (card < 0) throw new Refused('A voucher was delivered of which Intersolve has no card that can be spent.')
    await world.spend(card, minor)
    shoppers += 1
    spent += minor
  }
  screen.say(`${counted(shoppers, 'person', 'people')} went to the shop and spent ${written(spent, 'EUR')}`)
}
