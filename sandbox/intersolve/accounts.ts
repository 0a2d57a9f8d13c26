import { z } from 'zod'
import type { Database } from '../database.js'

const minorText = z.string().regex(/^\d{1,12}$/, 'an integer of minor units as text')

/** Everything that can be said of an account at the simulated voucher service. */
const settingsShape = z.strictObject({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(200),
  /** The products it may issue, with the brand that each is of. */
  products: z.record(z.string().regex(/^\d{13}$/, 'thirteen digits'), z.string().min(1).max(60)),
  currency: z.string().regex(/^[A-Z]{3}$/),
  minValueMinor: minorText,
  maxValueMinor: minorText,
  /** Days from the issue to the last day on which a card can be used. */
  validDays: z.number().int().min(0).max(36_500),
  /** Cards that can still be issued; beyond it 127. Null: as many as come. */
  stock: z.number().int().min(0).nullable(),
  /** `unknown`: every request is answered 9. */
  retailer: z.enum(['known', 'unknown']),
  /** An issue under a RefPos that was used: another card, or 5. What the provider does is not known. */
  duplicateRefPos: z.enum(['issues', 'refuses']),
  /** Cancelling by a RefPos that no card has: which code. Not known either; 121 takes 18 for the end of it. */
  unknownRefPos: z.union([z.literal(18), z.literal(101)]),
  /** Asked for a card that was cancelled: `empty` tells a balance of 0 and the status Cancelled; `inactive` answers 119. */
  cancelledCards: z.enum(['empty', 'inactive']),
  /** A balance is told as so many of these: 100 tells cents, 1 whole euros where it has no cents. */
  balanceFactor: z.number().int().min(1).max(1_000_000),
  /** Every PIN begins with zeros, or as chance has it. */
  leadingZeros: z.boolean(),
})
export type IntersolveAccount = z.infer<typeof settingsShape>

/** What holds of a new account until it is told otherwise; the password has no default. */
const defaults: Omit<IntersolveAccount, 'username' | 'password'> = {
  products: { '8712345678906': 'Voorbeeldmarkt' },
  currency: 'EUR',
  minValueMinor: '1',
  maxValueMinor: '15000',
  validDays: 730,
  stock: null,
  retailer: 'known',
  duplicateRefPos: 'issues',
  unknownRefPos: 18,
  cancelledCards: 'empty',
  balanceFactor: 100,
  leadingZeros: false,
}

export const intersolveAccountChange = settingsShape.omit({ username: true }).partial()
export type IntersolveAccountChange = z.input<typeof intersolveAccountChange>

export class IntersolveAccounts {
  readonly #known = new Map<string, IntersolveAccount>()

  constructor(private readonly db: Database) {
    for (const { settings } of db.all<{ settings: string }>('SELECT settings FROM intersolve_account')) {
      const account = settingsShape.parse({ ...defaults, ...(JSON.parse(settings) as Partial<IntersolveAccount>) })
      this.#known.set(account.username, account)
    }
  }

  /** Undefined where the name is unknown or the password is not its own. */
  who(username: string | undefined, password: string | undefined): IntersolveAccount | undefined {
    const account = this.#known.get(username ?? '')
    return account?.password === password ? account : undefined
  }

  all(): IntersolveAccount[] {
    return [...this.#known.values()]
  }

  /** Makes or changes an account; what is not named keeps its value. Throws ZodError where that is no whole account. */
  put(username: string, change: IntersolveAccountChange): IntersolveAccount {
    const account = settingsShape.parse({ ...defaults, ...this.#known.get(username), ...change, username })
    this.db.run(
      `INSERT INTO intersolve_account (username, settings) VALUES (?, ?)
       ON CONFLICT (username) DO UPDATE SET settings = excluded.settings`,
      username,
      JSON.stringify(account),
    )
    this.#known.set(username, account)
    return account
  }

  /** One card less to issue; false where there is none. */
  takeFromStock({ username, stock }: IntersolveAccount): boolean {
    if (stock === null) return true
    if (stock === 0) return false
    this.put(username, { stock: stock - 1 })
    return true
  }
}
