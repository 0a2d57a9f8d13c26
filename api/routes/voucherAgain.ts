/** Giving the vouchers of a payout again whose money went back: counted first, then made as a list of one person. */
import { z } from '@hono/zod-openapi'
import { dryRunDistribution } from '../../db/distributionList.js'
import { findDistribution } from '../../db/read/distributions.js'
import { giveAgain, givenBack } from '../../db/vouchers/giveAgain.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { notPayableTold } from '../told.js'
import { anId, pathId } from '../words.js'
import { accountFor, dryRunOut, withFloat } from './distributions.js'

const noun = 'vouchers'
const params = pathId<'payout'>()

const dryRun = route({
  method: 'post',
  path: '/payouts/{id}/vouchers/give-again/dry-run',
  about: 'payout',
  whole: true,
  eyes: 'house',
  noun,
  permission: 'distributions.read',
  kind: 'reads',
  does: 'What giving the vouchers of a payout again would come to, or why its person can not have them; nothing is made',
  params,
  answer: dryRunOut,
  handle: async ({ house, params, connectorFor }) => {
    const { of, ...list } = settled(await givenBack(house, params.id)).payout
    const priced = await accountFor(house, list.programmeId, list.fspAccountId, connectorFor)
    const dry = settled(await dryRunDistribution(house, { ...list, ...priced, followUpOf: of }))
    return notPayableTold(await withFloat(house, priced.fspAccountId, dry))
  },
})

const create = route({
  method: 'post',
  path: '/payouts/{id}/vouchers/give-again',
  about: 'payout',
  whole: true,
  noun,
  permission: 'distributions.make',
  kind: 'stores',
  does: 'Make a distribution of one person, of the same round, for a payout whose vouchers were taken back',
  more: 'Another person approves it, as any list. What is due is worked out anew by the programme’s rule.',
  params,
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, params, lives, afterwards }) => {
    const { distributionId, programmeId } = settled(await giveAgain(house, { payoutId: params.id, by }))
    const { fspName } = found(await findDistribution(house, distributionId), 'distribution')
    afterwards(() => lives.distribution(distributionId).begin({ programmeId, fspName }))
    return { id: distributionId }
  },
})

export const voucherAgainRoutes = [dryRun, create]
