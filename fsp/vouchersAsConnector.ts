/**
 * An FSP that gives vouchers, as whoever prices and freezes a list sees any FSP. Nothing of it sends: each voucher has a
 * life of its own (workflows/voucher.ts), and what is asked about an attempt is asked about its vouchers.
 */
import { money } from '../domain/money.js'
import type { Connector } from './contract.js'
import type { VoucherConnector } from './voucherContract.js'

export function asConnector(vouchers: VoucherConnector): Connector {
  return {
    vouchers,
    describe: () => {
      const { name, currencies, stepMinor, minAmount, callsAtOnce, longestProcessingMs } = vouchers.describe()
      return {
        name,
        currencies,
        payableStepMinor: stepMinor,
        // The highest card bounds a voucher, not a payout: of more, several are issued.
        ...(minAmount === undefined ? {} : { minAmount }),
        recipientsPerCall: 1,
        callsAtOnce,
        requestsPerSecond: null,
        fieldsNeeded: [],
        keyWindowMs: null,
        longestProcessingMs,
        validates: false,
      }
    },
    // A voucher goes to its person by message: there is no account at the FSP that could refuse it.
    checkAccounts: numbers => Promise.resolve(numbers.map(number => ({ number, is: 'ok' as const }))),
    highestFee: amount => money(0n, amount.currency),
    send: () => Promise.reject(new Error('Vouchers are issued by their lives, never sent in calls.')),
    query: () => Promise.resolve([]),
    parseNotice: () => ({ kind: 'malformed', why: 'this FSP sends no notices' }),
    parseValidation: () => ({ kind: 'malformed', why: 'this FSP asks nothing back' }),
    validationReply: () => ({ status: 404, body: {} }),
  }
}
