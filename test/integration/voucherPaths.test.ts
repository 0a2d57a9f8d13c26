/** What can become of one voucher: every way through its life at real rows, person by person. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { handedOver, sendAgain } from '../../db/vouchers/acts.js'
import { asha, expectDone } from './livesStage.js'
import { aWalk, given, released, type Card, type Path, type Walk } from './voucherWalk.js'

let walk: Walk
/** Whose household is so large that one card does not hold it. */
const large = 4
beforeAll(async () => {
  walk = await aWalk({ people: 12, large })
})
afterAll(() => walk.stage.end())

/** Hours from the question to the next look at a card that waits. */
const nextAfter = ({ askedAt, nextAt }: Card): number => (nextAt!.getTime() - askedAt.getTime()) / 3_600_000

const paths: Path[] = [
  [
    'a yes brings the document, and nothing else',
    1,
    async n => {
      await walk.stage.presses(n, 'yes')
      await walk.isIn(n, 'delivered')
    },
    { cards: ['delivered'], ...given, told: ['voucher_question', 'voucher'], inbox: 0 },
  ],
  [
    'a no takes the card back, and the person is told so',
    2,
    async n => {
      await walk.stage.writes(n, 'nee')
      await walk.isIn(n, 'cancelled')
    },
    { cards: ['cancelled, declined'], ...released, told: ['voucher_question', 'voucher_cancelled'], inbox: 0 },
  ],
  [
    'who is silent is reminded after 16 hours, 3 and 7 days, and told on the fourteenth day that nobody waits any more',
    3,
    async n => {
      expect(nextAfter((await walk.passes(n, 15))[0]!)).toBeCloseTo(16, 3)
      expect(await walk.toldTo(n)).toEqual(['voucher_question'])
      expect(nextAfter((await walk.passes(n, 2))[0]!)).toBeCloseTo(72, 3)
      expect(await walk.toldTo(n)).toHaveLength(2)
      expect(nextAfter((await walk.passes(n, 56))[0]!)).toBeCloseTo(7 * 24, 3)
      expect(await walk.toldTo(n)).toHaveLength(3)
      expect(nextAfter((await walk.passes(n, 4 * 24))[0]!)).toBeCloseTo(14 * 24, 3)
      await walk.questionsOn(n, 4)
      await walk.passes(n, 7 * 24)
      await walk.isIn(n, 'cancelled')
    },
    {
      ...{ cards: ['cancelled, unanswered'], ...released, inbox: 0 },
      told: ['voucher_question', 'voucher_question:1', 'voucher_question:2', 'voucher_question:3', 'voucher_cancelled'],
    },
  ],
  [
    'who is to get several cards is asked and reminded once, and gets all of them by one yes',
    large,
    async n => {
      await walk.passes(n, 17)
      await walk.stage.writes(n, 'JA')
      await walk.isIn(n, 'delivered')
    },
    {
      ...{ cards: ['delivered', 'delivered'], ...given, inbox: 0 },
      told: ['voucher_question', 'voucher_question:1', 'voucher', 'voucher'],
    },
  ],
  [
    'what is neither yes nor no is asked once more, then staff read it; a yes after that still counts',
    5,
    async n => {
      await walk.stage.writes(n, 'wie bent u?')
      await walk.stage.until(
        () => walk.toldTo(n),
        told => told.includes('voucher_again'),
      )
      await walk.stage.writes(n, 'ik begrijp het niet')
      await walk.inboxHas(n, 1)
      expect((await walk.cardsOf(n)).map(({ state }) => state)).toEqual(['waiting'])
      await walk.stage.writes(n, 'ja')
      await walk.isIn(n, 'delivered')
    },
    { cards: ['delivered'], ...given, told: ['voucher_question', 'voucher_again', 'voucher'], inbox: 1 },
  ],
  [
    'a yes after the deadline is answered kindly, once, and staff read it as often as it comes',
    6,
    async n => {
      await walk.passes(n, 17)
      await walk.passes(n, 14 * 24)
      await walk.isIn(n, 'cancelled')
      await walk.stage.writes(n, 'ja')
      await walk.stage.writes(n, 'JA!')
      await walk.inboxHas(n, 2)
    },
    {
      ...{ cards: ['cancelled, unanswered'], ...released, inbox: 2 },
      told: ['voucher_question', 'voucher_question:1', 'voucher_cancelled', 'voucher_late'],
    },
  ],
  [
    'a document that the carrier may not send is a case, and staff send it again',
    7,
    async n => {
      await walk.phoneIs(n, { code: 63016 })
      await walk.stage.writes(n, 'ja')
      await walk.caseOf(n, 'voucher_not_arrived')
      const [card] = await walk.cardsOf(n)
      expect([card!.state, card!.money]).toEqual(['agreed', 'in_transit'])
      await walk.phoneIs(n, {})
      expectDone(await sendAgain(walk.stage.house, { payoutId: card!.payoutId, by: asha }))
      await walk.isIn(n, 'delivered')
    },
    { cards: ['delivered'], ...given, told: ['voucher_question', 'voucher', 'voucher:2'], inbox: 0, cases: [] },
  ],
  [
    'a document that can not arrive at its number is a case, and is handed over on paper',
    8,
    async n => {
      await walk.phoneIs(n, { code: 63024 })
      await walk.stage.writes(n, 'ja')
      await walk.caseOf(n, 'voucher_not_arrived')
      const [card] = await walk.cardsOf(n)
      expectDone(
        await handedOver(walk.stage.house, { payoutId: card!.payoutId, by: asha, reason: 'came to the office' }),
      )
    },
    { cards: ['delivered'], ...given, told: ['voucher_question', 'voucher'], inbox: 0, cases: [] },
  ],
  [
    'whoever says yes on an old and on a new number gets one document for one card',
    9,
    async n => {
      await walk.hasAnotherNumber(n)
      await walk.passes(n, 17)
      await walk.questionsOn(n + 50, 1)
      await walk.stage.writes(n + 50, 'ja')
      await walk.stage.writes(n, 'ja')
      await walk.isIn(n, 'delivered')
      // Nothing waited for the second one: somebody reads it.
      await walk.inboxHas(n, 1)
    },
    { cards: ['delivered'], ...given, told: ['voucher_question', 'voucher_question:1', 'voucher'], inbox: 1 },
  ],
  [
    'one yes releases what two rounds have waiting',
    10,
    async n => {
      await walk.anotherRoundFor(n)
      await walk.questionsOn(n, 2)
      await walk.stage.writes(n, 'ja')
      await walk.isIn(n, 'delivered')
    },
    {
      ...{ cards: ['delivered', 'delivered'], payouts: [...given.payouts, ...given.payouts], inbox: 0 },
      told: ['voucher_question', 'voucher_question', 'voucher', 'voucher'],
    },
  ],
  [
    'a yes a moment before the deadline is looked at counts',
    11,
    async n => {
      await walk.deadlineComes(n)
      await walk.inTheSameInstant(
        n,
        () => walk.stage.writes(n, 'ja'),
        () => walk.lookAt(n),
      )
      await walk.isIn(n, 'delivered')
    },
    { cards: ['delivered'], ...given, told: ['voucher_question', 'voucher'], inbox: 0 },
  ],
  [
    'a yes a moment after the deadline was looked at sends nothing, and is answered as one that is late',
    12,
    async n => {
      await walk.deadlineComes(n)
      await walk.inTheSameInstant(
        n,
        () => walk.lookAt(n),
        () => walk.stage.writes(n, 'ja'),
      )
      await walk.isIn(n, 'cancelled')
      await walk.inboxHas(n, 1)
    },
    {
      ...{ cards: ['cancelled, unanswered'], ...released, inbox: 1 },
      told: ['voucher_question', 'voucher_cancelled', 'voucher_late'],
    },
  ],
]

it.each(paths)('%s', async (_says, n, goes, ends) => {
  await goes(n)
  await walk.endsAs(n, ends)
})
