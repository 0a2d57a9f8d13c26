/** A broadcast to thousands while the carrier loses answers, refuses and repeats itself: nobody hears it twice or not at all. */
import { z } from 'zod'
import { awaiting, missing, there } from '../../cli/demo/patience.js'
import { costOf, secondsSince } from '../cost.js'
import { atMost, mostWithin, rounded } from '../figures.js'
import { prepareGround } from '../ground.js'
import { processesOf, watchProcesses } from '../processes.js'
import { accountSid, listedWithinMs, openCarrier, perSecond } from '../telling.js'
import type { Measure } from './contract.js'

const made = z.object({ id: z.string() })
const anything = z.unknown()
const standing = z.object({
  state: z.string(),
  queued: z.number(),
  counts: z.array(z.object({ state: z.string(), count: z.number() })),
})
const book = z.object({
  summary: z.object({ messages: z.number(), phonesWithTheSameTextTwice: z.array(z.unknown()) }),
  messages: z.array(z.object({ to: z.string(), status: z.string(), createdAt: z.iso.datetime() })),
})
const longestSeconds = 1_800
/** A minute at what is granted, and twice the time after which the carrier's list tells what became of a lost answer. */
const goalSeconds = (people: number): number => Math.ceil((people / perSecond) * 1.2 + 2 * (listedWithinMs / 1_000))

/** Shares of requests, lists and reports. */
const faults = [
  { kind: 'answer-lost-after', where: 'twilio', probability: 0.02 },
  { kind: 'answer-lost-before', where: 'twilio', probability: 0.02 },
  { kind: 'status-500', where: 'twilio', probability: 0.01, params: { accepted: true } },
  { kind: 'cut-body', where: 'twilio', probability: 0.01 },
  { kind: 'status-429', where: 'twilio', probability: 0.005 },
  { kind: 'status-500', where: 'twilio-list', probability: 0.1 },
  { kind: 'callback-lost', where: 'report', probability: 0.05 },
  { kind: 'callback-twice', where: 'report', probability: 0.2 },
] as const

export const messages: Measure = {
  name: 'messages',
  says: 'a broadcast through a carrier that loses answers: nobody hears it twice, nobody not at all',
  size: 10_000,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      const programmeId = await ground.programme(size)
      await openCarrier(ground, programmeId)
      for (const fault of faults) await ground.sandbox.ask('POST', '/sandbox/faults', anything, fault)
      const { id } = await ground.maker.post(
        `/programmes/${programmeId}/broadcasts`,
        { name: 'Bench', who: {}, texts: { en: '{name}, the market is on Monday.', sw: '{name}, soko ni Jumatatu.' } },
        made,
      )
      const watch = watchProcesses(processesOf(ground.folder))
      const began = performance.now()
      await ground.maker.post(`/broadcasts/${id}/confirm`, {}, anything)
      const end = await awaiting('the broadcast', longestSeconds, async () => {
        const now = await ground.maker.get(`/broadcasts/${id}`, standing)
        return now.state === 'done' ? there(now) : missing(`${now.queued} are queued: ${JSON.stringify(now.counts)}`)
      })
      const cost = costOf(size, secondsSince(began), watch)
      const heard = await ground.sandbox.ask('GET', `/book/twilio?accountSid=${accountSid}`, book)
      const phones = new Set(heard.messages.filter(({ status }) => status !== 'failed').map(({ to }) => to))
      const { phonesWithTheSameTextTwice: twice } = heard.summary
      const flow = flowOf(heard.messages.map(({ createdAt }) => Date.parse(createdAt)))
      const untold = size - phones.size
      screen.say(
        `${size} people told in ${cost.seconds} s: nine tenths at ${flow.perSecond} a second, at most ${flow.most} in one; ${twice.length} twice, ${untold} not at all`,
      )
      const told = { people: size, counts: end.counts, taken: heard.summary.messages, twice: twice.length, untold }
      return {
        figures: { ...told, flow, cost },
        goals: [
          atMost('people who heard the same twice', 0, twice.length),
          atMost('people who heard nothing', 0, untold),
          atMost(`seconds to tell ${size} people`, goalSeconds(size), cost.seconds),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

/**
 * By the carrier's book: how many a second it took, from the first to the last of the first nine tenths (what follows waits
 * for its list to tell of lost answers), and the most within any second.
 */
function flowOf(takenAtMs: readonly number[]): { perSecond: number; most: number } {
  const times = takenAtMs.toSorted((a, b) => a - b)
  const count = Math.ceil(times.length * 0.9)
  const seconds = ((times[count - 1] ?? 0) - (times[0] ?? 0)) / 1_000
  return { perSecond: rounded(count / Math.max(seconds, 0.001)), most: mostWithin(times, 1_000) }
}
