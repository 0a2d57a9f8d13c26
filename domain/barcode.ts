/** What the shops of a brand can read a card’s number from, and how large it has to be. Pure; papers/barcode.ts draws it. */

/** Lines: `code128`, `ean13`; squares: `qrcode`, `datamatrix`, `pdf417`. */
export const symbologies = ['code128', 'ean13', 'qrcode', 'datamatrix', 'pdf417'] as const
export type Symbology = (typeof symbologies)[number]

/** Millimetres; with the white at its sides. */
export interface BarcodeLook {
  readonly symbology: Symbology
  readonly barcodeWidthMm: number
  /** of bars; squares keep their shape, and are no higher than this */
  readonly barcodeHeightMm: number
}

/** Code 128 of the card’s number: what the brand that is known prints (facts 4). */
export const usualBarcode = {
  symbology: 'code128',
  barcodeWidthMm: 88,
  barcodeHeightMm: 22,
} as const satisfies BarcodeLook

/** An EAN has thirteen digits, whatever the card’s number; the others hold what a card can have. */
export const canHold = (symbology: Symbology, digits: number): boolean => symbology !== 'ean13' || digits === 13

/** What the page has room for, beside how the voucher is used in every language. Millimetres. */
export const mostBarcodeMm = { width: 92, height: 45 } as const

/**
 * So large that no module of a number of nineteen digits is less than a quarter of a millimetre, which tills and telephones
 * still read, and no bar less than ten high. Millimetres.
 */
export const leastBarcodeMm: Readonly<Record<Symbology, { readonly width: number; readonly height: number }>> = {
  code128: { width: 44, height: 10 },
  ean13: { width: 30, height: 10 },
  qrcode: { width: 10, height: 10 },
  datamatrix: { width: 8, height: 8 },
  pdf417: { width: 36, height: 8 },
}

/** As the settings of an account say it, checked when they were kept; what they leave out is usual. */
export function barcodeOfAccount(settings: Readonly<Record<string, string>>): BarcodeLook {
  const { barcode, barcodeWidthMm, barcodeHeightMm } = settings
  return {
    symbology: symbologies.find(each => each === barcode) ?? usualBarcode.symbology,
    barcodeWidthMm: barcodeWidthMm === undefined ? usualBarcode.barcodeWidthMm : Number(barcodeWidthMm),
    barcodeHeightMm: barcodeHeightMm === undefined ? usualBarcode.barcodeHeightMm : Number(barcodeHeightMm),
  }
}
