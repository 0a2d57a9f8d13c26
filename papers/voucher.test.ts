import { describe, expect, it } from 'vitest'
import { money } from '../domain/money.js'
import { barcodesOn } from '../test/world/vouchers.js'
import { textsOf } from '../test/world/papers.js'
import { leastBarcodeMm, mostBarcodeMm, symbologies, usualBarcode } from '../domain/barcode.js'
import { barcodeOf } from './barcode.js'
import { voucherPageMm, voucherPaper, type VoucherFacts } from './voucher.js'

const cardId = '7012345678901234567'
const aVoucher = (change: Partial<VoucherFacts> = {}): VoucherFacts => ({
  brand: { name: 'Voorbeeldmarkt', ...usualBarcode },
  cardId,
  pin: '004217',
  amount: money(2_550n, 'EUR'),
  dueDate: '2027-01-31',
  organisation: 'Rode Kruis',
  programme: 'Boodschappen',
  reference: 'NL-0042 3/8',
  issuedAt: new Date('2026-11-02T08:00:00Z'),
  ...change,
})

describe('a voucher', () => {
  it('has the card’s number as a barcode that a till can read, at the quality of a telephone’s screen', async () => {
    const { pdf } = await voucherPaper(aVoucher(), 'nl')
    expect(await barcodesOn(pdf, { pixelsWide: 720 })).toEqual([{ symbology: 'code128', text: cardId }])
  })

  it('is read by a till as printed on paper too, turned upside down or not', async () => {
    const { pdf } = await voucherPaper(aVoucher({ cardId: '7000000000000000001' }), 'en')
    expect(await barcodesOn(pdf, { pixelsWide: 1180, upsideDown: true })).toEqual([
      { symbology: 'code128', text: '7000000000000000001' },
    ])
  })

  it.each(symbologies.filter(each => each !== 'ean13'))('of a brand that reads %s has that', async symbology => {
    const brand = { name: 'Voorbeeldmarkt', symbology, barcodeWidthMm: 80, barcodeHeightMm: 40 }
    const { pdf } = await voucherPaper(aVoucher({ brand }), 'en')
    expect(await barcodesOn(pdf, { pixelsWide: 1180 })).toEqual([{ symbology, text: cardId }])
  })

  it.each(symbologies.filter(each => each !== 'ean13'))(
    'has %s that is read at the least and the most size of an account',
    async symbology => {
      const { width, height } = leastBarcodeMm[symbology]
      const { columns, rows, isLinear } = barcodeOf(cardId, symbology)
      expect(Math.min(width / columns, isLinear ? Infinity : height / rows)).toBeGreaterThanOrEqual(0.25)
      const sizes = [leastBarcodeMm[symbology], mostBarcodeMm]
      for (const { width, height } of sizes) {
        const brand = { name: 'Voorbeeldmarkt', symbology, barcodeWidthMm: width, barcodeHeightMm: height }
        const { pdf } = await voucherPaper(aVoucher({ brand }), 'en')
        expect(await barcodesOn(pdf, { pixelsWide: 1180, highMm: height })).toEqual([{ symbology, text: cardId }])
      }
    },
  )

  it('of a brand with cards of thirteen digits has them as EAN', async () => {
    const brand = { name: 'Voorbeeldmarkt', symbology: 'ean13', barcodeWidthMm: 60, barcodeHeightMm: 25 } as const
    const { pdf } = await voucherPaper(aVoucher({ brand, cardId: '8712345678906' }), 'en')
    expect(await barcodesOn(pdf, { pixelsWide: 900 })).toEqual([{ symbology: 'ean13', text: '8712345678906' }])
  })

  it('whose brand’s barcode can not hold its number is not made, and the number stands in no error', async () => {
    const brand = { name: 'Voorbeeldmarkt', symbology: 'ean13', barcodeWidthMm: 60, barcodeHeightMm: 25 } as const
    const failed = await voucherPaper(aVoucher({ brand }), 'en').catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(Error)
    expect(String(failed)).toContain('choose another for the brand')
    expect(String(failed)).not.toContain(cardId)
  })

  it.each([
    ['en', 'EUR 25.50', '31 January 2027', 'Show this page at the till of Voorbeeldmarkt'],
    ['nl', 'EUR 25,50', '31 januari 2027', 'Laat deze pagina zien aan de kassa van Voorbeeldmarkt'],
    ['fr', '25,50 EUR', '31 janvier 2027', 'Montrez cette page à la caisse de Voorbeeldmarkt'],
    ['sw', 'EUR 25.50', '31 Januari 2027', 'Onyesha ukurasa huu kwenye malipo ya Voorbeeldmarkt'],
  ] as const)('in %s says amount, PIN, last day and how to use it', async (language, amount, day, step) => {
    const made = await voucherPaper(aVoucher(), language)
    expect(made).toMatchObject({ language, fellBack: false })
    const [text = '', ...more] = await textsOf(made.pdf)
    expect(more).toEqual([])
    const said = text.replace(/\s+/g, ' ')
    for (const each of [amount, day, step, '004217', '7012 3456 7890 1234 567', 'Rode Kruis', 'NL-0042 3/8'])
      expect(said).toContain(each)
  })

  it('in Arabic is written from the right, with its figures as they are', async () => {
    const { pdf, language } = await voucherPaper(aVoucher(), 'ar')
    expect(language).toBe('ar')
    const text = (await textsOf(pdf)).join(' ').replace(/\s+/g, ' ')
    for (const each of ['25.50 EUR', '004217', '7012 3456 7890 1234 567', '31', '2027']) expect(text).toContain(each)
    expect(text.normalize('NFKC')).toMatch(/\p{Script=Arabic}/u)
    expect(await barcodesOn(pdf, { pixelsWide: 720 })).toEqual([{ symbology: 'code128', text: cardId }])
  })

  it.each(['tuv', 'saq'] as const)('for who reads %s is in Swahili, which is told', async own => {
    expect(await voucherPaper(aVoucher(), own)).toMatchObject({ language: 'sw', fellBack: true })
  })

  it('without a last day says none', async () => {
    const text = (await textsOf((await voucherPaper(aVoucher({ dueDate: null }), 'en')).pdf)).join(' ')
    expect(text).not.toContain('Use it until')
  })

  it('made again is the same bytes, whatever was made between, and of another card it is not', async () => {
    const first = await voucherPaper(aVoucher(), 'ar')
    await voucherPaper(aVoucher({ pin: '123456', cardId: '7099999999999999999' }), 'nl')
    const [again, other] = await Promise.all([
      voucherPaper(aVoucher(), 'ar'),
      voucherPaper(aVoucher({ cardId: '7012345678901234568' }), 'ar'),
    ])
    expect(again.pdf.equals(first.pdf)).toBe(true)
    expect(other.pdf.equals(first.pdf)).toBe(false)
  })

  it('is one page of a telephone’s shape, whose properties name neither card nor PIN', async () => {
    const { pdf } = await voucherPaper(aVoucher(), 'en')
    const raw = pdf.toString('latin1')
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(raw) ?? []
    expect([Number(width), Number(height)].map(points => Math.round((points / 72) * 25.4))).toEqual([
      voucherPageMm.width,
      voucherPageMm.height,
    ])
    for (const secret of [cardId, '004217']) expect(raw).not.toContain(secret)
    expect(pdf.length).toBeLessThan(60_000)
  })
})
