/** Voucher by voucher: nights, questions that reach nobody, and vouchers given again. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { dryRunDistribution } from '../../db/distributionList.js'
import { giveAgain } from '../../db/vouchers/giveAgain.js'
import type { DistributionId } from '../../domain/ids.js'
import { asha, baraka, expectDone } from './livesStage.js'
import { aWalk, given, released, type Path, type Walk } from './voucherWalk.js'

let walk: Walk
beforeAll(async () => {
  walk = await aWalk({ people: 6 })
})
afterEach(() => walk.nightIs('never'))
afterAll(() => walk.stage.end())

const hour = 3_600_000

const paths: Path[] = [
  [
    'nobody is reminded at night: it waits for the morning of the programme’s time zone',
    1,
    async n => {
      await walk.nightIs('now')
      const [card] = await walk.passes(n, 17)
      expect(await walk.toldTo(n)).toEqual(['voucher_question'])
      expect(card!.nextAt!.getTime() - Date.now()).toBeGreaterThan(hour / 2)
      expect(card!.nextAt!.getTime() - Date.now()).toBeLessThanOrEqual(2 * hour)
      await walk.nightIs('never')
      await walk.passes(n, 0)
      await walk.questionsOn(n, 2)
      await walk.stage.writes(n, 'nee')
      await walk.isIn(n, 'cancelled')
    },
    {
      ...{ cards: ['cancelled, declined'], ...released, inbox: 0 },
      told: ['voucher_question', 'voucher_question:1', 'voucher_cancelled'],
    },
  ],
  [
    'nobody is asked at night, nor told that a card was taken back; who says yes at night has their voucher at once',
    2,
    async n => {
      await walk.passes(n, 17)
      await walk.nightIs('now')
      await walk.passes(n, 14 * 24)
      await walk.isIn(n, 'cancelled')
      // Kept for the morning, it holds up nothing.
      expect(await walk.keptOf(n)).toEqual(['voucher_cancelled'])
      await walk.anotherRoundFor(n)
      const cards = await walk.stage.until(
        () => walk.cardsOf(n),
        all => all.length === 2 && all[1]!.state === 'waiting' && all[1]!.nextAt!.getTime() > Date.now() + 60_000,
      )
      expect(cards[1]!.askedAt).toBeNull()
      expect((await walk.toldTo(n)).filter(told => told === 'voucher_question')).toHaveLength(1)
      await walk.nightIs('never')
      await walk.wake(n)
      await walk.stage.until(
        () => walk.toldTo(n),
        told => told.filter(each => each === 'voucher_question').length === 2,
      )
      await walk.questionsOn(n, 3)
      await walk.nightIs('now')
      await walk.stage.writes(n, 'ja')
      await walk.stage.until(
        () => walk.cardsOf(n),
        all => all[1]!.state === 'delivered',
      )
      expect(await walk.keptOf(n)).toEqual(['voucher_cancelled'])
      await walk.nightIs('never')
    },
    {
      cards: ['cancelled, unanswered', 'delivered'],
      payouts: [...released.payouts, ...given.payouts],
      told: ['voucher_question', 'voucher_question:1', 'voucher_cancelled', 'voucher_question', 'voucher'],
      inbox: 0,
    },
  ],
  [
    'a question that reached nobody is a case, and at its deadline the money is free without a word to anybody',
    3,
    async n => {
      await walk.notReached(n)
      await walk.passes(n, 17)
      await walk.caseOf(n, 'voucher_question_not_arrived')
      await walk.passes(n, 14 * 24)
      await walk.isIn(n, 'cancelled')
    },
    {
      ...{ cards: ['cancelled, not_reached'], ...released, inbox: 0, cases: ['voucher_question_not_arrived'] },
      told: ['voucher_question', 'voucher_question:1'],
    },
  ],
  [
    'a question that reached nobody is put anew to a number that was corrected meanwhile',
    4,
    async n => {
      await walk.notReached(n)
      await walk.passes(n, 17)
      await walk.caseOf(n, 'voucher_question_not_arrived')
      await walk.hasAnotherNumber(n)
      await walk.wake(n)
      await walk.questionsOn(n + 50, 1)
      const [card] = await walk.cardsOf(n)
      // From then on they have as long as anybody.
      expect(Date.now() - card!.askedAt.getTime()).toBeLessThan(hour)
      await walk.stage.writes(n + 50, 'ja')
      await walk.isIn(n, 'delivered')
    },
    {
      ...{ cards: ['delivered'], ...given, inbox: 0 },
      told: ['voucher_question', 'voucher_question:1', 'voucher_question:another number', 'voucher'],
    },
  ],
  [
    'who said yes too late is given the voucher again by two people while the list is open, and has one card that lives',
    5,
    async n => {
      const [before] = await walk.cardsOf(n)
      const { payoutId } = before!
      expect(await giveAgain(walk.stage.house, { payoutId, by: asha })).toMatchObject({ ok: false, problem: 'state' })
      await walk.passes(n, 14 * 24)
      await walk.isIn(n, 'cancelled')
      await walk.stage.writes(n, 'ja')
      await walk.inboxHas(n, 1)
      const again = async (): Promise<DistributionId> => {
        const made = await giveAgain(walk.stage.house, { payoutId, by: asha })
        if (!made.ok) throw new Error(made.why)
        await walk.stage.lives
          .distribution(made.distributionId)
          .begin({ programmeId: walk.stage.programmeId, fspName: 'intersolve' })
        return made.distributionId
      }
      const id = await again()
      const life = walk.stage.lives.distribution(id)
      const frozen = await walk.isAs(id, 'awaiting_approval')
      expect(frozen).toMatchObject({ payouts: 1 })
      expect(await life.approve(asha, frozen.listHash ?? '')).toMatchObject({ ok: false, problem: 'four_eyes' })
      expectDone(await life.approve(baraka, frozen.listHash ?? ''))
      expectDone(await life.start(asha))
      // Asked for twice, it is on one list.
      await walk.isAs(await again(), 'cancelled')
      await walk.questionsOn(n, 2)
      await walk.stage.writes(n, 'ja')
      await walk.stage.until(
        () => walk.cardsOf(n),
        cards => cards.at(-1)!.state === 'delivered',
      )
      expect(await walk.liveCardsOf(n)).toBe(1)
    },
    {
      ...{ cards: ['cancelled, unanswered', 'delivered'], payouts: [...released.payouts, ...given.payouts], inbox: 1 },
      told: ['voucher_question', 'voucher_cancelled', 'voucher_late', 'voucher_question', 'voucher'],
    },
  ],
  [
    'who did not want it is not on a follow-up, unless that was chosen',
    6,
    async n => {
      await walk.stage.writes(n, 'nee')
      await walk.isIn(n, 'cancelled')
      await walk.stage.until(
        () => walk.cardsOf(n),
        ([card]) => card!.payout === 'closed',
      )
      const count = (declinedToo: boolean) =>
        dryRunDistribution(walk.stage.house, {
          ...{ programmeId: walk.stage.programmeId, round: 1, followUpOf: walk.listId },
          filter: { beneficiaryIds: [walk.stage.people[n - 1]!], declinedToo },
          pricing: { payableStepMinor: 1n, highestFee: () => 0n },
        })
      expect(await count(false)).toMatchObject({
        payable: 0,
        notPayable: [{ why: 'did not want their voucher', count: 1 }],
      })
      expect(await count(true)).toMatchObject({ payable: 1, amountMinor: 2_500n, notPayable: [] })
    },
    { cards: ['cancelled, declined'], ...released, told: ['voucher_question', 'voucher_cancelled'], inbox: 0 },
  ],
]

it.each(paths)('%s', async (_says, n, goes, ends) => {
  await goes(n)
  await walk.endsAs(n, ends)
})
