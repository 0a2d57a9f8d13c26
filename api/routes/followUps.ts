/** Paying those whom an ended distribution did not pay. */
import { z } from '@hono/zod-openapi'
import { dryRunDistribution } from '../../db/distributionList.js'
import { createFollowUp, followable } from '../../db/followUps.js'
import { findDistribution } from '../../db/read/distributions.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { notPayableTold } from '../told.js'
import { anId, pathId, shortText } from '../words.js'
import { accountFor, accountIn, dryRunOut, filterIn, payFirstIn, withFloat } from './distributions.js'

const noun = 'distributions'
const params = pathId<'distribution'>()
const declinedToo = z
  .boolean()
  .optional()
  .openapi({ description: 'also for those who did not want their voucher; left out: not for them' })

const dryRun = route({
  method: 'post',
  path: '/distributions/{id}/follow-up/dry-run',
  about: 'distribution',
  whole: true,
  eyes: 'house',
  noun,
  permission: 'distributions.read',
  kind: 'reads',
  does: 'Count who of an ended distribution would be paid by a follow-up, and who not and why; nothing is made',
  params,
  body: z.strictObject({ filter: filterIn, declinedToo, fspAccountId: accountIn }),
  answer: dryRunOut,
  handle: async ({ house, params, body: { declinedToo = false, ...body }, connectorFor }) => {
    const { followed } = settled(await followable(house, params.id))
    const { distributionId, programmeId, round, purpose } = followed
    const priced = await accountFor(house, programmeId, body.fspAccountId, connectorFor)
    const wanted = { programmeId, round, purpose, followUpOf: distributionId, ...priced }
    const filter = { ...body.filter, declinedToo }
    const dry = settled(await dryRunDistribution(house, { ...body, ...wanted, filter }))
    return notPayableTold(await withFloat(house, priced.fspAccountId, dry))
  },
})

const create = route({
  method: 'post',
  path: '/distributions/{id}/follow-up',
  about: 'distribution',
  whole: true,
  noun,
  permission: 'distributions.make',
  kind: 'stores',
  does: 'Make a distribution of the same round for those whom this one, closed or cancelled, did not pay',
  more: 'What is due is worked out anew by the programme’s rule. Nobody who was paid, or may yet be, can stand on it.',
  params,
  body: z.strictObject({
    name: shortText(200).optional().openapi({ description: 'without one: its name, and that it is a follow-up' }),
    filter: filterIn,
    declinedToo,
    fspAccountId: accountIn,
    payFirst: payFirstIn.optional(),
    batchSize: z.number().int().min(1).max(2000).optional(),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, params, body: { declinedToo = false, ...body }, lives, afterwards }) => {
    const filter = { ...body.filter, declinedToo }
    const { distributionId, programmeId } = settled(await createFollowUp(house, { of: params.id, ...body, filter, by }))
    const { fspName } = found(await findDistribution(house, distributionId), 'distribution')
    afterwards(() => lives.distribution(distributionId).begin({ programmeId, fspName }))
    return { id: distributionId }
  },
})

export const followUpRoutes = [dryRun, create]
