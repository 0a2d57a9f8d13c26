import type { ProviderMetadata } from '../fsp/africastalking/wire.js'
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
const askedAtOnce = 32

/**
 * The life of a transfer after it was taken: processed for a moment, asked about where the account wants that, then
 * paid or failed in one transaction with the book, the wallet and the notifications. What is queued is a row, so a
 * sandbox that died goes on where it was.
 */
export class Settlement {
  readonly #alarm = new Alarm(() => this.#turn())
  readonly #toAsk: Transfer[] = []
  readonly #answered: { transfer: Transfer; validation: Validation }[] = []
  #asking = 0
  #stopped = false

  constructor(
    private readonly rooms: Rooms,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  start(): void {
    this.rooms.transfers.requeueValidating()
    this.wake(Date.now())
  }

  /** There is a transfer due at `at`. */
  wake(at: number): void {
    this.#alarm.set(at)
  }

  stop(): void {
    this.#stopped = true
    this.#alarm.stop()
  }

  #turn(): void {
    if (this.#stopped) return
    try {
      const asked = this.rooms.db.atomically(() => this.#settleDue(Date.now()))
      // Only now, when the book has them: a turn that failed is taken again as a whole.
      this.#answered.length = 0
      this.#toAsk.push(...asked)
      this.#ask()
      this.rooms.callbacks.wake()
      const next = this.rooms.transfers.nextDue()
      if (next !== undefined) this.#alarm.set(next)
    } catch (error) {
      this.onTrouble(error)
      this.#alarm.set(Date.now() + 1_000)
    }
  }

  /** Returns the transfers that must be asked about first. */
  #settleDue(now: number): Transfer[] {
    for (const { transfer, validation } of this.#answered) this.#settle(transfer, validation, now)
    const asked: Transfer[] = []
    for (const transfer of this.rooms.transfers.due(now, batch)) {
      if (!asksBack(this.rooms.accounts.get(transfer.username))) {
        this.#settle(transfer, 'validated', now)
      } else {
        this.rooms.transfers.markValidating(transfer.transaction_id)
        asked.push(transfer)
      }
    }
    return asked
  }

  #ask(): void {
    while (this.#asking < askedAtOnce) {
      const transfer = this.#toAsk.shift()
      if (!transfer) return
      this.#asking += 1
      const account = this.rooms.accounts.get(transfer.username)
      void askValidation(transfer, account, this.rooms.post).then(validation => {
        this.#asking -= 1
        this.#answered.push({ transfer, validation })
        this.wake(Date.now())
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
    this.rooms.transfers.settle(settled)
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
    const subject = { username: transfer.username, numbers: [phoneNumber], amounts: [transfer.amount_minor] }
    const kinds = faults.strike('payment', { ...subject, key: subjectKey(transfer) }).map(hit => hit.kind)
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
