/** Validate, include, decline, pause, resume: one person, or everybody who is meant, counted first by a dry run. */
import { z } from '@hono/zod-openapi'
import { findBeneficiary } from '../../db/beneficiaries.js'
import { changeStates, type StateAct } from '../../db/beneficiaryStates.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route, type Route } from '../route.js'
import { done, doneOut, pathId, reasonIn } from '../words.js'
import { whoIn } from './people.js'

const noun = 'beneficiaries'
const whole = z.number().int()

const acts: Readonly<Record<StateAct, string>> = {
  validate: 'Validate: checked and real',
  include: 'Include: to be paid from the next distribution on',
  decline: 'Decline, with a reason',
  pause: 'Pause, with a reason: on no list until resumed',
  resume: 'Resume who was paused',
}
const body = z.strictObject({ reason: reasonIn.optional() })
const manyBody = z.strictObject({ who: whoIn, reason: reasonIn.optional() })
const counted = z.object({
  considered: whole,
  changed: whole.openapi({ description: 'in a dry run: how many could be' }),
  cannot: z.array(z.object({ code: z.string(), says: z.string(), count: whole })),
  says: z.string(),
})

const single = (act: StateAct): Route =>
  route({
    method: 'post',
    path: `/beneficiaries/{id}/${act}`,
    about: 'beneficiary',
    noun,
    permission: `people.${act}`,
    kind: 'stores',
    does: acts[act],
    params: pathId<'beneficiary'>(),
    body,
    answer: doneOut,
    handle: async ({ house, by, params, body: { reason } }) => {
      const { programmeId } = found(await findBeneficiary(house, params.id), 'beneficiary')
      const who = { programmeId, ids: [params.id] }
      const { changed, cannot } = settled(await changeStates(house, { act, who, reason, by }))
      if (changed === 0) throw new HttpProblem('state', `The person can not be moved: ${cannot[0]?.says ?? 'not now'}.`)
      return done
    },
  })

const dryRun = (act: StateAct): Route =>
  route({
    method: 'post',
    path: `/programmes/{id}/beneficiaries/${act}/dry-run`,
    about: 'programme',
    eyes: 'house',
    noun,
    permission: `people.${act}`,
    kind: 'reads',
    does: `Count before: ${acts[act]}`,
    params: pathId<'programme'>(),
    body: manyBody,
    answer: counted,
    handle: async ({ house, by, chosen, params, body: { reason, ...body } }) => {
      const who = await chosen({ ...body.who, programmeId: params.id })
      return settled(await changeStates(house, { act, who, reason, by, dryRun: true }))
    },
  })

const many = (act: StateAct): Route =>
  route({
    method: 'post',
    path: `/programmes/{id}/beneficiaries/${act}`,
    about: 'programme',
    noun,
    permission: `people.${act}`,
    kind: 'stores',
    does: `Everybody who is meant and may be: ${acts[act]}`,
    params: pathId<'programme'>(),
    body: manyBody,
    answer: counted,
    handle: async ({ house, by, chosen, params, body: { reason, ...body } }) => {
      const who = await chosen({ ...body.who, programmeId: params.id })
      return settled(await changeStates(house, { act, who, reason, by }))
    },
  })

export const beneficiaryStateRoutes = (Object.keys(acts) as StateAct[]).flatMap(act => [
  single(act),
  dryRun(act),
  many(act),
])
