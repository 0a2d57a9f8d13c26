/**
 * The document of a voucher, for the carrier that delivers it and for its person: whoever has the address has the voucher,
 * as with the paper itself. The address can not be guessed, is good for a while, and stands in no log (routes are logged
 * by their pattern); nobody may keep what comes back, and nothing links onwards from it.
 */
import type { House } from '../db/database.js'
import { contentByLink, type VoucherContent } from '../db/vouchers/document.js'
import { keptDocument } from '../db/vouchers/keptDocument.js'
import { barcodeOfAccount } from '../domain/barcode.js'
import { isLanguage } from '../domain/language.js'
import { isCurrency, money } from '../domain/money.js'
import { voucherPaper } from '../papers/voucher.js'
import type { ApiContext } from './mount.js'
import type { OpenRoute } from './openRoute.js'
import { HttpProblem } from './problem.js'
import type { Surroundings } from './surroundings.js'

export const documentRoutes = (around: Surroundings): OpenRoute[] => [
  {
    method: 'get',
    permission: 'documents.open',
    path: '/d/:token',
    does: 'A voucher’s document, by an address that was sent to its person',
    serve: c => serve(c, around),
  },
]

const notHere = 'This address is not good (any more). Ask the organisation that sent it for a new one.'

async function serve(c: ApiContext, { house }: Surroundings): Promise<Response> {
  const content = await contentByLink(house, c.req.param('token') ?? '')
  if (!content) throw new HttpProblem('not_found', notHere)
  const pdf = await voucherPdf(house, content)
  if (!pdf) throw new HttpProblem('not_found', notHere)
  return new Response(new Uint8Array(pdf), {
    headers: {
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': `inline; filename="voucher-${content.voucherId.slice(0, 8)}.pdf"`,
      'cache-control': 'no-store, private',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    },
  })
}

/**
 * Made when it is first asked for, and kept: by whichever way it is asked for again, it is the same file, byte for byte.
 * @returns null where the voucher came to its end in that moment
 */
export const voucherPdf = (house: House, content: VoucherContent): Promise<Buffer | null> =>
  keptDocument(house, content.voucherId, async () => (await drawn(content)).pdf)

function drawn(content: VoucherContent): ReturnType<typeof voucherPaper> {
  const { currency, amountMinor, language, programmeLanguages, fspAccountSettings } = content
  if (!isCurrency(currency)) throw new Error(`The currency ${currency} is not known.`)
  return voucherPaper(
    {
      brand: { name: fspAccountSettings['brand'] ?? '', ...barcodeOfAccount(fspAccountSettings) },
      cardId: content.cardId,
      pin: content.pin,
      amount: money(amountMinor, currency),
      dueDate: content.dueOn,
      organisation: content.organisation ?? content.programme,
      programme: content.programme,
      reference: content.voucherId.slice(0, 8),
      issuedAt: content.issuedAt,
    },
    isLanguage(language) ? language : 'en',
    { spoken: programmeLanguages.filter(isLanguage) },
  )
}
