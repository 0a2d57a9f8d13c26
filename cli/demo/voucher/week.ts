/** One week: its round opens by itself, people are asked, answer on their phones or are reminded, and some go to the shop. */
import { z } from 'zod'
import type { PlannedRound } from '../../../domain/calendar.js'
import { Refused } from '../../failure.js'
import { awaiting, missing, there } from '../patience.js'
import { counted, written } from '../screen.js'
import type { SetUp } from './setUp.js'
import type { VoucherStage } from './stage.js'
import { answerOnPhones, handOverToTheLost } from './phones.js'
import { roundOn, voucherCounts, vouchersOf } from './vouchers.js'

export interface Week {
  readonly distributionId: string
  /** from the round’s list until the last question was with the carrier */
  readonly askedSeconds: number
  /** vouchers that were spent wholly, at the till */
  readonly emptied: number
}

export async function playWeek(stage: VoucherStage, setUp: SetUp, week: number): Promise<Week> {
  const { plan, maker, world, screen } = stage
  const { programmeId } = setUp
  screen.chapter(`Week ${week}`)
  const round = setUp.rounds[week - 1]
  if (!round) throw new Refused('The calendar has a round less than weeks: try again when the clocks have changed.')
  const { plannedDate } = round
  const distributionId = await untilOpened(stage, programmeId, round, week)
  const total = plan.people.length
  // In the first week nothing is lost, which shows how fast it goes: a lost order is settled once its time has passed.
  const atOnce = week > 1 ? total - plan.lostOrders : total
  const asking = { distributionId, since: await listMade(maker, distributionId) }
  const askedSeconds = await untilAsked(stage, setUp, asking, atOnce)
  screen.say(
    `${counted(atOnce, 'voucher')} issued and ${counted(atOnce, 'person', 'people')} asked in ${askedSeconds} s`,
  )
  const asked = await whoWaits(stage, setUp, distributionId)
  await answerOnPhones(stage, week, at => asked.has(at))
  if (asked.size < total) {
    const seconds = await untilAsked(stage, setUp, asking, total)
    screen.say(
      `The answers to ${counted(total - asked.size, 'order')} were lost: taken back, ordered anew after ${seconds} s`,
    )
    await answerOnPhones(stage, week, at => !asked.has(at))
  }
  // Everything of this week is ordered, and the next one begins by itself as soon as this one is over.
  if (week < plan.weeks) await world.loseAnswers(plan.lostOrders)
  await handOverToTheLost(stage, setUp, week, distributionId)
  await untilOver(stage, programmeId, { plannedDate, distributionId })
  const emptied = await goShopping(stage, setUp, week, distributionId)
  return { distributionId, askedSeconds, emptied }
}

/** Nobody here opens it: the Schedule of the programme does, at its time. */
async function untilOpened(
  { maker, screen }: VoucherStage,
  programmeId: string,
  { plannedDate, at }: PlannedRound,
  week: number,
): Promise<string> {
  const untilItsTimeS = Math.max(0, Math.ceil((at.getTime() - Date.now()) / 1_000))
  const opened = await awaiting('the round to be opened', untilItsTimeS + 120, async () => {
    const round = await roundOn(maker, programmeId, plannedDate)
    if (round?.state === 'missed' || round?.state === 'skipped')
      throw new Refused(`The round of ${plannedDate} was ${round.state}: ${round.why ?? 'no reason given'}`)
    const { distributionId, openedBy } = round ?? {}
    return typeof distributionId === 'string'
      ? there({ distributionId, openedBy: openedBy ?? '' })
      : missing(round ? `it is ${round.state}` : 'its time has not come')
  })
  screen.say(`Week ${week}’s round of ${plannedDate}: opened by ${opened.openedBy}, approved ahead, on its way`)
  return opened.distributionId
}

const listShape = z.object({ createdAt: z.string() })

/** When the round had its list, in epoch milliseconds. */
async function listMade(maker: VoucherStage['maker'], distributionId: string): Promise<number> {
  const { createdAt } = await maker.get(`/distributions/${distributionId}`, listShape)
  return new Date(createdAt).getTime()
}

/** Those of the plan who were asked and have not answered. */
async function whoWaits(
  { maker }: VoucherStage,
  { programmeId, beneficiaryIds }: SetUp,
  distributionId: string,
): Promise<ReadonlySet<number>> {
  const those = await vouchersOf(maker, programmeId, distributionId)
  const waiting = those.filter(({ state, askedAt }) => state === 'waiting' && askedAt !== null)
  return new Set(waiting.map(({ beneficiaryId }) => beneficiaryIds.indexOf(beneficiaryId)))
}

const totalsShape = z.object({
  counts: z.array(z.object({ kind: z.string(), state: z.string(), count: z.number() })),
})

/** On its way to the carrier. What has failed was there: who has lost their phone is on a work list, and silent. */
const leaving: ReadonlySet<string> = new Set(['queued', 'sending', 'unknown'])

async function untilAsked(
  { plan, maker, screen }: VoucherStage,
  { programmeId }: SetUp,
  { distributionId, since }: { distributionId: string; since: number },
  wanted: number,
): Promise<number> {
  const total = plan.people.length
  const progress = screen.progress(total)
  const at = await awaiting('everybody to be asked', 120 + total, async () => {
    const count = await voucherCounts(maker, programmeId, distributionId)
    const issued = count('waiting', 'agreed', 'delivered', 'cancelling', 'cancelled')
    progress.show(Math.min(issued, total), 'issued')
    if (issued < wanted) return missing(`${issued} of ${wanted} are issued`)
    const those = await vouchersOf(maker, programmeId, distributionId)
    const asked = new Set(those.flatMap(each => (each.askedAt === null ? [] : [each.beneficiaryId]))).size
    if (asked < wanted) return missing(`${asked} of ${wanted} are asked`)
    const { counts } = await maker.get(`/programmes/${programmeId}/message-totals`, totalsShape)
    const left = counts.filter(({ kind, state }) => kind === 'voucher_question' && leaving.has(state))
    const onTheirWay = left.reduce((sum, each) => sum + each.count, 0)
    return onTheirWay === 0 ? there(Date.now()) : missing(`${onTheirWay} are on their way to the carrier`)
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
  const reminded = those.filter(({ reminders }) => reminders > 0).length
  if (reminded > 0)
    screen.say(
      `${counted(reminded, 'person was', 'people were')} reminded, ${plan.reminderAfterS} s after the question`,
    )
  const ended = (as: string): number => those.filter(each => each.ended === as && each.state === 'cancelled').length
  screen.say(
    `${those.filter(({ state }) => state === 'delivered').length} delivered, ${ended('declined')} declined, ` +
      `${ended('unanswered') + ended('not_reached')} never answered and were taken back, ` +
      `${those.filter(({ ordinal }) => ordinal > 1).length} issued anew because an answer was lost`,
  )
}

/** At the till: some spend all of it, some a part, most keep it for later. @returns how many cards are empty */
async function goShopping(
  { plan, maker, world, screen }: VoucherStage,
  { programmeId, beneficiaryIds }: SetUp,
  week: number,
  distributionId: string,
): Promise<number> {
  const those = await vouchersOf(maker, programmeId, distributionId)
  const held = new Map(those.filter(({ state }) => state === 'delivered').map(each => [each.beneficiaryId, each]))
  const { cards } = await world.book()
  let shoppers = 0
  let emptied = 0
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
    if (minor === BigInt(voucher.amountMinor)) emptied += 1
    spent += minor
  }
  screen.say(`${counted(shoppers, 'person', 'people')} went to the shop and spent ${written(spent, 'EUR')}`)
  return emptied
}
