/** What a Twilio account is made of: credentials, settings and addresses, read once and trusted after. */
import { z } from 'zod'
import type { CarrierAccount } from '../contract.js'
import { address, e164, readPart, smsSender, times, whole, word } from '../settings.js'

const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be ${prefix} and 32 hexadecimal digits`)

export const twilioCredentials = z.object({
  accountSid: sid('AC'),
  /** signs callbacks, and asks where there is no API key */
  authToken: word,
  apiKeySid: sid('SK').optional(),
  apiKeySecret: word.optional(),
})

/** All values are texts, as an account stores them. Times are in milliseconds. */
export const twilioSettings = z.object({
  /** who sends SMS: a number, short code or name, or a messaging service that chooses one */
  smsFrom: smsSender.optional(),
  messagingServiceSid: sid('MG').optional(),
  whatsappFrom: e164.optional(),
  /** by all processes together; a long number sends one SMS a second, WhatsApp eighty */
  messagesPerSecond: whole(1, 1_000).optional(),
  /** Twilio itself notes STOP and answers it, as it does unless told otherwise */
  optOutByCarrier: z.enum(['yes', 'no'], 'must be yes or no').default('yes'),
  /** how soon its list shows a message that it has taken */
  listedWithinMs: whole(1_000, 3_600_000).default(120_000),
  ...times,
})

/** An account, read. Never logged: it holds the token. */
export interface TwilioAccount extends z.output<typeof twilioSettings>, z.output<typeof twilioCredentials> {
  /** where the API is, without a slash at its end */
  url: string
  /** and where its templates are kept */
  contentUrl: string
}

/** What of an account can not be seen field by field: sentences that say what to do. */
export function furtherProblems({ credentials, settings }: Omit<CarrierAccount, 'carrier'>): readonly string[] {
  const sends = ['smsFrom', 'messagingServiceSid', 'whatsappFrom'].some(name => settings[name] !== undefined)
  return [
    ...(sends ? [] : ['Set smsFrom, messagingServiceSid or whatsappFrom: there is nobody to send from.']),
    ...(settings['smsFrom'] !== undefined && settings['messagingServiceSid'] !== undefined
      ? ['Set smsFrom or messagingServiceSid, not both.']
      : []),
    ...((credentials['apiKeySid'] === undefined) === (credentials['apiKeySecret'] === undefined)
      ? []
      : ['Set apiKeySid and apiKeySecret together, or neither.']),
  ]
}

/**
 * Reads an account. `env` may say where the API is (`TWILIO_URL`). Throws an Error that says what to correct, never a
 * value.
 */
export function readAccount(given: CarrierAccount, env: Readonly<Record<string, string | undefined>>): TwilioAccount {
  const credentials = readPart('credentials', twilioCredentials, given.credentials)
  const settings = readPart('settings', twilioSettings, given.settings)
  const [problem] = furtherProblems(given)
  if (problem !== undefined) throw new Error(`Correct the carrier account. ${problem}`)
  const at = (usual: string): string => address('TWILIO_URL', env['TWILIO_URL'] || usual)
  return {
    ...settings,
    ...credentials,
    url: at('https://api.twilio.com'),
    contentUrl: at('https://content.twilio.com'),
  }
}
