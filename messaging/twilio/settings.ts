/** What a Twilio account is made of: credentials, settings and addresses, read once and trusted after. */
import { z } from 'zod'
import type { CarrierAccount } from '../contract.js'
import { address, e164, readPart, smsSender, times, whole, word } from '../settings.js'

const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be ${prefix} and 32 hexadecimal digits`)

export const twilioCredentials = z.object({
  accountSid: sid('AC').describe('which account at Twilio'),
  authToken: word.describe('signs callbacks, and asks where there is no API key'),
  apiKeySid: sid('SK').optional().describe('a key that asks in place of the token; with its secret'),
  apiKeySecret: word.optional().describe('of that key'),
})

/** All values are texts, as an account stores them, described for whoever fills them in. Times are in milliseconds. */
export const twilioSettings = z.object({
  smsFrom: smsSender.optional().describe('who sends SMS: a number, short code or name'),
  messagingServiceSid: sid('MG').optional().describe('or a messaging service that chooses who sends SMS'),
  whatsappFrom: e164.optional().describe('the number that sends by WhatsApp'),
  messagesPerSecond: whole(1, 1_000)
    .optional()
    .describe('by all processes together; a long number sends one SMS a second, WhatsApp eighty'),
  optOutByCarrier: z
    .enum(['yes', 'no'], 'must be yes or no')
    .default('yes')
    .describe('Twilio itself notes STOP and answers it, as it does unless told otherwise'),
  listedWithinMs: whole(1_000, 3_600_000)
    .default(120_000)
    .describe('how soon its list shows a message that it has taken, in milliseconds'),
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
