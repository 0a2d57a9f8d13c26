/**
 * A voucher as a PDF of one page: as large as a telephone’s screen, to be printed on A4 as it is. It depends on nothing but
 * what is given: made again, it is the same bytes, as long as the libraries are the same.
 *
 * What it holds is money. Its properties name neither card nor PIN, and nothing here is logged or repeated in an error.
 */
import PDFDocument from 'pdfkit'
import type { BarcodeLook } from '../domain/barcode.js'
import { inBestLanguage, languageChain, type ProgrammeLanguages } from '../domain/languageChain.js'
import type { Language } from '../domain/language.js'
import type { Money } from '../domain/money.js'
import { isRightToLeft, shownAmount, shownDay, tamed } from '../messaging/shown.js'
import { barcodeOf } from './barcode.js'
import { Pen } from './pen.js'
import { voucherWords, type VoucherWords } from './voucherTexts.js'

/** What a brand’s shops read, and how large. */
export interface VoucherBrand extends BarcodeLook {
  readonly name: string
}

export interface VoucherFacts {
  readonly brand: VoucherBrand
  readonly cardId: string
  readonly pin: string
  readonly amount: Money
  /** the last day on which it can be used, YYYY-MM-DD; null: not known */
  readonly dueDate: string | null
  readonly organisation: string
  readonly programme: string
  /** by which staff find it: no name, and nothing of the card */
  readonly reference: string
  /** the moment in the properties of the file: from the row, never from a clock */
  readonly issuedAt: Date
}

export interface VoucherPaper {
  readonly pdf: Buffer
  /** in which it is written */
  readonly language: Language
  /** nobody has written the words in the person’s own language */
  readonly fellBack: boolean
}

const mm = 72 / 25.4
export const voucherPageMm = { width: 100, height: 180 } as const
const page = { width: voucherPageMm.width * mm, height: voucherPageMm.height * mm }
const margin = 4 * mm
const inner = page.width - 2 * margin

/** The whole file. Throws an Error that says what to do where the brand’s barcode can not hold the card’s number. */
export async function voucherPaper(
  facts: VoucherFacts,
  own: Language,
  programme?: ProgrammeLanguages,
): Promise<VoucherPaper> {
  const best = inBestLanguage<VoucherWords>(voucherWords, languageChain(own, programme))
  if (!best) throw new Error('A voucher has no words in any language: see papers/voucherTexts.ts.')
  const { text: words, language, fellBack } = best
  return { pdf: await written(facts, words, language), language, fellBack }
}

async function written(facts: VoucherFacts, words: VoucherWords, language: Language): Promise<Buffer> {
  const document = new PDFDocument({
    autoFirstPage: false,
    size: [page.width, page.height],
    margin: 0,
    // Nothing is written in the library's own font, so it is not read.
    font: '',
    lang: language,
    info: {
      Title: `${words.title} ${facts.reference}`,
      Author: 'Mkono',
      Creator: 'Mkono',
      Producer: 'Mkono',
      CreationDate: facts.issuedAt,
      ModDate: facts.issuedAt,
    },
  })
  const pieces: Buffer[] = []
  document.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  document.addPage()
  const pen = new Pen(document)
  draw(pen, facts, words, language)
  pen.flush()
  document.end()
  await ended
  return Buffer.concat(pieces)
}

function draw(pen: Pen, facts: VoucherFacts, words: VoucherWords, language: Language): void {
  const rtl = isRightToLeft(language)
  const begin = { align: rtl ? 'right' : 'left', fromRight: rtl } as const
  const brand = tamed(facts.brand.name)
  pen.line(brand, margin, 14, inner, { font: 'bold', size: 17, ...begin })
  pen.line(`${tamed(facts.organisation)} · ${tamed(facts.programme)}`, margin, 36, inner, { size: 8, ...begin })
  pen.rule(margin, 50, inner, 0.6, 0.6)
  pen.line(words.title, margin, 58, inner, { size: 10, ...begin })
  pen.line(shownAmount(facts.amount, language), margin, 70, inner, { font: 'bold', size: 30, ...begin })
  let y = 114 + drawBarcode(pen, facts, 114)
  pen.line(grouped(facts.cardId), margin, y + 3, inner, { size: 11, align: 'centre' })
  y = drawSecrets(pen, facts, words, language, y + 24)
  pen.rule(margin, y, inner, 0.6, 0.6)
  y += 9
  for (const [at, step] of words.steps.entries()) {
    pen.line(String(at + 1), margin, y, inner, { font: 'bold', size: 9.5, ...begin })
    y = drawParagraph(pen, step.replace('{brand}', brand), y, { size: 9.5, rtl, indent: 16 }) + 4
  }
  drawParagraph(pen, words.keep, y + 3, { size: 9.5, rtl, indent: 0 })
  pen.line(tamed(facts.reference), margin, page.height - 18, inner, { size: 7, ...begin, gray: 0.3 })
}

/** @returns how high it is, in points */
function drawBarcode(pen: Pen, { cardId, brand }: VoucherFacts, top: number): number {
  const { columns, rows, dark, isLinear } = barcodeOf(cardId, brand.symbology)
  const across = Math.min(brand.barcodeWidthMm * mm, page.width - 8)
  const most = brand.barcodeHeightMm * mm
  const module = isLinear ? across / columns : Math.min(across / columns, most / rows)
  const high = isLinear ? most : module
  const left = (page.width - columns * module) / 2
  for (const [x, row, width, height] of dark)
    pen.ground(left + x * module, top + row * high, width * module, height * high, 0)
  return rows * high
}

/** PIN and last day side by side, the PIN where reading begins. @returns where they end */
function drawSecrets(
  pen: Pen,
  { pin, dueDate }: VoucherFacts,
  words: VoucherWords,
  language: Language,
  y: number,
): number {
  const rtl = isRightToLeft(language)
  const half = inner / 2 - 4
  const places = [margin, margin + inner / 2 + 4]
  const [first = 0, second = 0] = rtl ? places.reverse() : places
  const begin = { align: rtl ? 'right' : 'left', fromRight: rtl } as const
  pen.line(words.pin, first, y, half, { size: 9, ...begin })
  pen.line(pin, first, y + 11, half, { font: 'bold', size: 20, ...begin })
  if (dueDate !== null) {
    pen.line(words.until, second, y, half, { size: 9, ...begin })
    pen.line(shownDay(dueDate, language), second, y + 14, half, { font: 'bold', size: 12, ...begin })
  }
  return y + 44
}

/** @returns where it ends */
function drawParagraph(
  pen: Pen,
  text: string,
  from: number,
  { size, rtl, indent }: { size: number; rtl: boolean; indent: number },
): number {
  const width = inner - indent
  let y = from
  for (const line of pen.folded(text, width, { size })) {
    pen.line(line, rtl ? margin : margin + indent, y, width, {
      size,
      align: rtl ? 'right' : 'left',
      fromRight: rtl,
    })
    y += size * 1.3
  }
  return y
}

/** In fours, as a person reads it out to a cashier. */
const grouped = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ')
