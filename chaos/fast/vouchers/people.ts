/**
 * The way to people's phones, played: a question arrives, and somebody says yes, no or nothing; a document arrives if its
 * voucher may still be given at that moment, as worker/messages reads it. What was put into somebody's hands is kept.
 */
import { randomUUID } from 'node:crypto'
import { inTransaction } from '../../../db/database.js'
import { takeAnswer, type Understood } from '../../../db/vouchers/question.js'
import type { BeneficiaryId, IncomingId } from '../../../domain/ids.js'
import type { Chance } from '../chance.js'
import { after, clock } from '../clock.js'
import type { Ground } from '../ground.js'
import type { Staff } from '../staff.js'
import type { VoucherWeather } from './weather.js'
import { deadlineS } from './world.js'

interface Message {
  id: string
  kind: string
  personId: BeneficiaryId
  refPos: string | null
}

const lookEveryMs = 3_000

export class People {
  /** RefPos of every card whose document somebody holds */
  readonly inHands = new Set<string>()
  private over = false

  constructor(
    private readonly ground: Ground,
    private readonly staff: Staff,
    private readonly chance: Chance,
    private readonly weather: VoucherWeather,
  ) {}

  async live(): Promise<void> {
    while (!this.over) {
      await after(lookEveryMs)
      if (!this.over) for (const message of await this.arrived()) this.hears(message)
    }
  }

  end(): void {
    this.over = true
  }

  private look<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return this.ground.look(`set skipped.ms = '${clock.now}'`).then(() => this.ground.look<Row>(text, values))
  }

  /** What is queued has arrived a little later, in its order; a document only while its voucher is to be given. */
  private arrived(): Promise<Message[]> {
    return this.look<Message>(
      `update message m set state_at = now(),
              state = case when m.kind = 'voucher' and v.state is distinct from 'agreed' and v.state is distinct from 'delivered' then 'dropped' else 'delivered' end
         from message q left join voucher v on v.id = (q.about ->> 'voucherId')::uuid
        where q.id = m.id and m.state = 'queued' and m.created_at < now() - interval '1 second'
       returning m.id, m.kind, m.beneficiary_id as "personId",
                 case when m.kind = 'voucher' and v.state in ('agreed','delivered') then v.ref_pos end as "refPos"`,
      [],
    )
  }

  private hears({ kind, personId, refPos }: Message): void {
    if (refPos !== null) this.inHands.add(refPos)
    if (kind === 'voucher_question' || kind === 'voucher_again') void this.answers(personId)
  }

  private async answers(personId: BeneficiaryId): Promise<void> {
    const { chance, weather } = this
    const drawn = chance.next()
    const is = drawn < weather.yes ? 'yes' : drawn < weather.yes + weather.no ? 'no' : undefined
    const isLate = chance.hit(weather.late)
    await after(chance.between(500, 90_000))
    if (is !== undefined) await this.says(personId, is)
    if (is === 'yes' && chance.hit(weather.again)) await this.says(personId, 'yes')
    if (!isLate) return
    // Around the deadline, or after a no: whatever is being taken back then must not be given any more.
    const untilMs = is === 'no' ? chance.between(0, 3_000) : deadlineS * 1_000 - chance.between(0, 60_000)
    await after(Math.max(0, untilMs))
    await this.says(personId, 'yes')
  }

  private says(beneficiaryId: BeneficiaryId, is: Understood): Promise<unknown> {
    const incomingId = randomUUID() as IncomingId
    return this.staff.does(({ house }) =>
      inTransaction(house, inner => takeAnswer(inner, { beneficiaryId, is, incomingId })),
    )
  }
}
