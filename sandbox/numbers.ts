import { z } from 'zod'
import { carrierByPrefix, carrierNames, type CarrierName } from './carriers.js'
import { drawFrom } from './chance.js'
import type { Database } from './database.js'
import { smsFacts } from './sms-fates.js'

/** What is true of a number in the simulated world, where it differs from what its prefix suggests. */
export const numberFacts = z.strictObject({
  /** Registered for M-PESA; by default every Safaricom number is and no other. */
  registered: z.boolean().optional(),
  /** The name it is registered under. */
  name: z.string().min(1).max(120).optional(),
  /** For numbers that moved to another carrier. */
  carrier: z.enum(carrierNames).optional(),
  /** Refuses every payment with this description; the wallet is refunded. */
  refuse: z.string().min(1).max(200).optional(),
  /** `DD-MM-YYYY`. */
  lastSimSwapDate: z
    .string()
    .regex(/^\d{2}-\d{2}-\d{4}$/)
    .optional(),
  /** What becomes of an SMS to it. */
  sms: smsFacts.optional(),
})
export type NumberFacts = z.infer<typeof numberFacts>

const firstNames = ['Achieng', 'Barasa', 'Chebet', 'Ekai', 'Fatuma', 'Galgalo', 'Halima', 'Ikal', 'Juma'] as const
const lastNames = ['Abdi', 'Boru', 'Cherono', 'Ekiru', 'Kamau', 'Lokwang', 'Mwangi', 'Nkatha', 'Otieno'] as const

/** In Kenya nine digits that begin with 1 or 7 are mobile; elsewhere any E.164 number passes. */
export const isMobileNumber = (text: string): boolean =>
  text.startsWith('+254') ? /^\+254[17]\d{8}$/.test(text) : /^\+[1-9]\d{8,14}$/.test(text)

const names = firstNames.flatMap(first => lastNames.map(last => `${first} ${last}`)) as [string, ...string[]]

const nothingSpecial: NumberFacts = {}

export class Numbers {
  readonly #known = new Map<string, NumberFacts>()

  constructor(
    private readonly db: Database,
    private readonly seed: string,
  ) {
    const rows = db.all<{ phone_number: string; facts: string }>('SELECT phone_number, facts FROM number_facts')
    for (const row of rows) this.#known.set(row.phone_number, numberFacts.parse(JSON.parse(row.facts)))
  }

  facts(phoneNumber: string): NumberFacts {
    return this.#known.get(phoneNumber) ?? nothingSpecial
  }

  /** Replaces what was said of these numbers, of all or of none; an empty object takes everything back. */
  set(said: Readonly<Record<string, NumberFacts>>): void {
    const all = Object.entries(said)
    this.db.atomically(() => {
      for (const [phoneNumber, facts] of all) this.#write(phoneNumber, facts)
    })
    for (const [phoneNumber, facts] of all) this.#known.set(phoneNumber, facts)
  }

  #write(phoneNumber: string, facts: NumberFacts): void {
    this.db.run(
      `INSERT INTO number_facts (phone_number, facts) VALUES (?, ?)
       ON CONFLICT (phone_number) DO UPDATE SET facts = excluded.facts`,
      phoneNumber,
      JSON.stringify(facts),
    )
  }

  carrier(phoneNumber: string): CarrierName | undefined {
    return this.facts(phoneNumber).carrier ?? carrierByPrefix(phoneNumber)
  }

  isRegistered(phoneNumber: string): boolean {
    return this.facts(phoneNumber).registered ?? this.carrier(phoneNumber) === 'Safaricom'
  }

  /** The name the network knows: as told, else the one in the request, else one from the seed. */
  registeredName(phoneNumber: string, requested: string | null): string {
    const told = this.facts(phoneNumber).name ?? requested
    if (told !== null) return told
    return drawFrom(names, this.seed, 'name', phoneNumber)
  }
}
