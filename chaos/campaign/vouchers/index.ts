/**
 * The voucher side of a campaign: a tenth as many payouts as are transferred, through Intersolve’s simulator under its
 * faults, with people who say yes, no or nothing, and spend what they get. Beside the transfers, on the same processes and under the same strikes.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { approveRound, makeRound, startTwice } from '../rounds.js'
import type { Stage } from '../stage.js'
import type { System } from '../system.js'
import { VoucherDesk } from './desk.js'
import { voucherFaults } from './faults.js'
import { judgeVouchers, type VoucherJudgement } from './judge.js'
import { minutesPass } from './minutes.js'
import { openVoucherProgramme } from './opening.js'
import { Phones } from './phones.js'
import { readVoucherClaims } from './reading.js'
import { voucherRounds, type VoucherProgramme } from './side.js'
import { Till } from './till.js'

export interface VouchersTold {
  readonly judgement: VoucherJudgement
  /** what people said, and what staff did */
  readonly answers: Readonly<Record<string, number>>
  readonly staff: Readonly<Record<string, number>>
  /** cards of which something was spent */
  readonly till: Readonly<Record<string, number>>
}

const betweenRoundsMs = 12_000
const lookEveryMs = 1_500

export class VoucherSide {
  readonly #phones: Phones
  readonly #desk: VoucherDesk
  readonly #till: Till
  #round = 0

  private constructor(
    private readonly stage: Stage,
    private readonly system: System,
    private readonly programme: VoucherProgramme,
  ) {
    this.#phones = new Phones(stage, programme)
    this.#desk = new VoucherDesk(stage, programme)
    this.#till = new Till(stage, programme)
  }

  static async open(stage: Stage, system: System): Promise<VoucherSide> {
    const people = stage.plan.voucherPeople
    const programme = await openVoucherProgramme(stage, people, system.apiUrls[0] ?? '')
    stage.say(`${people} people of ${programme.name} are to get vouchers`)
    return new VoucherSide(stage, system, programme)
  }

  async arm(): Promise<void> {
    for (const fault of voucherFaults(this.programme)) await this.stage.provider.arm(fault)
  }

  /** Every round, the next one while people are still being asked about the one before. */
  async payRounds(): Promise<void> {
    for (let round = 1; round <= voucherRounds; round++) {
      if (round > 1) await pause(betweenRoundsMs)
      await this.payRound()
    }
  }

  async payRound(): Promise<void> {
    const distribution = await makeRound(this.stage, this.programme, (this.#round += 1))
    if (await approveRound(this.stage, distribution)) await startTwice(this.stage, distribution)
    this.stage.say(`Round ${this.#round} of ${this.programme.name} is started`)
  }

  /** People look at their phones, staff at their list, and time passes, until it is aborted. */
  async live(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.look().catch((error: unknown) => this.stage.say(`Vouchers were hindered: ${String(error)}`))
      await pause(lookEveryMs)
    }
  }

  async look(): Promise<void> {
    await this.#phones.look()
    await this.#till.look()
    await this.#desk.look()
    await minutesPass(this.system.databaseUrl)
  }

  /** Payouts and parts that are not at an end; cards of lost orders that are still to be taken back are none. */
  async unrest(): Promise<readonly string[]> {
    const { underWay, late } = await this.#judged()
    return [...new Set([...underWay, ...late])]
  }

  async told(): Promise<VouchersTold> {
    return {
      judgement: await this.#judged(),
      answers: this.#phones.said,
      staff: this.#desk.done,
      till: this.#till.done,
    }
  }

  async #judged(): Promise<VoucherJudgement> {
    const claims = await readVoucherClaims(this.stage, this.programme)
    return judgeVouchers(claims, await this.stage.provider.cards(this.programme.username))
  }
}
