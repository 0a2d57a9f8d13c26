/**
 * Many alike questions to the database, answered together: while one round is under way, what arrives waits for the
 * next. A single question waits for nobody; a flood (of callbacks, of answers to calls) costs one statement and one
 * commit for all that came meanwhile.
 */
import { setTimeout as pause } from 'node:timers/promises'

interface Waiting<Ask, Answer> {
  ask: Ask
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * @param answerAll answers in the order of what was asked. When it fails for several, each is asked alone, so that a bad
 *   one fails only itself; it must therefore bear being asked again.
 * @param most how many are asked at once
 * @param lingerMs how long a round waits for more after one that had several: whoever asks alone waits for nobody
 */
export function gatherer<Ask, Answer>(
  answerAll: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
  { most = 100, lingerMs = 0 }: { most?: number; lingerMs?: number } = {},
): (ask: Ask) => Promise<Answer> {
  const waiting: Waiting<Ask, Answer>[] = []
  let busy = false

  const answer = async (taken: readonly Waiting<Ask, Answer>[]): Promise<void> => {
    let answers: readonly Answer[]
    try {
      answers = await answerAll(taken.map(each => each.ask))
      if (answers.length !== taken.length) throw new Error('Not every question was answered.')
    } catch (error) {
      const [only, ...others] = taken
      if (others.length === 0) return only?.reject(error)
      for (const each of taken) await answer([each])
      return
    }
    for (const [place, each] of taken.entries()) each.resolve(answers[place] as Answer)
  }
  const go = async (): Promise<void> => {
    if (busy) return
    busy = true
    for (let several = false; waiting.length > 0;) {
      if (several && lingerMs > 0 && waiting.length < most) await pause(lingerMs)
      const taken = waiting.splice(0, most)
      several = taken.length > 1
      await answer(taken)
    }
    busy = false
  }
  return ask =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject })
      void go()
    })
}
