/**
 * Many alike questions to the database, answered together: while one round is under way, what arrives waits for the
 * next. A single question waits for nobody; a flood (of callbacks, of answers to calls) costs one statement and one
 * commit for all that came meanwhile.
 */

interface Waiting<Ask, Answer> {
  ask: Ask
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * @param answerAll answers in the order of what was asked. When it fails for several, each is asked alone, so that a bad
 *   one fails only itself; it must therefore bear being asked again.
 * @param most how many are asked at once
 * @param lingerMs how long a round waits at most for as many as lately came together: whoever asks alone waits for nobody
 */
export function gatherer<Ask, Answer>(
  answerAll: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
  { most = 100, lingerMs = 0 }: { most?: number; lingerMs?: number } = {},
): (ask: Ask) => Promise<Answer> {
  const waiting: Waiting<Ask, Answer>[] = []
  let busy = false
  /** how many lately came together; it falls slowly: one small round does not make all later ones small */
  let usual = 1
  let endedAt = 0
  let enough: (() => void) | undefined

  const linger = (): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, lingerMs)
      enough = () => {
        clearTimeout(timer)
        resolve()
      }
    })

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
    if (performance.now() - endedAt > lingerMs) usual = 1
    while (waiting.length > 0) {
      if (lingerMs > 0 && waiting.length < Math.floor(usual)) await linger()
      enough = undefined
      const taken = waiting.splice(0, most)
      usual = Math.max(taken.length, usual * 0.9)
      await answer(taken)
    }
    busy = false
    endedAt = performance.now()
  }
  return ask =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject })
      if (waiting.length >= Math.floor(usual)) enough?.()
      void go()
    })
}
