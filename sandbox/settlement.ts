import type { ProviderMetadata } from '../fsp/africastalking/wire.js'
import { Agenda } from './agenda.js'
import { Alarm } from './alarm.js'
import type { Account, Accounts } from './accounts.js'
import type { Book } from './book.js'
import type { Callbacks } from './callbacks.js'
import type { Database } from './database.js'
import type { Faults } from './faults.js'
import { newReceipt } from './identifiers.js'
import { minor } from './money.js'
import { planNotifications } from './notifications.js'
import type { Numbers } from './numbers.js'
import type { Post } from './post.js'
import { subjectKey, type Transfer, type Transfers } from './transfers.js'
import { asksBack, askValidation, type Validation } from './validation.js'
import type { Wallet } from './wallet.js'
import { words } from './words.js'

interface Rooms {
  db: Database
  accounts: Accounts
  wallet: Wallet
  numbers: Numbers
  transfers: Transfers
  book: Book
  callbacks: Callbacks
  faults: Faults
  post: Post
}

type Verdict = { paid: true; metadata: ProviderMetadata } | { paid: false; why: string; metadata?: ProviderMetadata }

const batch = 500
const askedAtOnce = 64
/** Transfers due soon after each other are settled together: one transaction costs more than one transfer. */
const turnEveryMs = 10

/**
 * The life of a transfer after it was taken: processed for a moment, asked about where the account wants that, then
 * paid or failed in one transaction with the book, the wallet and the notifications. What is queued is a row, so a
 * sandbox that died goes on where it was.
 */
export class Settlement {
  readonly #alarm = new Alarm(() => this.#turn())
  readonly #agenda = new Agenda<Transfer>()
  readonly #toAsk: Transfer[] = []
  readonly #answered: { transfer: Transfer; validation: Validation }[] = []
  #asking = 0
  #turnedAt = 0
  #stopped = false

  constructor(
    private readonly rooms: Rooms,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Takes up what an earlier life left unsettled. */
  start(): void {
    this.take(this.rooms.transfers.requeue())
  }

  /** These are queued, and the transaction that queued them stands. */
  take(queued: readonly Transfer[]): void {
    for (const transfer of queued) this.#agenda.add(transfer)
    this.#wake(this.#agenda.next())
  }

  stop(): void {
    this.#stopped = true
    this.#alarm.stop()
  }

  #wake(at: number | undefined): void {
    if (at !== undefined) this.#alarm.set(Math.max(at, this.#turnedAt + turnEveryMs))
  }

  #turn(): void {
    if (this.#stopped) return
    const now = Date.now()
    this.#turnedAt = now
    const due = this.#agenda.takeAll(now, batch)
    const mustAsk = (transfer: Transfer): boolean => asksBack(this.rooms.accounts.get(transfer.username))
    const asked = due.filter(mustAsk)
    try {
      this.rooms.db.atomically(() => {
        for (const { transfer, validation } of this.#answered) this.#settle(transfer, validation, now)
        this.rooms.transfers.markValidating(asked)
        for (const transfer of due) if (!mustAsk(transfer)) this.#settle(transfer, 'validated', now)
      })
    } catch (error) {
      // A turn that failed is taken again as a whole.
      for (const transfer of due) this.#agenda.add(transfer)
      this.onTrouble(error)
      this.#alarm.set(now + 1_000)
      return
    }
    this.#answered.length = 0
    this.#toAsk.push(...asked.map(transfer => ({ ...transfer, state: 'validating' as const })))
    this.#ask()
    this.rooms.callbacks.wake()
    this.#wake(this.#agenda.next())
  }

  #ask(): void {
    while (!this.#stopped && this.#asking < askedAtOnce) {
      const transfer = this.#toAsk.shift()
      if (!transfer) return
      this.#asking += 1
      const account = this.rooms.accounts.get(transfer.username)
      void askValidation(transfer, account, this.rooms.post).then(validation => {
        this.#asking -= 1
        this.#answered.push({ transfer, validation })
        this.#wake(Date.now())
        this.#ask()
      })
    }
  }

  #settle(transfer: Transfer, validation: Validation, now: number): void {
    const account = this.rooms.accounts.get(transfer.username)
    const verdict = this.#verdict(transfer, account, validation)
    const settled: Transfer = {
      ...transfer,
      state: verdict.paid ? 'paid' : 'failed',
      description: verdict.paid ? words.paid : verdict.why,
      provider_ref: verdict.paid ? newReceipt() : null,
      provider_metadata: verdict.metadata ? JSON.stringify(verdict.metadata) : null,
      settled_at: now,
    }
    this.rooms.transfers.settle(settled, transfer.state === 'validating' ? 'validating' : 'queued')
    if (verdict.paid) this.rooms.book.write('paid', settled, now)
    else this.#refund(settled, now)
    for (const callback of planNotifications(settled, account, this.rooms.faults, now))
      this.rooms.callbacks.add(callback)
  }

  #verdict(transfer: Transfer, account: Account, validation: Validation): Verdict {
    const { numbers, faults } = this.rooms
    const unanswered = validation === 'noAnswer' && account.failClosed
    if (validation === 'refused' || unanswered) return { paid: false, why: words.notValidated }

    const { phone_number: phoneNumber, name } = transfer
    const subject = () => ({
      key: subjectKey(transfer),
      username: transfer.username,
      numbers: [phoneNumber],
      amounts: [transfer.amount_minor],
    })
    const kinds = faults.strike('payment', subject).map(hit => hit.kind)
    const unregistered = kinds.includes('recipient-not-registered') || !numbers.isRegistered(phoneNumber)
    if (unregistered) {
      return { paid: false, why: words.notRegistered, metadata: { recipientIsRegistered: 'false' } }
    }
    if (kinds.includes('limit-reached')) return { paid: false, why: words.limitReached }
    const refusal = numbers.facts(phoneNumber).refuse
    if (refusal !== undefined) return { paid: false, why: refusal }

    const recipientName = `${phoneNumber.slice(1)} - ${numbers.registeredName(phoneNumber, name)}`
    return { paid: true, metadata: { recipientIsRegistered: 'true', recipientName } }
  }

  /** A failed payment gives back amount and fee (facts/protocols.md 1.4). */
  #refund(transfer: Transfer, now: number): void {
    const whole = minor(transfer.amount_minor + transfer.fee_minor)
    this.rooms.wallet.move(transfer.username, 'Refund', whole, 'Refund of MobileB2C', transfer.transaction_id, now)
  }
}
