import type { Context, Hono, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import type { B2cEntry, B2cResponse, MoneyText } from '../fsp/africastalking/wire.js'
import type { Account } from './accounts.js'
import type { Fate } from './calls.js'
import { drawBetween } from './chance.js'
import { disarrange } from './disarrange.js'
import { entrance, isFields, refuse } from './entrance.js'
import type { Hit } from './faults.js'
import { newTransactionId } from './identifiers.js'
import { minor, minorFromLiteral, moneyText, type Minor } from './money.js'
import { isMobileNumber } from './numbers.js'
import { feeFor } from './tariff.js'
import { destinationKey, type Transfer } from './transfers.js'
import { words } from './words.js'
import type { SandboxEnv, World } from './world.js'

const recipientShape = z.object({
  name: z.string().max(200).optional(),
  phoneNumber: z.string(),
  currencyCode: z.string(),
  /** A JSON number, kept as its literal; a text is no amount, as the old SDK has it (facts/protocols.md 1.3). */
  amount: z.unknown(),
  providerChannel: z.string().max(40).optional(),
  metadata: z.record(z.string(), z.string()).default({}),
})
type Recipient = z.infer<typeof recipientShape>

const requestShape = z.object({ productName: z.string(), recipients: z.array(recipientShape).min(1) })

/** From the documentation; what the provider really answers to an eleventh is not known. */
const mostRecipients = 10

interface Taken {
  entry: B2cEntry
  amount: Minor
  fee: Minor
  /** None: nothing is paid for this entry. */
  transfer?: Transfer
}

/** POST /mobile/b2c/request: takes up to ten transfers, each on its own, and answers before any is paid. */
export function addPayments(app: Hono<SandboxEnv>, world: World): void {
  const guarded = entrance(world, 'request', (fields, account, c) =>
    subject(fields, account, c.req.header('idempotency-key')),
  )
  app.post('/mobile/b2c/request', noting(world), guarded, async c => {
    const account = c.get('account')
    const request = requestShape.safeParse(c.get('fields'))
    if (!request.success) {
      return refuse(c, world, words.missingField(String(request.error.issues[0]?.path.join('.') ?? '')))
    }
    const { productName, recipients } = request.data
    if (recipients.length > mostRecipients) return refuse(c, world, words.tooManyRecipients)
    if (productName !== account.productName) return refuse(c, world, words.unknownProduct)

    const hits = c.get('hits')
    const answerLater = hits.find(hit => hit.kind === 'callback-before-answer')
    const now = Date.now()
    const key = c.req.header('idempotency-key') ?? null
    const entries = world.db.atomically(() => {
      const isKnown = isRepeat(world, account, key, now)
      const all = isKnown
        ? recipients.map(recipient => duplicate(recipient, account))
        : recipients.map(recipient => take(world, account, recipient, now, answerLater !== undefined))
      note(c, world, isKnown ? 'repeated' : 'taken', all.filter(({ entry }) => entry.status === 'Queued').length)
      return all
    })
    c.set('isNoted', true)
    world.settlement.take(entries.flatMap(({ transfer }) => transfer ?? []))
    const ids = entries.flatMap(({ entry }) => entry.transactionId ?? [])
    if (answerLater && account.notificationUrl !== null) {
      await world.callbacks.whenSent(ids, answerLater.params.delayMs ?? 5_000)
    }
    return c.json(respond(entries, account, hits, world, key), 201)
  })
}

/** Notes when each call arrived, whatever became of it: also how fast a payer called is for the book to judge. */
function noting(world: World): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    c.set('arrivedAt', Date.now())
    await next()
    if (c.get('account') && !c.get('isNoted')) note(c, world, 'refused', 0)
  }
}

function note(c: Context<SandboxEnv>, world: World, fate: Fate, queued: number): void {
  const { recipients } = c.get('fields')
  world.calls.add({
    username: c.get('account').username,
    key: c.req.header('idempotency-key') ?? null,
    recipients: Array.isArray(recipients) ? recipients.length : 0,
    queued,
    fate,
    at: c.get('arrivedAt'),
  })
}

function subject(fields: Record<string, unknown>, account: Account, key: string | undefined) {
  const recipients = Array.isArray(fields['recipients']) ? fields['recipients'].filter(isFields) : []
  const numbers = recipients.flatMap(one => (typeof one['phoneNumber'] === 'string' ? one['phoneNumber'] : []))
  const amounts = recipients.flatMap(one => amountOf(one['amount'], account.currency) ?? [])
  return { key: key ?? `${numbers.join()} ${amounts.join()}`, numbers, amounts }
}

function amountOf(value: unknown, currency: string): Minor | undefined {
  const literal = isFields(value) ? value['literal'] : undefined
  return typeof literal === 'string' ? minorFromLiteral(literal, currency) : undefined
}

/** Whether the account's idempotency recognises this key; with it off, or forgetting, the same call pays again. */
function isRepeat(world: World, account: Account, key: string | null, now: number): boolean {
  if (key === null || account.idempotency === 'off') return false
  const remembersFrom = account.idempotency === 'on' ? 0 : now - account.idempotencyForgetsAfterMs
  return world.calls.isKnown(account.username, key, remembersFrom)
}

/** The provider says nothing of the earlier request's fate with this, so it proves nothing. */
function duplicate(recipient: Recipient, account: Account): Taken {
  return rejected(recipient, account, 'DuplicateRequest', words.duplicate)
}

function rejected(recipient: Recipient, account: Account, status: B2cEntry['status'], errorMessage: string): Taken {
  const { phoneNumber } = recipient
  return { entry: { phoneNumber, status, provider: account.provider, errorMessage }, amount: minor(0), fee: minor(0) }
}

/** Takes one recipient: debits amount and fee and queues the transfer, or says why not. */
function take(world: World, account: Account, recipient: Recipient, now: number, atOnce: boolean): Taken {
  const { phoneNumber, currencyCode, metadata } = recipient
  const amount = amountOf(recipient.amount, account.currency)
  if (!isMobileNumber(phoneNumber)) return rejected(recipient, account, 'InvalidRequest', words.invalidNumber)
  if (currencyCode !== account.currency) return rejected(recipient, account, 'InvalidRequest', words.wrongCurrency)
  if (amount === undefined || amount === 0) return rejected(recipient, account, 'InvalidRequest', words.invalidAmount)

  const row = { metadata: JSON.stringify(metadata), phone_number: phoneNumber, amount_minor: amount }
  const key = metadata['attemptKey'] ?? destinationKey(row)
  const subject = () => ({ key, username: account.username, numbers: [phoneNumber], amounts: [amount] })
  const fee = feeFor(amount)
  const transactionId = newTransactionId()
  const whole = minor(amount + fee)
  const exhausted = world.faults.strike('entry', subject).some(hit => hit.kind === 'float-exhausted')
  if (exhausted || !world.wallet.move(account.username, 'Debit', whole, 'MobileB2C', transactionId, now)) {
    return rejected(recipient, account, 'Failed', words.insufficientFloat)
  }

  const providerChannel = recipient.providerChannel ?? account.providerChannel
  const processingMs = drawBetween(account.processingMinMs, account.processingMaxMs, world.seed, 'processing', key)
  const transfer = world.transfers.add({
    ...row,
    transaction_id: transactionId,
    username: account.username,
    product_name: account.productName,
    provider_channel: providerChannel,
    name: recipient.name ?? null,
    fee_minor: fee,
    currency: account.currency,
    created_at: now,
    due_at: atOnce ? now : now + processingMs,
  })
  const entry: B2cEntry = {
    phoneNumber,
    status: 'Queued',
    provider: account.provider,
    providerChannel,
    value: moneyText(amount, account.currency),
    transactionId,
    transactionFee: moneyText(fee, account.currency),
  }
  return { entry, amount, fee, transfer }
}

function respond(
  taken: readonly Taken[],
  account: Account,
  hits: readonly Hit[],
  world: World,
  key: string | null,
): B2cResponse {
  const total = (part: (one: Taken) => Minor): MoneyText =>
    moneyText(minor(taken.reduce((sum, one) => sum + part(one), 0)), account.currency)
  const entries = taken.map(one => one.entry)
  return {
    numQueued: entries.filter(entry => entry.status === 'Queued').length,
    totalValue: total(one => one.amount),
    totalTransactionFee: total(one => one.fee),
    entries: disarrange(entries, hits, world.seed, key ?? ''),
  }
}
