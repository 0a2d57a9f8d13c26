/**
 * The demo from beginning to end: a list of households comes in, is checked, approved and paid; what fails is corrected,
 * approved and paid; the books are proven. Everything happens over HTTP, as staff would do it.
 */
import { correctAndPay, showRefused } from './corrected.js'
import { decideDuplicates, openProgramme, takeIn, type TakenIn } from './enrolment.js'
import type { Figures } from './figures.js'
import { whatWasTold, type Messages } from './messages.js'
import { approveRound, countIn, pay, standing, type Standing } from './payday.js'
import { payoutsOf, type Payout } from './payouts.js'
import { checkAccounts, correct, include } from './people.js'
import { moneyFigures, proveBooks, type Books } from './proof.js'
import type { Stage } from './stage.js'

export interface Told {
  readonly programmeId: string
  readonly distributionId: string
  readonly figures: Omit<Figures, 'seconds'>
  readonly takenIn: TakenIn
  /** refused at the first attempt, as they stand at the end */
  readonly refusedOnce: readonly { readonly payout: Payout; readonly firstReason: string | null }[]
  readonly firstPaidAt: Date | null
  readonly standing: Standing
  readonly books: Books
  readonly messages: Messages
}

export async function play(stage: Stage): Promise<Told> {
  const opened = await openProgramme(stage)
  const { programmeId } = opened
  const takenIn = await takeIn(stage, programmeId)
  const duplicates = await decideDuplicates(stage, programmeId)
  const accountCheck = await checkAccounts(stage, programmeId)
  const corrected = await correct(stage, programmeId, stage.plan.corrections.beforePay)
  await include(stage, programmeId)

  const { distributionId, payouts } = await approveRound(stage, programmeId)
  const round = { programmeId, distributionId }
  await pay(stage, round)
  const refused = await showRefused(stage, round)
  await correctAndPay(stage, round)

  stage.screen.chapter('The books')
  const books = await proveBooks(stage, opened, distributionId)
  const messages = await whatWasTold(stage, programmeId)
  const end = await standing(stage.maker, distributionId)
  const refusedOnce = await asTheyStand(stage, distributionId, refused)
  const figures = {
    imported: takenIn.imported,
    refused: takenIn.refused,
    possibleDuplicates: duplicates.pairs,
    declinedAsDuplicates: duplicates.declined,
    accountCheck,
    correctedBeforePay: corrected.approved,
    payouts,
    refusedAtPay: refused.length,
    paidAfterCorrection: refusedOnce.filter(({ payout }) => payout.state === 'paid').length,
    paid: countIn(end, 'paid'),
    open: countIn(end, 'listed', 'ready', 'in_progress', 'refused', 'to_decide'),
    unknown: countIn(end, 'unknown'),
    ...moneyFigures(books),
    messages: messages.figures,
  }
  const firstPaidAt = end.firstPaidAt === null ? null : new Date(end.firstPaidAt)
  return { ...round, figures, takenIn, refusedOnce, firstPaidAt, standing: end, books, messages }
}

async function asTheyStand(
  { maker }: Stage,
  distributionId: string,
  some: readonly Payout[],
): Promise<{ payout: Payout; firstReason: string | null }[]> {
  const reasons = new Map(some.map(({ id, reason }) => [id, reason]))
  const now = await payoutsOf(maker, distributionId)
  return now
    .filter(({ id }) => reasons.has(id))
    .map(payout => ({ payout, firstReason: reasons.get(payout.id) ?? null }))
}
