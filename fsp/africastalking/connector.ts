/**
 * Africa's Talking: mobile money from the organisation's wallet to people (B2C), by its REST interface, since the SDK has
 * lost that part (facts 1.2). Sends up to ten payments a call; see README.md for who does what here.
 */
import { money } from '../../domain/money.js'
import type { Call, CallAnswer, Capabilities, Connector, ConnectorAccount } from '../contract.js'
import { exchange } from '../../wire/http.js'
import { mostRawBytes, readAnswer } from './answer.js'
import { balance } from './balance.js'
import { checkAccounts } from './insights.js'
import { parseNotice, parseValidation, validationReply } from './notice.js'
import { query } from './query.js'
import { faultsOf, recipientsPerCall, requestBody } from './request.js'
import { bounds, payableStepMinor, readAccount, type AfricasTalkingAccount, type Urls } from './settings.js'
import { feeOf } from './tariff.js'

/** Where tests let time pass, or a process die, right before the first byte of a payment leaves. */
export interface Hooks {
  beforeFirstByte?: () => void
  clock?: () => number
}

/**
 * A connector for one account at the addresses given. It keeps nothing between calls and opens nothing before one.
 * Throws an Error that says what to correct if credentials or settings can not be used.
 */
export function createAfricasTalking(given: ConnectorAccount, urls: Urls, hooks: Hooks = {}): Connector {
  const account = readAccount(given, urls)
  const clock = hooks.clock ?? Date.now
  return {
    describe: () => capabilities(account),
    highestFee: amount => money(feeOf(account.bands, amount.minor), account.currency),
    send: call => send(account, call, hooks),
    query: attempts => query(account, attempts, clock()),
    parseNotice: (raw, contentType) => parseNotice(account, raw, contentType),
    parseValidation: raw => parseValidation(account, raw),
    validationReply,
    balance: () => balance(account),
    checkAccounts: numbers => checkAccounts(account, numbers),
  }
}

function capabilities(account: AfricasTalkingAccount): Capabilities {
  return {
    name: 'africastalking',
    currencies: [account.currency],
    payableStepMinor,
    ...bounds(account),
    recipientsPerCall,
    callsAtOnce: account.callsAtOnce,
    requestsPerSecond: account.requestsPerSecond ?? null,
    fieldsNeeded: ['number'],
    // The real host promises nothing about repeated keys (design section 6); a contract may, and the account says so.
    keyWindowMs: account.keyWindowMs ?? null,
    longestProcessingMs: account.longestProcessingMs,
    validates: true,
  }
}

/** One request, once. A call that approval should have stopped does not leave: its blameless attempts may go in another. */
async function send(account: AfricasTalkingAccount, call: Call, hooks: Hooks): Promise<CallAnswer> {
  const clock = hooks.clock ?? Date.now
  const faults = faultsOf(account, call)
  if (faults.size > 0) {
    const entries = call.attempts.map(attempt => ({
      attemptKey: attempt.key,
      outcome: { is: 'notTaken', reason: faults.get(attempt) ?? 'not_reached' } as const,
    }))
    return { entries }
  }
  const result = await exchange({
    method: 'POST',
    url: new URL(`${account.urls.payments}/mobile/b2c/request`),
    headers: {
      apikey: account.apiKey,
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': call.key,
    },
    body: requestBody(account, call),
    connectTimeoutMs: account.connectTimeoutMs,
    answerTimeoutMs: account.answerTimeoutMs,
    maxAnswerBytes: mostRawBytes,
    sendByMs: call.sendByMs,
    ...(call.mayLeave && { mayLeave: call.mayLeave }),
    clock,
    ...(hooks.beforeFirstByte && { beforeFirstByte: hooks.beforeFirstByte }),
  })
  return readAnswer(call, result, account.country, clock())
}
