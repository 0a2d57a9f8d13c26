/** Is there enough money at the FSP for what is still to be sent? Before a distribution starts to send and while it does. */
import { recordAsked, type AskGroup } from '../db/asking.js'
import { pauseForFunds, resumeDistribution, shortOfFunds } from '../db/distributionActs.js'
import { accountsToRead, neededBefore, noteBalance } from '../db/float.js'
import type { FloatSource } from '../db/schema.js'
import { distributionStanding } from '../db/standing.js'
import { takeTrialsToAsk } from '../db/trialAsking.js'
import { said } from '../domain/caseSays.js'
import type { DistributionId, FspAccountId } from '../domain/ids.js'
import { money, toText, type Money } from '../domain/money.js'
import { mkono } from '../domain/people.js'
import { FspUnreachable } from '../fsp/contract.js'
import { kindOf } from './log.js'
import type { BalanceActivities } from './contract.js'
import { askBalances } from './vouchers.js'
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
      const held = await balanceOf(standing.fspAccountId, 'sending')
      if (!held) return { is: 'notTold' }
      const before = await neededBefore(house, { fspAccountId: standing.fspAccountId, distributionId: id })
      const needed = BigInt(standing.toSendMinor) + before
      if (held.minor >= needed) {
        if (paused) await resumeDistribution(house, { distributionId: id, by: mkono })
        return { is: 'enough' }
      }
      const says = `${toText(money(needed - held.minor, held.currency))} is missing: ${toText(held)} is there, ${toText(money(needed, held.currency))} is needed with the highest fees${before === 0n ? '' : `, ${toText(money(before, held.currency))} of it by those approved before`}`
      const short = { missing: money(needed - held.minor, held.currency), held, needed: money(needed, held.currency) }
      if (!paused) {
        await pauseForFunds(house, {
          distributionId: id,
          says:
            before === 0n
              ? said('float_short', short)
              : said('float_short_with_others', { ...short, before: money(before, held.currency) }),
        })
        log.warn({ distributionId }, 'paused: the account at the FSP has too little money')
      }
      return { is: 'short', says }
    },

    askAccounts: async () => {
      const asked = await Promise.all((await takeTrialsToAsk(house)).map(askAboutTrial))
      const told = await Promise.all((await accountsToRead(house)).map(readOne))
      const vouchers = await askBalances(world)
      return { balances: told.filter(Boolean).length, trials: asked.filter(Boolean).length, vouchers }
    },
  }

  /** An account that can not be asked, or whose credentials are wrong, keeps no other from being asked. */
  async function readOne(fspAccountId: FspAccountId): Promise<boolean> {
    try {
      return (await balanceOf(fspAccountId, 'caretaker')) !== null
    } catch (error) {
      log.warn({ fspAccountId, ...kindOf(error) }, 'the balance at the FSP was not told')
      return false
    }
  }

  async function askAboutTrial(group: AskGroup): Promise<boolean> {
    try {
      const { connector } = await connectors.of(group.fspAccountId)
      const found = await connector.query(group.attempts)
      world.waker.wake(await recordAsked(house, group, found))
      return found.length > 0
    } catch (error) {
      log.warn({ fspAccountId: group.fspAccountId, ...kindOf(error) }, 'the FSP was not asked about a trial payment')
      return false
    }
  }

  /** null: this FSP tells no balance, or not now. What it tells is noted. */
  async function balanceOf(fspAccountId: FspAccountId, source: FloatSource): Promise<Money | null> {
    const { connector } = await connectors.of(fspAccountId)
    try {
      const balance = (await connector.balance?.()) ?? null
      if (balance) await noteBalance(house, { fspAccountId, balance, source })
      return balance
    } catch (error) {
      if (!(error instanceof FspUnreachable)) throw error
      log.warn({ reason: error.reason }, 'the balance at the FSP can not be had now')
      return null
    }
  }
}
