/** Before a start: an account that was not asked lately, or seemed short, is asked again what it holds. */
import { floatFor, noteBalance } from '../db/float.js'
import { openFspAccount } from '../db/fspAccounts.js'
import { findDistribution } from '../db/read/distributions.js'
import { freshMs } from '../domain/float.js'
import type { DistributionId, FspAccountId } from '../domain/ids.js'
import { faceOf } from './log.js'
import type { Surroundings } from './surroundings.js'

/** Longer nobody waits for an FSP: then what was known before counts. */
const patienceMs = 5_000

export async function askIfShort(
  { house, connectorFor, log }: Pick<Surroundings, 'house' | 'connectorFor' | 'log'>,
  distributionId: DistributionId,
): Promise<void> {
  const known = await floatFor(house, distributionId)
  if (known?.reading && known.reading.ageMs < freshMs && known.shortMinor === 0n) return
  const row = await findDistribution(house, distributionId)
  if (row?.state !== 'approved') return
  const fspAccountId = row.fspAccountId as FspAccountId
  let timer: NodeJS.Timeout | undefined
  try {
    const asked = connectorFor(await openFspAccount(house, fspAccountId)).balance?.()
    if (!asked) return
    const tooLong = new Promise<null>(resolve => (timer = setTimeout(() => resolve(null), patienceMs)))
    const balance = await Promise.race([asked, tooLong])
    if (balance) await noteBalance(house, { fspAccountId, balance, source: 'starting' })
    // One that answers after that answers nobody.
    else asked.catch(() => undefined)
  } catch (error) {
    log.warn({ fspAccountId, ...faceOf(error) }, 'the balance at the FSP can not be had now')
  } finally {
    clearTimeout(timer)
  }
}
