import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAfricasTalking } from '../../fsp/africastalking/connector.js'
import { urlsFor } from '../../fsp/africastalking/settings.js'
import { startSandbox, type RunningSandbox } from '../../sandbox/server.js'
import { anAccount, everywhere } from './builders.js'
import type { AccountKind, BookLine, ConnectorOptions, Harness, Trouble } from './harness.js'
import { Receiver } from './receiver.js'
import { connectorContract } from './suite.js'

const apiKey = 'a-key-for-the-sandbox'

/** Each trouble as a fault of our sandbox (its README lists them). */
const faults: Readonly<Record<Trouble, object>> = {
  'answer lost before it was taken': { kind: 'answer-lost-before' },
  'answer lost after it was taken': { kind: 'answer-lost-after' },
  'slow answer': { kind: 'slow', params: { delayMs: 400 } },
  throttled: { kind: 'status-429' },
  'credentials expired': { kind: 'status-401' },
  'server error': { kind: 'status-500' },
  'server error after it was taken': { kind: 'status-500', params: { accepted: true } },
  'error page': { kind: 'html-503' },
  redirect: { kind: 'redirect-307' },
  'cut answer': { kind: 'cut-body' },
  'entries reordered': { kind: 'entries-reordered' },
  'entries missing': { kind: 'entries-missing' },
  'notice before the answer': { kind: 'callback-before-answer' },
  'notice twice': { kind: 'callback-twice', params: { delayMs: 5 } },
  'notice late': { kind: 'callback-late', params: { delayMs: 150 } },
  'notice forged: amount': { kind: 'callback-forged', params: { field: 'amount', instead: true } },
  'notice forged: number': { kind: 'callback-forged', params: { field: 'number', instead: true } },
  'notice forged: transaction': { kind: 'callback-forged', params: { field: 'transactionId', instead: true } },
  'notice of success, then of failure': { kind: 'callback-contradictory', params: { first: 'Success', delayMs: 30 } },
  'notice of failure, then of success': { kind: 'callback-contradictory', params: { first: 'Failed', delayMs: 30 } },
  'recipient not registered': { kind: 'recipient-not-registered' },
  'recipient at limit': { kind: 'limit-reached' },
  'no money': { kind: 'float-exhausted' },
  'not found at first': { kind: 'not-found-first', where: 'find' },
  'not listed at first': { kind: 'not-found-first', where: 'fetch' },
}

class AfricasTalkingHarness implements Harness {
  readonly name = 'Africa’s Talking'
  readonly numbers = { receives: '+254733000001', otherOperator: '+254711999001', landline: '+254202000001' }
  readonly #receiver = new Receiver()
  #folder = ''
  #sandbox: RunningSandbox | undefined

  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'mkono-contract-'))
    this.#sandbox = await startSandbox({ dataFile: join(this.#folder, 'sandbox.db') })
    await this.#receiver.start()
    const usual = {
      apiKey,
      productName: 'Isiolo',
      openingBalanceMinor: '100000000000',
      notificationUrl: this.#receiver.noticeUrl,
      processingMinMs: 1,
      processingMaxMs: 20,
    }
    await this.#put('accounts/usual', usual)
    await this.#put('accounts/paysRepeats', { ...usual, idempotency: 'off' })
    await this.#put('accounts/asksBack', { ...usual, validationUrl: this.#receiver.validationUrl, failClosed: true })
    // Prefixes are only hints: one number left Safaricom, one came to it.
    const { receives, otherOperator } = this.numbers
    await this.#put('numbers', { [receives]: { carrier: 'Safaricom' }, [otherOperator]: { carrier: 'Airtel' } })
  }

  async stop(): Promise<void> {
    await this.#sandbox?.stop()
    await this.#receiver.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  connector(options: ConnectorOptions = {}) {
    const { account = 'usual', wrongCredentials = false, unreachable = false, answerTimeoutMs, ...hooks } = options
    const username: AccountKind = account
    const url = unreachable || !this.#sandbox ? 'http://127.0.0.1:1' : this.#sandbox.url
    const given = anAccount({
      credentials: { username, apiKey: wrongCredentials ? 'another-key' : apiKey },
      settings: {
        productName: 'Isiolo',
        listPageSize: '50',
        ...(answerTimeoutMs && { answerTimeoutMs: String(answerTimeoutMs) }),
      },
    })
    return createAfricasTalking(given, urlsFor(username, everywhere(url)), hooks)
  }

  async trouble(kind: Trouble): Promise<void> {
    await this.#ask('/sandbox/faults', { method: 'POST', body: JSON.stringify(faults[kind]) })
  }

  async mend(): Promise<void> {
    await this.#ask('/sandbox/faults', { method: 'DELETE' })
  }

  async book(): Promise<readonly BookLine[]> {
    const answer = await this.#ask('/book/africastalking')
    const { transfers } = (await answer.json()) as {
      transfers: { attemptKey: string; phoneNumber: string; amountMinor: string; transactionId: string }[]
    }
    return transfers.map(({ attemptKey, phoneNumber, amountMinor, transactionId }) => ({
      attemptKey,
      number: phoneNumber,
      amountMinor: BigInt(amountMinor),
      transactionId,
    }))
  }

  notices(attemptKey: string, count: number) {
    return this.#receiver.until(attemptKey, count)
  }

  answerValidations(answer: (raw: string) => { status: number; body: unknown }): void {
    this.#receiver.answer = answer
  }

  async redirectsFollowed(): Promise<number> {
    const health = (await (await this.#ask('/sandbox/health')).json()) as { redirectsFollowed: number }
    return health.redirectsFollowed
  }

  async #put(path: string, body: object): Promise<void> {
    await this.#ask(`/sandbox/${path}`, { method: 'PUT', body: JSON.stringify(body) })
  }

  async #ask(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch((this.#sandbox?.url ?? '') + path, init)
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
}

connectorContract(new AfricasTalkingHarness())
