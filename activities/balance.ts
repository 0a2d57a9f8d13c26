/** Is there enough money at the FSP for what is still to be sent? Before a distribution starts to send and while it does. */
import { pauseForFunds, resumeDistribution, shortOfFunds } from '../db/distributionActs.js'
import { distributionStanding } from '../db/standing.js'
import type { DistributionId } from '../domain/ids.js'
import { money, toText, type Money } from '../domain/money.js'
import { mkono } from '../domain/people.js'
import { FspUnreachable } from '../fsp/contract.js'
import type { BalanceActivities } from './contract.js'
import type { World } from './world.js'

export function balanceActivities(world: World): BalanceActivities {
  const { house, connectors, log } = world
  return {
    weighFunds: async ({ distributionId }) => {
      const id = distributionId as DistributionId
      const standing = await distributionStanding(house, id)
      if (!standing) return { is: 'notTold' }
      const paused = standing.state === 'paused' && standing.pauseReason === shortOfFunds
      if (standing.state !== 'paying' && !paused) return { is: 'enough' }
      const { connector } = await connectors.of(standing.fspAccountId)
      const held = await balanceOf(connector)
      if (!held) return { is: 'notTold' }
      const needed = BigInt(standing.toSendMinor)
      if (held.minor >= needed) {
        if (paused) await resumeDistribution(house, { distributionId: id, by: mkono })
        return { is: 'enough' }
      }
      const says = `${toText(money(needed - held.minor, held.currency))} is missing: ${toText(held)} is there, ${toText(money(needed, held.currency))} is needed with the highest fees`
      if (!paused) {
        await pauseForFunds(house, { distributionId: id, missing: says })
        log.warn({ distributionId }, 'paused: the account at the FSP has too little money')
      }
      return { is: 'short', says }
    },
  }

  /** null: this FSP tells no balance, or not now */
  async function balanceOf(connector: { balance?(): Promise<Money> }): Promise<Money | null> {
    try {
      return (await connector.balance?.()) ?? null
    } catch (error) {
      if (!(error instanceof FspUnreachable)) throw error
      log.warn({ reason: error.reason }, 'the balance at the FSP can not be had now')
      return null
    }
  }
}
