import { z } from 'zod'
import type { CallbackRules } from './callbacks.js'
import type { Database } from './database.js'
import { minor } from './money.js'
import type { Wallet } from './wallet.js'

const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(7 * 86_400_000)
const address = z.url({ protocol: /^https?$/ })
const amountText = z.string().regex(/^\d{1,15}$/, 'an integer of minor units as text, such as "100000000"')

/** Everything that can be said of an account at the simulated provider; times in milliseconds. */
const settingsShape = z.strictObject({
  username: z.string().min(1).max(80),
  apiKey: z.string().min(1).max(200),
  productName: z.string().min(1).max(80),
  currency: z.string().regex(/^[A-Z]{3}$/),
  provider: z.enum(['Mpesa', 'Athena']),
  providerChannel: z.string().min(1).max(40),

  notificationUrl: address.nullable(),
  validationUrl: address.nullable(),
  insightsUrl: address.nullable(),
  deliveryReportUrl: address.nullable(),
  /** True: pays nothing that was not answered Validated. False: only an answered Failed stops a payment. */
  failClosed: z.boolean(),

  /** What the `Idempotency-Key` of a payment request is worth. */
  idempotency: z.enum(['on', 'off', 'forgets']),
  idempotencyForgetsAfterMs: milliseconds,

  processingMinMs: milliseconds,
  processingMaxMs: milliseconds,
  validationTimeoutMs: milliseconds,
  callbackDelayMs: milliseconds,
  callbackTimeoutMs: milliseconds,
  retryEveryMs: milliseconds.min(1),
  retryForMs: milliseconds,
  /** Whether an address that cannot be reached, or does not answer in time, is retried like an answer of 500. */
  retryUnreachable: z.boolean(),
  insightsDelayMs: milliseconds,
  deliveryReportDelayMs: milliseconds,

  /** SMS senders the account may use; empty: any. */
  senderIds: z.array(z.string().min(1).max(40)).max(50),
  /** Where what people write is told, and who wants no more messages. */
  incomingUrl: address.nullable(),
  optOutUrl: address.nullable(),
  /** What all SMS together may cost, in minor units as text; null: there is always credit. */
  smsBudgetMinor: amountText.nullable(),
  /** Whether numbers that end in certain digits are special (README); what is told of a single number always counts. */
  numberEndings: z.boolean(),
})

export type Account = z.infer<typeof settingsShape>

/** What holds of a new account until it is told otherwise; the key and the product's name have no default. */
const defaults: Omit<Account, 'username' | 'apiKey' | 'productName'> = {
  currency: 'KES',
  provider: 'Mpesa',
  providerChannel: '525900',
  notificationUrl: null,
  validationUrl: null,
  insightsUrl: null,
  deliveryReportUrl: null,
  failClosed: false,
  idempotency: 'on',
  idempotencyForgetsAfterMs: 60_000,
  processingMinMs: 50,
  processingMaxMs: 300,
  validationTimeoutMs: 10_000,
  callbackDelayMs: 0,
  callbackTimeoutMs: 10_000,
  // The documented rule: any answer of 400 or more is retried every minute for six hours (facts/protocols.md 1.4).
  retryEveryMs: 60_000,
  retryForMs: 6 * 3_600_000,
  retryUnreachable: true,
  insightsDelayMs: 500,
  deliveryReportDelayMs: 500,
  senderIds: [],
  incomingUrl: null,
  optOutUrl: null,
  smsBudgetMinor: null,
  numberEndings: true,
}

/** Changing an account keeps what is not named; the opening balance counts only when the account is new. */
export const accountChange = settingsShape.partial().extend({ openingBalanceMinor: amountText.optional() })
export type AccountChange = z.infer<typeof accountChange>

export class Accounts {
  readonly #known = new Map<string, Account>()

  constructor(
    private readonly db: Database,
    private readonly wallet: Wallet,
  ) {
    for (const row of db.all<{ settings: string }>('SELECT settings FROM account')) {
      const account = settingsShape.parse({ ...defaults, ...(JSON.parse(row.settings) as Partial<Account>) })
      this.#known.set(account.username, account)
    }
  }

  find(username: string): Account | undefined {
    return this.#known.get(username)
  }

  /** For rows that name an account, which always exists: accounts are never removed. */
  get(username: string): Account {
    const account = this.#known.get(username)
    if (!account) throw new Error('A row names an account that the book does not hold: the data file is damaged.')
    return account
  }

  all(): Account[] {
    return [...this.#known.values()]
  }

  /** Makes or changes an account. Throws ZodError when what is given and kept do not make a whole account. */
  put(username: string, change: AccountChange, now: number): Account {
    const { openingBalanceMinor, ...settings } = change
    const before = this.#known.get(username)
    const account = settingsShape.parse({ ...defaults, ...before, ...settings, username })
    if (before && before.currency !== account.currency) {
      throw new RangeError('An account keeps its currency: make another account for another currency.')
    }
    this.db.atomically(() => {
      this.db.run(
        `INSERT INTO account (username, settings) VALUES (?, ?)
         ON CONFLICT (username) DO UPDATE SET settings = excluded.settings`,
        username,
        JSON.stringify(account),
      )
      const opening = minor(Number(openingBalanceMinor ?? 0))
      if (!before && opening > 0) this.wallet.move(username, 'Topup', opening, 'Opening balance', null, now)
    })
    this.#known.set(username, account)
    return account
  }
}

/** The documented rule: 400 or more. What happens when there is no answer at all is not known, hence a setting. */
export const rulesOfAccount = (account: Account): CallbackRules => ({
  timeoutMs: account.callbackTimeoutMs,
  retryEveryMs: account.retryEveryMs,
  isToRepeat: (answer, _attempts, sinceMs) =>
    sinceMs <= account.retryForMs && ('unreachable' in answer ? account.retryUnreachable : answer.status >= 400),
})
