/** Whether an account at an FSP works: asked by the question of its interface that moves nothing. */
import { reasons } from '../domain/reason.js'
import { FspUnreachable, type ConnectorAccount } from './contract.js'
import { fspOf, type Env } from './registry.js'
import type { ConnectionFinding } from './voucherContract.js'

/**
 * `ok`: we are let in · `refused`: the FSP answered and does not let us in · `unreachable`: nobody answered ·
 * `unclear`: what answered is not the FSP's interface · `misconfigured`: the account or its address can not be used
 */
export const connectionResults = ['ok', 'refused', 'unreachable', 'unclear', 'misconfigured'] as const

export interface Connection {
  is: (typeof connectionResults)[number]
  /** one sentence for staff, without any value of the account */
  says: string
}

/** Asks it. Never rejects over what the FSP or the network does. */
export async function testFsp(account: ConnectorAccount, env: Env): Promise<Connection> {
  const asked = question(account, env)
  if (typeof asked === 'string') return { is: 'misconfigured', says: asked }
  const finding = await asked()
  if (finding.is === 'ok') return { is: 'ok', says: 'The FSP answers and lets this account in.' }
  return { is: finding.is, says: reasons[finding.reason].says }
}

/** How to ask, or what to correct first. */
function question(account: ConnectorAccount, env: Env): string | (() => Promise<ConnectionFinding>) {
  try {
    const fsp = fspOf(account)
    if (fsp.gives === 'vouchers') {
      const connector = fsp.connect(account, env)
      return () => connector.testConnection()
    }
    const { balance } = fsp.connect(account, env)
    return balance ? () => askedForBalance(balance) : 'This FSP has no question that moves nothing: pay a trial.'
  } catch (error) {
    return error instanceof Error ? error.message : 'The FSP account can not be used.'
  }
}

async function askedForBalance(balance: () => Promise<unknown>): Promise<ConnectionFinding> {
  try {
    await balance()
    return { is: 'ok' }
  } catch (error) {
    if (!(error instanceof FspUnreachable)) throw error
    const { reason } = error
    if (reason === 'not_reached' || reason === 'no_answer') return { is: 'unreachable', reason }
    return { is: reason === 'unclear_answer' ? 'unclear' : 'refused', reason }
  }
}
