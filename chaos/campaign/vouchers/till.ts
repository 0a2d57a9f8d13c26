/**
 * The tills of the shops: people spend what they were given, in part or wholly; and now and then something is spent of a card
 * whose person still waits to be asked, so that it can not be taken back any more.
 */
import { chance, type Chance } from '../chance.js'
import type { VoucherCard } from '../provider.js'
import type { Stage } from '../stage.js'
import { vouchersOf } from './reading.js'
import type { VoucherProgramme } from './side.js'

const spendingShare = 0.4
const whollyShare = 0.5
/** Nobody should have its number; somebody has. In part only: of an empty card nobody could tell whether a cancel emptied it. */
const strangeShare = 0.15
const mostStrange = 3

export class Till {
  readonly done = { spentInPart: 0, spentWholly: 0, spentWhileWaiting: 0 }
  readonly #draw: Chance
  /** by voucher and state: each is looked at once as one that waits, and once as one that was given */
  readonly #lookedAt = new Set<string>()

  constructor(
    private readonly stage: Stage,
    private readonly programme: VoucherProgramme,
  ) {
    this.#draw = chance(stage.plan.seed, 'till')
  }

  async look(): Promise<void> {
    const { username } = this.programme
    const standing = new Map<string, VoucherCard[]>()
    for (const card of await this.stage.provider.cards(username))
      if (card.state !== 'cancelled') standing.set(card.reference, [...(standing.get(card.reference) ?? []), card])
    for (const { id, payoutId, part, state } of await vouchersOf(this.stage, this.programme)) {
      if ((state !== 'delivered' && state !== 'waiting') || this.#lookedAt.has(`${id} ${state}`)) continue
      // With a second one, of an order that was lost, nobody could tell which is theirs.
      const [card, ...others] = standing.get(`${payoutId}.${part}`) ?? []
      if (!card || others.length > 0) continue
      this.#lookedAt.add(`${id} ${state}`)
      await (state === 'waiting' ? this.#strange(card) : this.#spend(card))
    }
  }

  async #spend(card: VoucherCard): Promise<void> {
    if (this.#draw.next() > spendingShare) return
    const wholly = this.#draw.next() < whollyShare
    if (await this.#take(card, wholly ? BigInt(card.balanceMinor) : BigInt(card.balanceMinor) / 3n))
      this.done[wholly ? 'spentWholly' : 'spentInPart'] += 1
  }

  async #strange(card: VoucherCard): Promise<void> {
    if (this.done.spentWhileWaiting >= mostStrange || this.#draw.next() > strangeShare) return
    if (await this.#take(card, BigInt(card.balanceMinor) / 4n)) this.done.spentWhileWaiting += 1
  }

  /** A refusal is the shop’s right: it was taken back meanwhile. */
  #take({ refPos }: VoucherCard, minor: bigint): Promise<boolean> {
    return this.stage.provider.spend(this.programme.username, refPos, minor.toString())
  }
}
