/** How callbacks of one FSP account come in, and whether the address that they come to is reached and ours. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { callbackTokenOf, findFspAccount } from '../../db/fspAccounts.js'
import { callbackHealth } from '../../db/read/callbackHealth.js'
import { callbackStates } from '../../domain/callbackHealth.js'
import { strangers } from '../callbacks.js'
import { testCallbackAddress, testResults } from '../callbackTest.js'
import { requireCallbacks } from '../fspAccountFit.js'
import { found, HttpProblem } from '../problem.js'
import { route } from '../route.js'
import { saidOf, saidOut, told } from '../told.js'
import { anId, moment, pathId, wholeInQuery } from '../words.js'

const noun = 'callbacks'
const params = pathId<'fspAccount'>()
const whole = z.number().int()
const ms = whole.openapi({ description: 'milliseconds' })

const health = route({
  method: 'get',
  path: '/fsp-accounts/{id}/callback-health',
  about: 'house',
  noun,
  permission: 'callbacks.standing',
  kind: 'reads',
  does: 'How callbacks of this account come in: how late, how many are missed, refused, unmatched',
  params,
  query: z.strictObject({ hours: wholeInQuery(1, 168).optional().openapi({ description: 'back from now; 24' }) }),
  answer: z.object({
    hours: whole,
    state: z.enum(callbackStates).openapi({
      description:
        'silent: nothing comes, though it should; late: some are missed now; never: none has come, and none is missed',
    }),
    alarm: z.object({ caseId: anId, since: moment }).nullable(),
    lastAt: moment.nullable(),
    silentAfterMs: ms.openapi({ description: 'a callback is missed after so long: three times what is usual' }),
    usualP90Ms: ms.nullable().openapi({ description: 'what nine of ten take' }),
    expected: whole.openapi({ description: 'transfers that left in this time and that the FSP took' }),
    told: whole.openapi({ description: 'of them: a callback spoke of it' }),
    waiting: whole.openapi({ description: 'of them: not ended, and no callback yet' }),
    late: whole.openapi({ description: 'of those that wait: missed by now' }),
    missed: whole.openapi({ description: 'of them: ended without a callback, by asking or by people' }),
    lag: z.object({ p50Ms: ms, p90Ms: ms, p99Ms: ms, maxMs: ms }).nullable(),
    lagClasses: z.array(z.object({ upToMs: ms.nullable(), count: whole })),
    notices: z.object({
      stored: whole,
      applied: whole,
      to_confirm: whole,
      unmatched: whole,
      contradiction: whole,
      failed: whole,
      repeated: whole.openapi({ description: 'came again and changed nothing' }),
    }),
    refused: z.object({ source: whole, content_type: whole, too_large: whole, malformed: whole }),
    unknownTokens: whole.openapi({
      description: 'under a token that no account has, at this process since it started',
    }),
  }),
  handle: async ({ house, params, query }) => {
    found(await findFspAccount(house, params.id), 'FSP account')
    return { ...(await callbackHealth(house, params.id, query.hours ?? 24)), unknownTokens: strangers.count }
  },
})

/** One of an account at a time and every few seconds: the address belongs to us, but what stands before it need not. */
const testEveryMs = 5_000
const testedAt = new Map<string, number>()

function takeTurn(fspAccountId: string): void {
  const now = Date.now()
  if (now - (testedAt.get(fspAccountId) ?? Number.NEGATIVE_INFINITY) < testEveryMs)
    throw new HttpProblem('too_many', 'This address was tested a moment ago. Wait a few seconds.', {
      headers: { 'retry-after': String(testEveryMs / 1_000) },
    })
  testedAt.set(fspAccountId, now)
}

const test = route({
  method: 'post',
  path: '/fsp-accounts/{id}/callback-test',
  about: 'house',
  noun,
  permission: 'fspAccounts.callbackUrls',
  kind: 'reads',
  does: 'Call the public callback address of this account as an FSP would, and see whether it is reached and ours',
  more: 'Asked from within: it does not show whether the FSP has the right address, nor whether an allow-list lets it in.',
  params,
  answer: z.object({
    is: z.enum(testResults),
    httpStatus: whole.nullable(),
    code: z.string().nullable().openapi({ example: 'CERT_HAS_EXPIRED' }),
    says: z.string(),
    said: saidOut,
    mend: z.string().nullable(),
    mendSaid: saidOut,
    warnings: z.array(z.string()),
    warningsSaid: z.array(saidOut),
    tookMs: ms,
  }),
  handle: async ({ house, by, params, settings }) => {
    requireCallbacks(found(await findFspAccount(house, params.id), 'FSP account'))
    const token = found(await callbackTokenOf(house, params.id), 'FSP account')
    takeTurn(params.id)
    const tested = await testCallbackAddress(house.sealing, { publicUrl: settings.publicUrl, token })
    const { is, httpStatus, code } = tested
    await recordAct(house, {
      by,
      act: 'callback address tested',
      subject: ['fsp_account', params.id],
      details: { is, httpStatus, code },
    })
    return { ...told(tested), mendSaid: saidOf(tested.mend), warningsSaid: tested.warnings.map(saidOf) }
  },
})

export const callbackHealthRoutes = [health, test]
