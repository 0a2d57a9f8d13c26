/** What a till sees of a voucher: the page as pixels by one library, its barcodes by another. Neither is one that we write with. */
import { PDFiumLibrary } from '@hyzyla/pdfium'
import {
  BarcodeFormat,
  BinaryBitmap,
  DataMatrixReader,
  HybridBinarizer,
  MultiFormatReader,
  PDF417Reader,
  QRCodeReader,
  RGBLuminanceSource,
  type Result,
} from '@zxing/library'

interface Seen {
  symbology: string
  text: string
}

const names: Partial<Record<BarcodeFormat, string>> = {
  [BarcodeFormat.CODE_128]: 'code128',
  [BarcodeFormat.EAN_13]: 'ean13',
  [BarcodeFormat.QR_CODE]: 'qrcode',
  [BarcodeFormat.DATA_MATRIX]: 'datamatrix',
  [BarcodeFormat.PDF_417]: 'pdf417',
}

/** All barcodes of the first page, drawn so many pixels wide; `highMm`: of a small one, how high it is printed. */
export async function barcodesOn(
  pdf: Uint8Array,
  { pixelsWide, upsideDown = false, highMm }: { pixelsWide: number; upsideDown?: boolean; highMm?: number },
): Promise<Seen[]> {
  const { width, height, gray } = await pixelsOf(pdf, pixelsWide)
  const source = new RGBLuminanceSource(upsideDown ? gray.reverse() : gray, width, height)
  const readers = [new MultiFormatReader(), new QRCodeReader(), new DataMatrixReader(), new PDF417Reader()]
  // The page, and what a scanner sees that is pointed at the barcode.
  const views = [source, source.crop(0, Math.floor(height * 0.2), width, Math.floor(height * 0.25))]
  // Pointed at it closely, where it is small.
  if (highMm !== undefined) {
    const perMm = height / 180
    views.push(source.crop(0, Math.floor(39.5 * perMm), width, Math.floor((highMm + 1.4) * perMm)))
  }
  const seen = views.flatMap(view =>
    readers.flatMap(reader => {
      try {
        return [reader.decode(new BinaryBitmap(new HybridBinarizer(view)))]
      } catch {
        // It found none of its kind.
        return []
      }
    }),
  )
  const all = seen.map((result: Result) => ({
    symbology: names[result.getBarcodeFormat()] ?? 'another',
    text: result.getText(),
  }))
  return [...new Map(all.map(one => [`${one.symbology} ${one.text}`, one])).values()]
}

async function pixelsOf(pdf: Uint8Array, pixelsWide: number) {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(pdf)
    try {
      const page = document.getPage(0)
      const scale = pixelsWide / page.getOriginalSize().originalWidth
      const { width, height, data } = await page.render({ scale, render: 'bitmap' })
      const gray = new Uint8ClampedArray(width * height)
      for (let at = 0; at < gray.length; at++) gray[at] = data[at * 4 + 1] ?? 255
      return { width, height, gray }
    } finally {
      document.destroy()
    }
  } finally {
    library.destroy()
  }
}
