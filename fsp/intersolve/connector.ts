/**
 * Intersolve: prepaid supermarket vouchers, by its SOAP interface (facts 4). See README.md of this room for who does what
 * here, and `voucherContract.ts` for the life that this is made for.
 */
import { money } from '../../domain/money.js'
import type { ConnectorAccount } from '../contract.js'
import type { VoucherCapabilities, VoucherConnector } from '../voucherContract.js'
import { balance, testConnection } from './balance.js'
import type { Hooks } from './call.js'
import { cancelByRefPos, cancelCard } from './cancel.js'
import { newRefPos } from './identifiers.js'
import { issue } from './issue.js'
import { readAccount, type IntersolveAccount } from './settings.js'

/**
 * A connector for one account at the address given. It keeps nothing between calls and opens nothing before one.
 * Throws an Error that says what to correct if credentials or settings can not be used.
 */
export function createIntersolve(given: ConnectorAccount, url: URL, hooks: Hooks = {}): VoucherConnector {
  const account = readAccount(given, url)
  return {
    describe: () => capabilities(account),
    newRefPos,
    issue: order => issue(account, order, hooks),
    cancelByRefPos: cancel => cancelByRefPos(account, cancel, hooks),
    cancelCard: cancel => cancelCard(account, cancel, hooks),
    balance: card => balance(account, card, hooks),
    testConnection: () => testConnection(account, hooks),
  }
}

const capabilities = (account: IntersolveAccount): VoucherCapabilities => ({
  name: 'intersolve',
  currencies: [account.currency],
  stepMinor: () => 1n,
  ...(account.minAmountMinor !== undefined && { minAmount: money(BigInt(account.minAmountMinor), account.currency) }),
  ...(account.maxAmountMinor !== undefined && { maxAmount: money(BigInt(account.maxAmountMinor), account.currency) }),
  callsAtOnce: account.callsAtOnce,
  longestProcessingMs: account.longestProcessingMs,
  cancelWindowMs: account.cancelWindowMs,
  returnsExpired: account.returnsExpired === 'yes',
  cannotTell: [
    'What a voucher was spent on, where, and when: only what it still holds.',
    'Whether an issue whose answer was lost has made a card: only cancelling it tells.',
    'What the organisation’s own account holds.',
  ],
})
