/** People at their phones: each answers the question about a voucher in their own way, and writes again where nothing follows. */
import { chance, type Chance } from '../chance.js'
import type { Stage } from '../stage.js'
import type { VoucherProgramme } from './side.js'

const answers = ['yes', 'yes', 'yes', 'yes', 'yes', 'twice', 'muddled', 'no', 'no', 'nothing', 'nothing'] as const
type Answer = (typeof answers)[number]

/** After so long without a word from us they write again, so often at most: an API that was killed did not hear them. */
const impatientAfterMs = 6_000
const mostTimes = 4

interface Phone {
  /** questions that they have answered */
  questions: number
  answer: Answer
  wroteAt: number
  times: number
  /** texts that were on it when they wrote last */
  texts: number
}

export class Phones {
  readonly #draw: Chance
  readonly #phones = new Map<string, Phone>()
  readonly said: Record<string, number> = {}

  constructor(
    private readonly stage: Stage,
    private readonly programme: VoucherProgramme,
  ) {
    this.#draw = chance(stage.plan.seed, 'answers')
  }

  /** Everybody looks at their phone once. */
  async look(): Promise<void> {
    const { provider } = this.stage
    const texts = new Map<string, string[]>()
    for (const { to, body } of await provider.textsOf(this.programme.accountSid))
      texts.set(to, [...(texts.get(to) ?? []), body])
    for (const [number, own] of texts) await this.#lookOne(number, own)
  }

  async #lookOne(number: string, texts: readonly string[]): Promise<void> {
    const questions = texts.filter(isQuestion).length
    const phone = this.#phones.get(number)
    if (questions > (phone?.questions ?? 0)) {
      const answer = this.#draw.pick(answers)
      this.said[answer] = (this.said[answer] ?? 0) + 1
      this.#phones.set(number, { questions, answer, wroteAt: Date.now(), times: 1, texts: texts.length })
      return this.#say(number, answer)
    }
    if (!phone || phone.answer === 'nothing' || phone.times >= mostTimes || texts.length > phone.texts) return
    if (Date.now() < phone.wroteAt + impatientAfterMs) return
    phone.times += 1
    phone.wroteAt = Date.now()
    await this.#say(number, phone.answer)
  }

  async #say(number: string, answer: Answer): Promise<void> {
    const write = (body: string) => this.stage.provider.writes(number, this.programme.sender, body)
    switch (answer) {
      case 'twice':
        await Promise.all([write('NDIYO'), write('Ndiyo')])
        return
      case 'muddled':
        await write('Habari za asubuhi')
        await write('Ndiyo')
        return
      case 'no':
        return write('HAPANA')
      case 'yes':
        return write('NDIYO')
      case 'nothing':
    }
  }
}

/** As our own text in Swahili puts it: every other text asks for no such answer. */
const isQuestion = (text: string): boolean => text.includes('Je, unaitaka?')
