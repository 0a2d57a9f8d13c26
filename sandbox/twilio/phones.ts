import { z } from 'zod'
import type { Database } from '../database.js'
import type { TwilioAccount } from './accounts.js'
import { codeNumbers, isRefusal, type Code } from './codes.js'

/** What is true of a phone in the simulated world, where it is not an ordinary one. */
export const phoneFacts = z.strictObject({
  /** Fails with this code: by its kind when it is sent (30003 …) or at once (21614 …). */
  code: z.literal(codeNumbers).optional(),
  /** False: 63003 on WhatsApp. */
  onWhatsApp: z.boolean().optional(),
  /** Whether WhatsApp messages are read; else as the account's `readDelayMs` says. */
  reads: z.boolean().optional(),
  /** Whether freeform WhatsApp messages may be sent, whoever wrote when; else as the account's `windowMs` says. */
  windowOpen: z.boolean().optional(),
  /** The name shown on WhatsApp. */
  profileName: z.string().min(1).max(120).optional(),
})
export type PhoneFacts = z.infer<typeof phoneFacts>

export type Channel = 'sms' | 'whatsapp'

const ordinary: PhoneFacts = {}

export class TwilioPhones {
  readonly #known = new Map<string, PhoneFacts>()

  constructor(private readonly db: Database) {
    for (const row of db.all<{ phone_number: string; facts: string }>('SELECT * FROM twilio_phone')) {
      this.#known.set(row.phone_number, phoneFacts.parse(JSON.parse(row.facts)))
    }
  }

  facts(phoneNumber: string): PhoneFacts {
    return this.#known.get(phoneNumber) ?? ordinary
  }

  /** Replaces what was said of this phone; an empty object takes everything back. */
  set(phoneNumber: string, facts: PhoneFacts): void {
    this.db.run(
      `INSERT INTO twilio_phone (phone_number, facts) VALUES (?, ?)
       ON CONFLICT (phone_number) DO UPDATE SET facts = excluded.facts`,
      phoneNumber,
      JSON.stringify(facts),
    )
    this.#known.set(phoneNumber, facts)
  }

  /** Why a message to this phone is refused at once, by the number alone. */
  refusal(account: TwilioAccount, phoneNumber: string, channel: Channel): Code | undefined {
    const code = this.#code(account, phoneNumber, channel)
    return code !== undefined && isRefusal(code) ? code : undefined
  }

  /** Why one that was taken does not arrive, by the number alone. */
  failure(account: TwilioAccount, phoneNumber: string, channel: Channel): Code | undefined {
    const facts = this.facts(phoneNumber)
    if (channel === 'whatsapp' && facts.onWhatsApp === false) return 63003
    const code = this.#code(account, phoneNumber, channel)
    return code !== undefined && !isRefusal(code) ? code : undefined
  }

  /** Told, else the number's last five digits; what only one channel can say is not said on the other. */
  #code(account: TwilioAccount, phoneNumber: string, channel: Channel): Code | undefined {
    const told = this.facts(phoneNumber)
    const ending = account.numberEndings ? codeNumbers.find(code => phoneNumber.endsWith(String(code))) : undefined
    const code = told.code ?? (told === ordinary ? ending : undefined)
    if (code === undefined) return undefined
    const isWhatsApp = String(code).startsWith('63')
    const isSms = String(code).startsWith('30') || code === 21610 || code === 21614
    return channel === 'sms' ? (isWhatsApp ? undefined : code) : isSms ? undefined : code
  }
}
