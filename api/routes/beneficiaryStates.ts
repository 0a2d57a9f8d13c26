/** Validate, include, decline, pause, resume: one person, or everybody who is meant, counted first by a dry run. */
import { z } from '@hono/zod-openapi'
import { findBeneficiary } from '../../db/beneficiaries.js'
import { changeStates, obstacles, whoMoved, type StatesChanged } from '../../db/beneficiaryStates.js'
import {
  movesFrom,
  ruleOf,
  staffStateActs,
  standings,
  stateActNames,
  type StaffStateAct,
} from '../../domain/beneficiaryState.js'
import { beneficiaryStates } from '../../domain/payout.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route, type Route } from '../route.js'
import { saidOut, told } from '../told.js'
import { anId, done, doneOut, pathId, reasonIn } from '../words.js'
import { whoIn } from './people.js'

const noun = 'beneficiaries'
const whole = z.number().int()

const body = z.strictObject({ reason: reasonIn.optional() })
const manyBody = z.strictObject({ who: whoIn, reason: reasonIn.optional() })
const counted = z.object({
  considered: whole,
  changed: whole.openapi({ description: 'in a dry run: how many could be' }),
  ids: z.array(anId).nullable().openapi({ description: 'those who were changed; null: more than 1,000, or a dry run' }),
  cannot: z.array(z.object({ code: z.string(), says: z.string(), said: saidOut, count: whole })),
  says: z.string(),
})
const toldOut = (changed: StatesChanged) => ({ ...changed, cannot: changed.cannot.map(told) })

/** Only a pause has an act that brings people back to where they were. */
const takesBack = (act: StaffStateAct): { undoes?: true } =>
  act === 'pause' || act === 'resume' ? { undoes: true } : {}

const single = (act: StaffStateAct): Route =>
  route({
    method: 'post',
    path: `/beneficiaries/{id}/${act}`,
    about: 'beneficiary',
    noun,
    permission: `people.${act}`,
    kind: 'stores',
    does: ruleOf(act).says,
    params: pathId<'beneficiary'>(),
    body,
    ...takesBack(act),
    answer: doneOut,
    handle: async ({ house, by, params, body: { reason } }) => {
      const { programmeId } = found(await findBeneficiary(house, params.id), 'beneficiary')
      const who = { programmeId, ids: [params.id] }
      const { changed, cannot } = settled(await changeStates(house, { act, who, reason, by }))
      if (changed > 0) return done
      const [hindrance] = cannot
      // Somebody else may have been first: whoever comes second reads who.
      const first = hindrance && hindrance.code in standings ? await whoMoved(house, params.id) : ''
      throw new HttpProblem('state', `The person can not be moved: ${hindrance?.says ?? 'not now'}${first}.`)
    },
  })

const dryRun = (act: StaffStateAct): Route =>
  route({
    method: 'post',
    path: `/programmes/{id}/beneficiaries/${act}/dry-run`,
    about: 'programme',
    eyes: 'house',
    noun,
    permission: `people.${act}`,
    kind: 'reads',
    does: `Count before: ${ruleOf(act).says}`,
    params: pathId<'programme'>(),
    body: manyBody,
    answer: counted,
    handle: async ({ house, by, chosen, params, body: { reason, ...body } }) => {
      const who = await chosen({ ...body.who, programmeId: params.id })
      return toldOut(settled(await changeStates(house, { act, who, reason, by, dryRun: true })))
    },
  })

const many = (act: StaffStateAct): Route =>
  route({
    method: 'post',
    path: `/programmes/{id}/beneficiaries/${act}`,
    about: 'programme',
    noun,
    permission: `people.${act}`,
    kind: 'stores',
    does: `Everybody who is meant and may be: ${ruleOf(act).says}`,
    params: pathId<'programme'>(),
    body: manyBody,
    ...takesBack(act),
    answer: counted,
    handle: async ({ house, by, chosen, params, body: { reason, ...body } }) => {
      const who = await chosen({ ...body.who, programmeId: params.id })
      return toldOut(settled(await changeStates(house, { act, who, reason, by })))
    },
  })

const table = route({
  method: 'get',
  path: '/beneficiary-states',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'The states of people as one table: from where to where, by which act, with a reason or without, what hinders it',
  answer: z.object({
    states: z.array(
      z.object({
        state: z.enum(beneficiaryStates),
        moves: z.array(z.object({ act: z.string(), to: z.array(z.enum(beneficiaryStates)) })),
      }),
    ),
    acts: z.array(
      z.object({
        act: z.string(),
        says: z.string(),
        needsReason: z.boolean(),
        hindered: z.array(z.object({ code: z.string(), says: z.string() })),
      }),
    ),
  }),
  handle: () =>
    Promise.resolve({
      states: beneficiaryStates.map(state => ({ state, moves: movesFrom(state) })),
      acts: stateActNames.map(act => {
        const { says, reason, hindered } = ruleOf(act)
        return { act, says, needsReason: reason, hindered: hindered.map(code => ({ code, says: obstacles[code] })) }
      }),
    }),
})

export const beneficiaryStateRoutes = [table, ...staffStateActs.flatMap(act => [single(act), dryRun(act), many(act)])]
