/** What staff do about vouchers: hand over on paper what did not reach somebody, try refused payouts again, now and then take one back. */
import { z } from 'zod'
import { chance, type Chance } from '../chance.js'
import { distributionNow, openCases } from '../rounds.js'
import type { Stage } from '../stage.js'
import { vouchersOf } from './reading.js'
import type { VoucherProgramme } from './side.js'

/** Of the payouts whose people are asked, so many are cancelled by staff. */
const mostCancelled = 2
const cancelledShare = 0.1

export class VoucherDesk {
  readonly done = { handedOver: 0, retried: 0, cancelled: 0, resumed: 0, refused: 0 }
  readonly #draw: Chance
  readonly #lookedAt = new Set<string>()

  constructor(
    private readonly stage: Stage,
    private readonly programme: VoucherProgramme,
  ) {
    this.#draw = chance(stage.plan.seed, 'voucher desk')
  }

  async look(): Promise<void> {
    for (const { id } of this.programme.distributions) {
      await this.#resume(id)
      await this.#retry(id)
    }
    for (const { payoutId, says } of await openCases(this.stage, '&kind=voucher')) {
      if (payoutId === null || !says.includes('did not reach')) continue
      const because = { reason: 'Fetched at the office.' }
      if (await this.#ask(`/payouts/${payoutId}/vouchers/handed-over`, because)) this.done.handedOver += 1
    }
    await this.#cancelSome()
  }

  /** A refusal is the system’s right. */
  async #ask(path: string, body: object): Promise<boolean> {
    const { status } = await this.stage.maker.ask('POST', path, body)
    if (status >= 400) this.done.refused += 1
    return status < 400
  }

  async #resume(id: string): Promise<void> {
    const { state } = await distributionNow(this.stage, id)
    if (state === 'paused' && (await this.#ask(`/distributions/${id}/resume`, {}))) this.done.resumed += 1
  }

  async #retry(id: string): Promise<void> {
    const path = `/distributions/${id}/retry`
    const shape = z.object({ mayBeRetried: z.number() })
    const { mayBeRetried } = await this.stage.maker.post(`${path}/dry-run`, {}, shape)
    if (mayBeRetried > 0 && (await this.#ask(path, {}))) this.done.retried += mayBeRetried
  }

  async #cancelSome(): Promise<void> {
    for (const { id, payoutId, state } of await vouchersOf(this.stage, this.programme)) {
      if (state !== 'waiting' || this.#lookedAt.has(id)) continue
      this.#lookedAt.add(id)
      if (this.done.cancelled >= mostCancelled || this.#draw.next() > cancelledShare) continue
      const because = { reason: 'They moved to another programme.' }
      if (await this.#ask(`/payouts/${payoutId}/vouchers/cancel`, because)) this.done.cancelled += 1
    }
  }
}
