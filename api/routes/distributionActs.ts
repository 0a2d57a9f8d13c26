/** What people do with a distribution. Its life does it; the rows decide once more, under lock. */
import { z } from '@hono/zod-openapi'
import { findDistribution } from '../../db/read/distributions.js'
import { askIfShort } from '../balance.js'
import { found, settled } from '../problem.js'
import { route, type Ask } from '../route.js'
import { done, doneOut, pathId, reasonIn } from '../words.js'
import { payFirstIn } from './distributions.js'

const noun = 'distributions'
const one = pathId<'distribution'>()

type Act = Ask<z.output<typeof one>, object, object>

/** The distribution’s life, if there is such a distribution: a life is never begun for an id that somebody made up. */
async function lifeOf({ house, lives, params, settings, updateId }: Act) {
  found(await findDistribution(house, params.id), 'distribution')
  return { life: lives.distribution(params.id), how: { updateId, deadlineMs: settings.actDeadlineMs } }
}

const acting = { method: 'post', noun, kind: 'acts', params: one, answer: doneOut } as const

const approve = route({
  ...acting,
  path: '/distributions/{id}/approve',
  about: 'distribution',
  whole: true,
  permission: 'distributions.approve',
  does: 'Approve the frozen list by its hash; reserves the money. Never by who made it',
  body: z.strictObject({ listHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the listHash of the distribution') }),
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.approve(ask.by, ask.body.listHash, how))
    return done
  },
})

const reject = route({
  ...acting,
  path: '/distributions/{id}/reject',
  about: 'distribution',
  whole: true,
  permission: 'distributions.approve',
  does: 'Reject the frozen list; a new distribution can be made',
  body: z.strictObject({ reason: reasonIn }),
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.reject(ask.by, ask.body.reason, how))
    return done
  },
})

const start = route({
  ...acting,
  path: '/distributions/{id}/start',
  about: 'distribution',
  whole: true,
  permission: 'distributions.start',
  does: 'Start paying what was approved; refused where the account at the FSP is known to hold too little',
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    await askIfShort(ask, ask.params.id)
    settled(await life.start(ask.by, how))
    return done
  },
})

const startShort = route({
  ...acting,
  path: '/distributions/{id}/start-short',
  about: 'distribution',
  whole: true,
  permission: 'distributions.start',
  does: 'Start although the account at the FSP holds too little: it waits, paused, until the money is there',
  body: z.strictObject({ reason: reasonIn }),
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.startShort(ask.by, ask.body.reason, how))
    return done
  },
})

const pause = route({
  ...acting,
  path: '/distributions/{id}/pause',
  about: 'distribution',
  whole: true,
  permission: 'distributions.pause',
  does: 'Pause: nothing that has not left leaves',
  body: z.strictObject({ reason: reasonIn }),
  undoes: true,
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.pause(ask.by, ask.body.reason, how))
    return done
  },
})

const resume = route({
  ...acting,
  path: '/distributions/{id}/resume',
  about: 'distribution',
  whole: true,
  permission: 'distributions.resume',
  does: 'Go on after a pause',
  undoes: true,
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.resume(ask.by, how))
    return done
  },
})

const cancel = route({
  ...acting,
  path: '/distributions/{id}/cancel',
  about: 'distribution',
  whole: true,
  permission: 'distributions.cancel',
  does: 'Cancel what has not left; its money goes back to the budget',
  body: z.strictObject({ reason: reasonIn }),
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.cancel(ask.by, ask.body.reason, how))
    return done
  },
})

const payFirst = route({
  ...acting,
  path: '/distributions/{id}/pay-first',
  about: 'distribution',
  whole: true,
  permission: 'distributions.payFirst',
  does: 'Pay only the first N; null: all of them',
  body: z.strictObject({ count: payFirstIn.nullable() }),
  handle: async ask => {
    const { life, how } = await lifeOf(ask)
    settled(await life.payFirst(ask.by, ask.body.count, how))
    return done
  },
})

export const distributionActRoutes = [approve, reject, start, startShort, pause, resume, cancel, payFirst]
