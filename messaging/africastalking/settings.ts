/** What an account for Africa's Talking SMS is made of, read once and trusted after. */
import { z } from 'zod'
import type { CarrierAccount } from '../contract.js'
import { address, readPart, smsSender, times, whole, word } from '../settings.js'

export const africasTalkingCredentials = z.object({
  username: word.describe('the name of the application at the provider'),
  apiKey: word.describe('the key of that application'),
})

/** All values are texts, as an account stores them, described for whoever fills them in. Times are in milliseconds. */
export const africasTalkingSettings = z.object({
  senderId: smsSender
    .optional()
    .describe(
      'a sender name or short code registered there; its shared one serves otherwise, and nobody can answer that',
    ),
  messagesPerSecond: whole(1, 1_000).default(10).describe('by all processes together; the provider publishes no limit'),
  ...times,
})

/** An account, read. Never logged: it holds the key. */
export interface AfricasTalkingAccount
  extends z.output<typeof africasTalkingSettings>, z.output<typeof africasTalkingCredentials> {
  /** where SMS are taken, without a slash at its end */
  url: string
}

/**
 * Reads an account. The one called `sandbox` lives on a host of its own (facts 1.1); `env` may say where the API is
 * (`AFRICASTALKING_API_URL`). Throws an Error that says what to correct, never a value.
 */
export function readAccount(
  given: CarrierAccount,
  env: Readonly<Record<string, string | undefined>>,
): AfricasTalkingAccount {
  const credentials = readPart('credentials', africasTalkingCredentials, given.credentials)
  const settings = readPart('settings', africasTalkingSettings, given.settings)
  const domain = credentials.username.toLowerCase() === 'sandbox' ? 'sandbox.africastalking.com' : 'africastalking.com'
  const url = address('AFRICASTALKING_API_URL', env['AFRICASTALKING_API_URL'] || `https://api.${domain}`)
  return { ...settings, ...credentials, url }
}
