/** What people do on their phones, and what staff do for those who have lost theirs. */
import { z } from 'zod'
import { Refused } from '../../failure.js'
import { awaiting, missing, there } from '../patience.js'
import { counted } from '../screen.js'
import { muddle, words, type Answer, type Invited } from './plan.js'
import type { SetUp } from './setUp.js'
import type { VoucherStage } from './stage.js'
import { vouchersOf } from './vouchers.js'

/** People who write at the same moment. */
const atOnce = 8

/** @param who by their place in the plan: those whose phones have the question */
export async function answerOnPhones(
  { plan, world, screen }: VoucherStage,
  week: number,
  who: (at: number) => boolean,
): Promise<void> {
  const does: Readonly<Record<Answer, (person: Invited) => Promise<void>>> = {
    silence: async () => undefined,
    button: ({ number, language }) => world.writes(number, words[language].button[0], 'yes'),
    word: ({ number, language }) => world.writes(number, words[language].yes),
    twice: async ({ number, language }) => {
      await world.writes(number, words[language].button[0], 'yes')
      await world.writes(number, words[language].yes)
    },
    // They are asked once more, and then say it so that it is understood.
    muddled: async ({ number, language }) => {
      await world.writes(number, muddle)
      await world.writes(number, words[language].yes)
    },
    no: ({ number, language }) => world.writes(number, words[language].button[1], 'no'),
    noWord: ({ number, language }) => world.writes(number, words[language].no),
    lost: async ({ number, language }) => {
      await world.lose(number)
      await world.writes(number, words[language].button[0], 'yes')
    },
  }
  const left = plan.people
    .map((person, at) => ({ person, at, answer: plan.answerOf(week, at) }))
    .filter(({ at }) => who(at))
    .reverse()
  const said = new Map<Answer, number>()
  const one = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      await does[next.answer](next.person)
      said.set(next.answer, (said.get(next.answer) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  const count = (...of: Answer[]): number => of.reduce((sum, each) => sum + (said.get(each) ?? 0), 0)
  screen.say(
    `${count('button', 'lost')} press yes, ${count('word')} write it, ${count('twice')} say it twice, ` +
      `${count('muddled')} first write something else, ${counted(count('no', 'noWord'), 'says', 'say')} no, ` +
      `${count('silence')} nothing`,
  )
}

const casesShape = z.object({ items: z.array(z.object({ beneficiaryId: z.string().nullable() })) })

/** Their voucher can not be sent, so it comes to the work list: staff print it, hand it over and say so. */
export async function handOverToTheLost(
  { plan, maker, world, screen }: VoucherStage,
  { programmeId, beneficiaryIds }: SetUp,
  week: number,
  distributionId: string,
): Promise<void> {
  const lost = plan.people.flatMap((person, at) =>
    plan.answerOf(week, at) === 'lost' ? [{ ...person, beneficiaryId: beneficiaryIds[at] ?? '' }] : [],
  )
  if (lost.length === 0) return
  await awaiting('the work list to show vouchers that can not be sent', 180, async () => {
    const { items } = await maker.get('/cases?kind=voucher&limit=500', casesShape)
    const shown = lost.filter(({ beneficiaryId }) => items.some(each => each.beneficiaryId === beneficiaryId))
    return shown.length === lost.length ? there(shown) : missing(`${shown.length} of ${lost.length} are there`)
  })
  const vouchers = await vouchersOf(maker, programmeId, distributionId)
  for (const { beneficiaryId, number } of lost) {
    const voucher = vouchers.find(each => each.beneficiaryId === beneficiaryId && each.state === 'agreed')
    if (!voucher) throw new Refused('A voucher that could not be sent is not there to be handed over.')
    const path = `/payouts/${voucher.payoutId}/vouchers`
    const paper = await maker.download(`${path}/document.pdf`)
    if (!paper.startsWith('%PDF')) throw new Refused('The printed voucher is no PDF.')
    await maker.post(`${path}/handed-over`, { reason: 'Lost the phone; fetched it at the office.' }, z.unknown())
    // A new phone with the old number: next week it is reached again.
    await world.find(number)
  }
  screen.say(`${counted(lost.length, 'person', 'people')} lost their phone: staff print the voucher and hand it over`)
}
