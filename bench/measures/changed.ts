/** What one press does to everybody of a large programme: counted first, then paused, resumed and declined, through the API. */
import { z } from 'zod'
import { atMost, rounded } from '../figures.js'
import { prepareGround } from '../ground.js'
import type { Measure } from './contract.js'

const answer = z.object({ changed: z.number() })
/** A request is given up by most of what stands between a browser and the API after a minute. */
const mostSeconds = 30

export const changed: Measure = {
  name: 'people-changed',
  says: 'everybody of a programme paused, resumed and declined by one press each',
  size: 131_072,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      screen.say(`Puts ${size} people into the house …`)
      const programmeId = await ground.programme(size)
      const seconds: Record<string, number> = {}
      const press = async (act: string, reason = {}): Promise<void> => {
        const path = `/programmes/${programmeId}/beneficiaries/${act}`
        const began = performance.now()
        const said = await ground.maker.post(path, { who: {}, ...reason }, answer)
        seconds[act] = rounded((performance.now() - began) / 1_000)
        if (said.changed !== size) throw new Error(`${act}: ${said.changed} of ${size} were changed.`)
      }
      await press('pause/dry-run', { reason: 'counting' })
      await press('pause', { reason: 'the road is closed' })
      await press('resume')
      await press('decline', { reason: 'another organisation serves them' })
      return {
        figures: { size, seconds },
        goals: [
          atMost(
            'seconds from the press to the answer, of the slowest',
            mostSeconds,
            Math.max(...Object.values(seconds)),
          ),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}
