/** A connector for vouchers against its sandbox, whose own book is the judge. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { money, type Money } from '../../domain/money.js'
import type { ConnectorAccount } from '../../fsp/contract.js'
import { createIntersolve } from '../../fsp/intersolve/connector.js'
import type { Hooks } from '../../fsp/intersolve/call.js'
import type { CancelByRefPos, IssuedCard, IssueOrder, VoucherConnector } from '../../fsp/voucherContract.js'
import { startSandbox, type RunningSandbox } from '../../sandbox/server.js'

export const voucherEan = '8712345678906'

export const aVoucherAccount = (change: Partial<ConnectorAccount> = {}): ConnectorAccount => ({
  fspName: 'intersolve',
  currency: 'EUR',
  country: 'NL',
  credentials: { username: 'ngo', password: 'a <password> & more' },
  settings: { ean: voucherEan },
  ...change,
})

export const euros = (cents: bigint): Money => money(cents, 'EUR')

let numbered = 0
export const anOrder = (change: Partial<IssueOrder> = {}): IssueOrder => ({
  refPos: String(700_000_000_000 + (numbered += 1)),
  amount: euros(2_500n),
  reference: `voucher-${numbered}`,
  sendByMs: Date.now() + 30_000,
  ...change,
})

export const takingBack = ({ refPos, amount }: IssueOrder): CancelByRefPos => ({
  refPos,
  amount,
  sendByMs: Date.now() + 30_000,
})

interface Options extends Hooks {
  settings?: Readonly<Record<string, string>>
  wrongPassword?: boolean
  /** at an address where nobody listens */
  unreachable?: boolean
}

interface BookLine {
  refPos: string
  reference: string
  issuedMinor: string
  balanceMinor: string
  state: string
}

export class VoucherGround {
  #folder = ''
  #sandbox: RunningSandbox | undefined

  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'mkono-vouchers-'))
    this.#sandbox = await startSandbox({ dataFile: join(this.#folder, 'sandbox.db') })
    await this.account({})
  }

  async stop(): Promise<void> {
    await this.#sandbox?.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  get url(): string {
    return `${this.#sandbox?.url ?? ''}/intersolve`
  }

  connector({ settings, wrongPassword, unreachable, ...hooks }: Options = {}): VoucherConnector {
    const given = aVoucherAccount({
      settings: { ean: voucherEan, ...settings },
      ...(wrongPassword && { credentials: { username: 'ngo', password: 'another' } }),
    })
    return createIntersolve(given, new URL(unreachable ? 'http://127.0.0.1:1/' : this.url), hooks)
  }

  async issued(order = anOrder()): Promise<{ order: IssueOrder; card: IssuedCard }> {
    const { outcome } = await this.connector().issue(order)
    if (outcome.is !== 'issued') throw new Error(`Not issued, but ${outcome.is}.`)
    return { order, card: outcome.card }
  }

  account(change: object): Promise<unknown> {
    const { password } = aVoucherAccount().credentials
    return this.#ask('/sandbox/intersolve/accounts/ngo', 'PUT', { password, ...change })
  }

  trouble(fault: object): Promise<unknown> {
    return this.#ask('/sandbox/faults', 'POST', fault)
  }

  async mend(): Promise<void> {
    await this.#ask('/sandbox/faults', 'DELETE')
  }

  spend({ cardId }: IssuedCard, amountMinor: string): Promise<unknown> {
    return this.#ask(`/sandbox/intersolve/cards/${cardId}/spend`, 'POST', { amountMinor })
  }

  mark({ cardId }: IssuedCard, change: object): Promise<unknown> {
    return this.#ask(`/sandbox/intersolve/cards/${cardId}`, 'PUT', change)
  }

  /** What was really issued under this RefPos. */
  async book({ refPos }: { refPos: string }): Promise<BookLine[]> {
    const { cards } = (await this.#ask('/book/intersolve', 'GET')) as { cards: BookLine[] }
    return cards.filter(card => card.refPos === refPos)
  }

  async #ask(path: string, method: string, body?: object): Promise<unknown> {
    const answer = await fetch((this.#sandbox?.url ?? '') + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`)
    return answer.status === 204 ? undefined : answer.json()
  }
}
