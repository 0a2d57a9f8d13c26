import { z } from 'zod'
import type { Database } from './database.js'
import { minor } from './money.js'
import type { Wallet } from './wallet.js'

const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(7 * 86_400_000)
const address = z.url({ protocol: /^https?$/ })

/** Everything that can be said of an account at the simulated provider; times in milliseconds. */
const settingsShape = z.strictObject({
  username: z.string().min(1).max(80),
  apiKey: z.string().min(1).max(200),
  productName: z.string().min(1).max(80),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('KES'),
  provider: z.enum(['Mpesa', 'Athena']).default('Mpesa'),
  providerChannel: z.string().min(1).max(40).default('525900'),

  notificationUrl: address.nullable().default(null),
  validationUrl: address.nullable().default(null),
  insightsUrl: address.nullable().default(null),
  deliveryReportUrl: address.nullable().default(null),
  /** True: pays nothing that was not answered Validated. False: only an answered Failed stops a payment. */
  failClosed: z.boolean().default(false),

  /** What the `Idempotency-Key` of a payment request is worth. */
  idempotency: z.enum(['on', 'off', 'forgets']).default('on'),
  idempotencyForgetsAfterMs: milliseconds.default(60_000),

  processingMinMs: milliseconds.default(50),
  processingMaxMs: milliseconds.default(300),
  validationTimeoutMs: milliseconds.default(10_000),
  callbackDelayMs: milliseconds.default(0),
  callbackTimeoutMs: milliseconds.default(10_000),
  /** The documented rule: any answer of 400 or more is retried every minute for six hours. */
  retryEveryMs: milliseconds.min(1).default(60_000),
  retryForMs: milliseconds.default(6 * 3_600_000),
  /** Whether an address that cannot be reached, or does not answer in time, is retried like an answer of 500. */
  retryUnreachable: z.boolean().default(true),
  insightsDelayMs: milliseconds.default(500),
  deliveryReportDelayMs: milliseconds.default(500),

  /** SMS senders the account may use; empty: any. */
  senderIds: z.array(z.string().min(1).max(40)).max(50).default([]),
})

export type Account = z.infer<typeof settingsShape>

/** Changing an account keeps what is not named; the opening balance counts only when the account is new. */
const amountText = z.string().regex(/^\d{1,15}$/, 'an integer of minor units as text, such as "100000000"')
export const accountChange = settingsShape.partial().extend({ openingBalanceMinor: amountText.optional() })
export type AccountChange = z.input<typeof accountChange>

export class Accounts {
  readonly #known = new Map<string, Account>()

  constructor(
    private readonly db: Database,
    private readonly wallet: Wallet,
  ) {
    for (const row of db.all<{ settings: string }>('SELECT settings FROM account')) {
      const account = settingsShape.parse(JSON.parse(row.settings))
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
    const account = settingsShape.parse({ ...before, ...settings, username })
    if (before && before.currency !== account.currency) {
      throw new RangeError('An account keeps its currency: make another account for another currency.')
    }
    this.db.atomically(() => {
      this.db.run(
        `INSERT INTO account (username, settings, balance_minor) VALUES (?, ?, 0)
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
