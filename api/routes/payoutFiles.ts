/** The payouts of a distribution as a file: those that the same filters show. No name and no number; those stand in the closing report. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { findDistribution } from '../../db/read/distributions.js'
import { listPayouts } from '../../db/read/payouts.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { isCurrency, money, toDecimal } from '../../domain/money.js'
import { found } from '../problem.js'
import { tableFiles } from '../tableFiles.js'
import { pathId } from '../words.js'
import { payoutFilterOf, payoutsIn } from './payoutOut.js'

const block = 2_000

export const payoutFileRoutes = tableFiles({
  path: '/distributions/{id}/payouts',
  about: 'distribution',
  noun: 'distributions',
  permission: 'payouts.read',
  does: 'Its payouts in the order of the list, by state and reason',
  params: pathId<'distribution'>(),
  query: z.strictObject(payoutsIn),
  handle: async ({ house, by, params, query }, format) => {
    const { programmeId, currency } = found(await findDistribution(house, params.id), 'distribution')
    if (!isCurrency(currency)) throw new Error(`A distribution in ${currency}, which no programme pays in.`)
    await recordAct(house, {
      by,
      act: 'file fetched',
      programmeId: programmeId as ProgrammeId,
      subject: ['distribution', params.id],
      details: { what: 'payouts', format },
    })
    const filter = payoutFilterOf(query)
    const decimal = (minor: bigint): string => toDecimal(money(minor, currency))
    return {
      name: 'Payouts',
      columns: [
        { head: 'position', kind: 'whole', width: 10 },
        { head: 'person', width: 12 },
        { head: `amount (${currency})`, kind: 'amount' },
        { head: `of it for withdrawing (${currency})`, kind: 'amount', width: 18 },
        { head: 'state' },
        { head: 'reason', width: 24 },
        { head: 'attempts', kind: 'whole', width: 10 },
        { head: 'since (UTC)', width: 20 },
        { head: 'payout', width: 38 },
      ],
      blocks: async function* (house) {
        for (let after: number | undefined; ;) {
          const rows = await listPayouts(house, {
            distributionId: params.id,
            filter,
            ...(after === undefined ? {} : { after }),
            limit: block,
          })
          yield rows.map(each => [
            each.position,
            beneficiaryRef(each.programmeName, each.beneficiaryNumber),
            decimal(each.amountMinor),
            decimal(each.withdrawalMinor),
            each.state.replaceAll('_', ' '),
            each.reason?.replaceAll('_', ' ') ?? null,
            each.attempts,
            each.stateAt.toISOString().slice(0, 19).replace('T', ' '),
            each.id,
          ])
          if (rows.length < block) return
          after = rows.at(-1)?.position
        }
      },
    }
  },
})
