/** What an Intersolve account is made of: credentials, settings and address, read once and trusted after. */
import { z } from 'zod'
import { usualLongestProcessingMs } from '../../domain/asking.js'
import {
  barcodeOfAccount,
  canHold,
  leastBarcodeMm,
  mostBarcodeMm,
  symbologies,
  usualBarcode,
} from '../../domain/barcode.js'
import type { Currency } from '../../domain/money.js'
import type { ConnectorAccount } from '../contract.js'

/** Characters that XML 1.0 can hold, and no blank at the ends, which a reader may drop. */
const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(
      /^(?![\s\S]*[\p{Cc}\p{Surrogate}\ufffe\uffff])\S(?:.*\S)?$/u,
      'must be a text without line breaks and without blanks at its ends',
    )
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number written in digits')
    .transform(Number)
    .refine(value => value >= least && value <= most, `must be between ${least} and ${most}`)
const minorUnits = z.string().regex(/^[1-9]\d{0,14}$/, 'must be whole minor units written in digits')

export const intersolveCredentials = z.object({
  username: text(200).describe('by which the voucher service knows us'),
  password: text(200).describe('of that name'),
})

/** Cards of the brand that is known have nineteen digits (facts 4). */
const holding = symbologies.filter(each => canHold(each, 19))

/** All values are texts, as an account stores them, described for whoever fills them in. Times are in milliseconds, money in minor units. */
export const intersolveSettings = z.object({
  // By contract (facts 4).
  ean: z
    .string()
    .regex(/^\d{13}$/, 'must be the thirteen digits of the product code in the contract')
    .describe(
      'the product code of the voucher’s brand in the contract, thirteen digits; not what is printed on a voucher',
    ),
  operatorId: text(50).default('mkono').describe('names this system to Intersolve in the header of each issue'),
  brand: text(60).optional().describe('whose shops take it: printed on the voucher'),
  barcode: z
    .enum(holding, { error: `must be a barcode that holds a card’s number of nineteen digits: ${holding.join(', ')}` })
    .default(usualBarcode.symbology)
    .describe('what the tills of the brand read the card’s number from'),
  barcodeWidthMm: whole(8, mostBarcodeMm.width)
    .default(usualBarcode.barcodeWidthMm)
    .describe('how wide the barcode is printed, with the white at its sides, in millimetres'),
  barcodeHeightMm: whole(8, mostBarcodeMm.height)
    .default(usualBarcode.barcodeHeightMm)
    .describe('how high its bars are, and how high squares are at most, in millimetres'),
  longestProcessingMs: whole(100, 86_400_000)
    .default(usualLongestProcessingMs)
    .describe('after this long an issue that arrived has been done, in milliseconds'),
  // An issue of up to two weeks ago can be cancelled by its RefPos (facts 4).
  cancelWindowMs: whole(60_000, 90 * 86_400_000)
    .default(14 * 86_400_000)
    .describe('how long after an issue it can be cancelled, in milliseconds'),
  returnsExpired: z
    .enum(['yes', 'no'], { error: 'must be yes or no' })
    .default('no')
    .describe('by contract, what an expired card held comes back'),
  callsAtOnce: whole(1, 100).default(4).describe('requests under way at once'),
  connectTimeoutMs: whole(50, 60_000).default(10_000).describe('how long to wait for a connection, in milliseconds'),
  // Issuing may take long: the best-known client waits 150 s (facts 4).
  answerTimeoutMs: whole(50, 300_000).default(60_000).describe('how long to wait for an answer, in milliseconds'),
  minAmountMinor: minorUnits.optional().describe('least amount of one card, in minor units'),
  maxAmountMinor: minorUnits.optional().describe('most of one card, in minor units'),
})

/** An account, read: what every part of this connector works from. Never logged: it holds the password. */
export interface IntersolveAccount extends z.output<typeof intersolveSettings> {
  username: string
  password: string
  currency: Currency
  url: URL
}

/** What of an account can not be seen field by field. */
export function furtherProblems({
  currency,
  settings,
}: Pick<ConnectorAccount, 'currency' | 'settings'>): readonly string[] {
  const { minAmountMinor: least, maxAmountMinor: most } = settings
  return [
    ...(currency === 'EUR' ? [] : ['Choose EUR as the currency: Intersolve issues vouchers in euros only.']),
    ...(least !== undefined && most !== undefined && BigInt(least) > BigInt(most)
      ? ['Set maxAmountMinor to at least minAmountMinor.']
      : []),
    ...tooSmall(settings),
  ]
}

/** The number would be there, and no till could read it. */
function tooSmall(settings: ConnectorAccount['settings']): string[] {
  const { symbology, barcodeWidthMm, barcodeHeightMm } = barcodeOfAccount(settings)
  const { width, height } = leastBarcodeMm[symbology]
  return [
    ...(barcodeWidthMm < width
      ? [`Set barcodeWidthMm to at least ${width}: a narrower ${symbology} is not read.`]
      : []),
    ...(barcodeHeightMm < height
      ? [`Set barcodeHeightMm to at least ${height}: a lower ${symbology} is not read.`]
      : []),
  ]
}

/**
 * Reads an account. Throws an Error that names what to correct, never a value: the API checks accounts before it keeps
 * them (`accountProblems` in the registry), so this happens only to rows changed by hand.
 */
export function readAccount(account: ConnectorAccount, url: URL): IntersolveAccount {
  const credentials = intersolveCredentials.safeParse(account.credentials)
  if (!credentials.success) throw new Error(`Correct the credentials of the FSP account: ${fields(credentials.error)}.`)
  const settings = intersolveSettings.safeParse(account.settings)
  if (!settings.success) throw new Error(`Correct the settings of the FSP account: ${fields(settings.error)}.`)
  const [further] = furtherProblems(account)
  if (further !== undefined) throw new Error(further)
  return { ...settings.data, ...credentials.data, currency: account.currency, url }
}

const fields = (error: z.ZodError): string => [...new Set(error.issues.map(issue => issue.path.join('.')))].join(', ')

/**
 * Where Intersolve is: `INTERSOLVE_URL`, for its address stands in the contract and is published nowhere (facts 4).
 * Throws an Error that says what to set.
 */
export function intersolveUrl(env: Readonly<Record<string, string | undefined>>): URL {
  const given = env['INTERSOLVE_URL']
  if (!given) throw new Error('Set INTERSOLVE_URL to the address of the voucher service that the contract names.')
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.hash || url.username)
    throw new Error('INTERSOLVE_URL must be an address such as https://host/path, without credentials.')
  return url
}
