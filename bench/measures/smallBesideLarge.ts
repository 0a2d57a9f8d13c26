/** Fifty people must not wait behind a hundred thousand: a small distribution is started while a large one pays. */
import { setTimeout as pause } from 'node:timers/promises'
import { secondsSince } from '../cost.js'
import { atMost, rounded } from '../figures.js'
import { prepareGround } from '../ground.js'
import { judge } from '../judgement.js'
import { freezeRound } from '../round.js'
import { isOpen, untilFinal } from '../watching.js'
import type { Measure } from './contract.js'

const few = 50
const longestSeconds = 600

export const smallBesideLarge: Measure = {
  name: 'small-beside-large',
  says: `a distribution of ${few} approved and started while a large one pays`,
  size: 131_072,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    const { house, sandbox } = ground
    try {
      screen.say(`Puts ${size} and ${few} people into the house …`)
      const large = await freezeRound(ground, await ground.programme(size), options.batchSize)
      const small = await freezeRound(ground, await ground.programme(few))
      await large.approve()
      await large.start()
      const began = performance.now()
      await small.approve()
      await small.start()
      while (await isOpen(house, small.id)) {
        if (secondsSince(began) > longestSeconds) break
        await pause(100)
      }
      const seconds = rounded(secondsSince(began))
      const largeStillPaid = await isOpen(house, large.id)
      screen.say(`The small one took ${seconds} s; the large one ${largeStillPaid ? 'still pays' : 'had ended'}`)
      await untilFinal(ground, screen, large.id, size)
      const books = await judge(house, sandbox)
      return {
        figures: { large: size, small: few, seconds, largeStillPaid, books },
        goals: [atMost(`a distribution of ${few} beside a large one, seconds`, 60, seconds)],
      }
    } finally {
      await ground.end()
    }
  },
}
