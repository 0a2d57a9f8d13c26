/** Intersolve's sandbox in the words of the contract suite of vouchers. */
import type { Money } from '../../domain/money.js'
import type { IssuedCard, IssueOrder, VoucherConnector } from '../../fsp/voucherContract.js'
import type {
  VoucherAct,
  VoucherConnectorOptions,
  VoucherHarness,
  VoucherLine,
  VoucherTrouble,
} from './voucherHarness.js'
import { anOrder, euros, VoucherGround } from './voucherGround.js'

/** Each trouble as a fault of our sandbox (its README lists them). */
const faults: Readonly<Record<VoucherTrouble, object>> = {
  'answer lost before it was done': { kind: 'answer-lost-before' },
  'answer lost after it was done': { kind: 'answer-lost-after' },
  'slow answer': { kind: 'slow', params: { delayMs: 900 } },
  'cut answer': { kind: 'cut-body' },
  'server error': { kind: 'status-500' },
  'server error after it was done': { kind: 'status-500', params: { accepted: true } },
  'page of something between': { kind: 'html-503' },
  'page of something between after it was done': { kind: 'html-503', params: { accepted: true } },
  'page of a gateway': { kind: 'html-502' },
  'page of a gateway after it was done': { kind: 'html-502', params: { accepted: true } },
  'the protocol’s own fault': { kind: 'soap-fault' },
  'the protocol’s own fault after it was done': { kind: 'soap-fault', params: { accepted: true } },
  redirect: { kind: 'redirect-307' },
  'a word in no list': { kind: 'result-code', params: { code: 999 } },
  'a word in no list after it was done': { kind: 'result-code', params: { code: 999, accepted: true } },
  throttled: { kind: 'status-429' },
  'credentials expired': { kind: 'status-401' },
}

export class IntersolveHarness implements VoucherHarness {
  readonly name = 'Intersolve'
  readonly #ground = new VoucherGround()

  start(): Promise<void> {
    return this.#ground.start()
  }
  stop(): Promise<void> {
    return this.#ground.stop()
  }
  mend(): Promise<void> {
    return this.#ground.mend()
  }

  connector({ wrongCredentials, answerTimeoutMs, ...rest }: VoucherConnectorOptions = {}): VoucherConnector {
    return this.#ground.connector({
      ...rest,
      ...(wrongCredentials === true && { wrongPassword: true }),
      ...(answerTimeoutMs !== undefined && { settings: { answerTimeoutMs: String(answerTimeoutMs) } }),
    })
  }

  async trouble(kind: VoucherTrouble, where: VoucherAct): Promise<void> {
    await this.#ground.trouble({ where: `voucher-${where}`, ...faults[kind] })
  }

  order(change: Partial<IssueOrder> = {}): IssueOrder {
    return anOrder(change)
  }
  amount(minor: bigint): Money {
    return euros(minor)
  }

  async leadingZeros(on: boolean): Promise<void> {
    await this.#ground.account({ leadingZeros: on })
  }

  spend(card: IssuedCard, minor: bigint): Promise<unknown> {
    return this.#ground.spend(card, minor.toString())
  }

  make(card: IssuedCard, what: 'blocked' | 'inactive' | 'expired'): Promise<unknown> {
    return this.#ground.mark(card, what === 'expired' ? { dueDate: '2020-02-29' } : { mark: what })
  }

  nextIsPast(): Promise<unknown> {
    return this.#ground.trouble({
      kind: 'due-date-odd',
      where: 'voucher-issue',
      params: { dueDate: 'past' },
      count: 1,
    })
  }

  async book(refPos: string): Promise<readonly VoucherLine[]> {
    return (await this.#ground.book({ refPos })).map(({ reference, issuedMinor, balanceMinor, state }) => ({
      reference,
      issuedMinor: BigInt(issuedMinor),
      balanceMinor: BigInt(balanceMinor),
      isTakenBack: state === 'cancelled',
    }))
  }
}
