import { z } from 'zod'
import type { CallbackRules } from '../callbacks.js'
import type { Database } from '../database.js'

const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(7 * 86_400_000)
const address = z.url({ protocol: /^https?$/ })
/** An E.164 number or a sender's name; on WhatsApp with `whatsapp:` before it. */
const sender = z.string().regex(/^(whatsapp:)?\+[1-9]\d{6,14}$|^[A-Za-z0-9 ]{1,11}$|^\d{4,6}$/, 'a number or a name')

/** Everything that can be said of an account at the simulated Twilio; times in milliseconds. */
const settingsShape = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/, 'AC and 32 hexadecimal digits'),
  authToken: z.string().min(1).max(200),
  senders: z.array(sender).max(50),
  /** Messaging services, each with those of the senders that it uses. */
  services: z.record(z.string().regex(/^MG[0-9a-f]{32}$/), z.array(sender).max(50)),

  /** Where what people write is told. */
  incomingUrl: address.nullable(),
  /** Addresses that begin so are signed as they are and sent to `behindPublicUrl`, as a proxy would pass them on. */
  publicUrl: address.nullable(),
  behindPublicUrl: address.nullable(),
  /** `bad`: every callback is signed with a false token; `none`: not signed. */
  signatures: z.enum(['good', 'bad', 'none']),
  callbackTimeoutMs: milliseconds,
  /** Between the sendings of a callback whose address asks for retries (`#rc=3&rp=all`). */
  retryEveryMs: milliseconds.min(1),

  /** From each status to the next. */
  statusDelayMs: milliseconds,
  /** From delivered to read, on WhatsApp; null: nobody reads. */
  readDelayMs: milliseconds.nullable(),
  /** How long after somebody wrote freeform WhatsApp messages may be sent to them. */
  windowMs: milliseconds,
  /** From a template's submission to its approval; null: somebody must say so. */
  approvalDelayMs: milliseconds.nullable(),

  /** Decimal text, at most six digits after the point; counted per segment, on WhatsApp per message. */
  pricePerSegment: z.string().regex(/^\d{1,6}(\.\d{1,6})?$/, 'a decimal, such as "0.0079"'),
  priceCurrency: z.string().regex(/^[A-Z]{3}$/),
  /** More than this are answered 429; null: as many as come. */
  requestsPerSecond: z.number().int().min(1).max(100_000).nullable(),
  /** Numbers must begin with one of these; empty: any. */
  regions: z.array(z.string().regex(/^\+[1-9]\d{0,6}$/)).max(200),
  /** Whether STOP and its like are heeded; `advanced`: also on WhatsApp, and told in the callback. */
  optOut: z.enum(['default', 'advanced', 'off']),
  /** Whether numbers that end in an error code fail with it; what is told of a single number always counts. */
  numberEndings: z.boolean(),
})

export type TwilioAccount = z.infer<typeof settingsShape>

/** What holds of a new account until it is told otherwise; the token has no default. */
const defaults: Omit<TwilioAccount, 'accountSid' | 'authToken'> = {
  senders: [],
  services: {},
  incomingUrl: null,
  publicUrl: null,
  behindPublicUrl: null,
  signatures: 'good',
  callbackTimeoutMs: 15_000,
  retryEveryMs: 500,
  statusDelayMs: 100,
  readDelayMs: 500,
  windowMs: 24 * 3_600_000,
  approvalDelayMs: 0,
  pricePerSegment: '0.0500',
  priceCurrency: 'USD',
  requestsPerSecond: null,
  regions: [],
  optOut: 'default',
  numberEndings: true,
}

export const twilioAccountChange = settingsShape.omit({ accountSid: true }).partial()
export type TwilioAccountChange = z.input<typeof twilioAccountChange>

export class TwilioAccounts {
  readonly #known = new Map<string, TwilioAccount>()

  constructor(private readonly db: Database) {
    for (const row of db.all<{ settings: string }>('SELECT settings FROM twilio_account')) {
      const account = settingsShape.parse({ ...defaults, ...(JSON.parse(row.settings) as Partial<TwilioAccount>) })
      this.#known.set(account.accountSid, account)
    }
  }

  find(accountSid: string): TwilioAccount | undefined {
    return this.#known.get(accountSid)
  }

  /** For rows that name an account, which always exists: accounts are never removed. */
  get(accountSid: string): TwilioAccount {
    const account = this.#known.get(accountSid)
    if (!account) throw new Error('A row names an account that the book does not hold: the data file is damaged.')
    return account
  }

  all(): TwilioAccount[] {
    return [...this.#known.values()]
  }

  /** Makes or changes an account; what is not named keeps its value. Throws ZodError where that is no whole account. */
  put(accountSid: string, change: TwilioAccountChange): TwilioAccount {
    const account = settingsShape.parse({ ...defaults, ...this.#known.get(accountSid), ...change, accountSid })
    this.db.run(
      `INSERT INTO twilio_account (account_sid, settings) VALUES (?, ?)
       ON CONFLICT (account_sid) DO UPDATE SET settings = excluded.settings`,
      accountSid,
      JSON.stringify(account),
    )
    this.#known.set(accountSid, account)
    return account
  }
}

/**
 * Twilio repeats a callback only where its address says so in its fragment: `rc` how often, `rp` after what (`ct` no
 * connection, `rt` no answer in time, `4xx`, `5xx`, `all`; `ct` where nothing is said).
 */
export function rulesOfCallback(account: TwilioAccount, url: string): CallbackRules {
  const asked = new URLSearchParams(new URL(url).hash.slice(1))
  const times = Math.min(Number(asked.get('rc') ?? 0) || 0, 5)
  const after = (asked.get('rp') ?? 'ct').split(',')
  return {
    timeoutMs: account.callbackTimeoutMs,
    retryEveryMs: account.retryEveryMs,
    isToRepeat: (answer, attempts) => {
      if (attempts > times) return false
      const isFailed = 'unreachable' in answer || answer.status >= 400
      if (!isFailed) return false
      if (after.includes('all')) return true
      if ('status' in answer) return after.includes(answer.status < 500 ? '4xx' : '5xx')
      return after.includes(answer.unreachable === 'no answer in time' ? 'rt' : 'ct')
    },
  }
}
