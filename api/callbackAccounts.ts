/**
 * Whose token a callback came under. An FSP delivers thousands a minute for the same few accounts, so what was read is
 * remembered for a moment; a changed allow-list or credential counts from then on. Unknown tokens are never remembered.
 */
import { byCallbackToken, type FspAccount } from '../db/fspAccounts.js'
import { givesVouchers } from '../domain/voucherFsps.js'
import type { Connector } from '../fsp/contract.js'
import type { Surroundings } from './surroundings.js'

const rememberMs = 2_000

export interface CallbackAccount {
  account: FspAccount
  connector: Connector
}

export function openCallbackAccounts({ house, connectorFor }: Surroundings) {
  const known = new Map<string, CallbackAccount & { untilMs: number }>()
  return async (token: string, nowMs = Date.now()): Promise<CallbackAccount | null> => {
    const remembered = known.get(token)
    if (remembered && remembered.untilMs > nowMs) return remembered
    known.delete(token)
    const account = await byCallbackToken(house, token)
    // One that gives vouchers is never called back: whatever comes under its token is a stranger's.
    if (!account || givesVouchers(account.fspName)) return null
    const found = { account, connector: connectorFor(account), untilMs: nowMs + rememberMs }
    known.set(token, found)
    return found
  }
}
