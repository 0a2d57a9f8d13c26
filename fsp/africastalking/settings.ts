/** What an Africa's Talking account is made of: credentials, settings and addresses, read once and trusted after. */
import { z } from 'zod'
import { usualLongestProcessingMs } from '../../domain/asking.js'
import { digitsOf, money, type Currency, type Money } from '../../domain/money.js'
import type { ConnectorAccount } from '../contract.js'
import { readTariff, type Tariff } from './tariff.js'
import type { B2cReason } from './wire.js'

const b2cReasons = [
  'SalaryPayment',
  'SalaryPaymentWithWithdrawalChargePaid',
  'BusinessPayment',
  'BusinessPaymentWithWithdrawalChargePaid',
  'PromotionPayment',
] as const satisfies readonly B2cReason[]

/** A header must not be split, and a name is no name if it is blank. */
const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII without blanks at its ends')
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number written in digits')
    .transform(Number)
    .refine(value => value >= least && value <= most, `must be between ${least} and ${most}`)

export const africasTalkingCredentials = z.object({
  username: word.describe('the name of the application at the provider'),
  apiKey: word.describe('the key of that application'),
})

/** All values are texts, as an account stores them, described for whoever fills them in. Times are in milliseconds, money in minor units. */
export const africasTalkingSettings = z.object({
  productName: word.describe('the payment product at the provider that the money comes from'),
  providerChannel: word.optional().describe('must be mapped to the product; the product’s default serves otherwise'),
  reason: z.enum(b2cReasons).optional().describe('which M-PESA product pays, and who bears the charge of withdrawing'),
  acceptedNetworks: z
    .string()
    .regex(/^\d{5,6}(?:,\d{5,6})*$/, 'must be network codes joined by commas, such as 63902,63999')
    .optional()
    .describe('network codes whose customers can receive, beside the country’s own: 63999,63907'),
  tariff: z
    .string()
    .refine(text => readTariff(text) !== undefined, 'must be rising bands such as 1000000:1500,5000000:2500,*:4000')
    .optional()
    .describe('highest fees in minor units, upTo:fee joined by commas, rising, the last *:fee'),
  keyWindowMs: whole(1_000, 30 * 86_400_000)
    .optional()
    .describe(
      'only where a contract says how long the provider honours a repeated key once; its real host promises nothing',
    ),
  longestProcessingMs: whole(100, 86_400_000)
    .default(usualLongestProcessingMs)
    .describe('after this long without a word a transfer that was taken is done, in milliseconds'),
  callsAtOnce: whole(1, 100).default(8).describe('requests under way at once'),
  requestsPerSecond: whole(1, 1_000)
    .optional()
    .describe('payment requests within any second, by all workers together; questions are not counted'),
  connectTimeoutMs: whole(50, 60_000).default(10_000).describe('how long to wait for a connection, in milliseconds'),
  answerTimeoutMs: whole(50, 300_000).default(30_000).describe('how long to wait for an answer, in milliseconds'),
  listPageSize: whole(2, 999)
    .default(500)
    .describe('transactions a page when listing; the provider takes more than 1 and less than 1000'),
  minAmountMinor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .describe('least amount of one transfer, in minor units'),
  maxAmountMinor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .describe('most of one transfer, in minor units'),
})

export interface Urls {
  payments: string
  api: string
  insights: string
}

/** An account, read: what every part of this connector works from. Never logged: it holds the key. */
export interface AfricasTalkingAccount extends z.output<typeof africasTalkingSettings> {
  username: string
  apiKey: string
  currency: Currency
  country: string
  bands: Tariff
  urls: Urls
}

/**
 * Reads an account. Throws an Error that names what to correct, never a value: the API checks accounts before it keeps
 * them (`accountProblems` in the registry), so this happens only to rows changed by hand.
 */
export function readAccount(account: ConnectorAccount, urls: Urls): AfricasTalkingAccount {
  const credentials = africasTalkingCredentials.safeParse(account.credentials)
  if (!credentials.success) throw new Error(`Correct the credentials of the FSP account: ${fields(credentials.error)}.`)
  const settings = africasTalkingSettings.safeParse(account.settings)
  if (!settings.success) throw new Error(`Correct the settings of the FSP account: ${fields(settings.error)}.`)
  const bands = readTariff(settings.data.tariff ?? defaultTariffs[account.currency] ?? '')
  if (!bands) throw new Error(`Set the tariff of the FSP account: there is none for ${account.currency}.`)
  const { currency, country } = account
  return { ...settings.data, ...credentials.data, currency, country, bands, urls }
}

/**
 * The highest fee reserved where the account names no tariff. What the provider charges is a matter of contract and not
 * published (facts 1.3), so these are chosen high; what is left of a reserve is given back with each success.
 * KES: 15 up to 10,000, 25 up to 50,000, 40 above.
 */
export const defaultTariffs: Partial<Record<Currency, string>> = { KES: '1000000:1500,5000000:2500,*:4000' }

/** Money moves in whole units (M-PESA: whole shillings), whatever minor units the currency has. */
export const payableStepMinor = (currency: Currency): bigint => 10n ** BigInt(digitsOf(currency))

/** The account's own bounds of one transfer, where it names them. */
export function bounds(account: AfricasTalkingAccount): { minAmount?: Money; maxAmount?: Money } {
  const { minAmountMinor, maxAmountMinor, currency } = account
  return {
    ...(minAmountMinor !== undefined && { minAmount: money(BigInt(minAmountMinor), currency) }),
    ...(maxAmountMinor !== undefined && { maxAmount: money(BigInt(maxAmountMinor), currency) }),
  }
}

const fields = (error: z.ZodError): string => [...new Set(error.issues.map(issue => issue.path.join('.')))].join(', ')

/**
 * Where the provider is. The account called `sandbox` lives on hosts of its own (facts 1.1). `env` may point each
 * service elsewhere. Throws an Error naming the variable that is no http(s) address.
 */
export function urlsFor(username: string, env: Readonly<Record<string, string | undefined>>): Urls {
  const domain = username.toLowerCase() === 'sandbox' ? 'sandbox.africastalking.com' : 'africastalking.com'
  const at = (variable: string, host: string) => address(variable, env[variable] || `https://${host}.${domain}`)
  return {
    payments: at('AFRICASTALKING_PAYMENTS_URL', 'payments'),
    api: at('AFRICASTALKING_API_URL', 'api'),
    insights: at('AFRICASTALKING_INSIGHTS_URL', 'insights'),
  }
}

/** Without the slash at its end, so that paths can be appended. */
function address(variable: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new Error(`${variable} must be an address such as http://127.0.0.1:8080, without query and credentials.`)
  }
  return url.href.replace(/\/+$/, '')
}
