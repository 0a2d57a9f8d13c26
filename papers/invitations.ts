/**
 * Invitations on paper: cards of a quarter of a page with a QR code of the link, to be cut and handed over. A card is as good
 * as its link: whoever has it can register. Its properties name nobody.
 */
import PDFDocument from 'pdfkit'
import type { Language } from '../domain/language.js'
import { inBestLanguage, languageChain, type ProgrammeLanguages } from '../domain/languageChain.js'
import { isRightToLeft, shownDay, tamed } from '../messaging/shown.js'
import { cardWords, type CardWords } from './invitationTexts.js'
import { Pen } from './pen.js'
import { qrCodeAsIs } from './qr.js'

export interface CardFacts {
  /** the address that the code holds, also written out */
  readonly link: string
  readonly name: string | null
  readonly reference: string | null
  readonly place: string
  readonly language: Language
  /** the last day, YYYY-MM-DD */
  readonly until: string
}

export interface CardsPaper {
  readonly organisation: string
  readonly programme: string
  readonly programmeLanguages?: ProgrammeLanguages
  readonly cards: readonly CardFacts[]
  /** the moment in the properties of the file */
  readonly madeAt: Date
}

/** A4, two columns of four. Points. */
const page = { width: 595.28, height: 841.89 }
const grid = { columns: 2, rows: 4 } as const
export const cardsOnPage = grid.columns * grid.rows
const card = { width: page.width / grid.columns, height: page.height / grid.rows }
const inset = 16
const codeSide = 104

export async function invitationCards({
  organisation,
  programme,
  programmeLanguages,
  cards,
  madeAt,
}: CardsPaper): Promise<Buffer> {
  const document = new PDFDocument({
    autoFirstPage: false,
    size: [page.width, page.height],
    margin: 0,
    // Nothing is written in the library's own font, so it is not read.
    font: '',
    info: {
      Title: 'Invitations',
      Author: 'Mkono',
      Creator: 'Mkono',
      Producer: 'Mkono',
      CreationDate: madeAt,
      ModDate: madeAt,
    },
  })
  const pieces: Buffer[] = []
  document.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  const pen = new Pen(document)
  if (cards.length === 0) document.addPage()
  for (const [at, facts] of cards.entries()) {
    const place = at % cardsOnPage
    if (place === 0) {
      pen.flush()
      document.addPage()
      cutLines(pen)
    }
    const left = (place % grid.columns) * card.width
    const top = Math.floor(place / grid.columns) * card.height
    const words = inBestLanguage<CardWords>(cardWords, languageChain(facts.language, programmeLanguages))
    if (!words) throw new Error('A card has no words in any language: see papers/invitationTexts.ts.')
    draw(pen, { ...facts, organisation, programme }, { words: words.text, language: words.language, left, top })
  }
  pen.flush()
  document.end()
  await ended
  return Buffer.concat(pieces)
}

function cutLines(pen: Pen): void {
  for (let column = 1; column < grid.columns; column++) pen.upright(column * card.width, 0, page.height)
  for (let row = 1; row < grid.rows; row++) pen.rule(0, row * card.height, page.width)
}

interface Where {
  words: CardWords
  language: Language
  left: number
  top: number
}

function draw(
  pen: Pen,
  facts: CardFacts & { organisation: string; programme: string },
  { words, language, left, top }: Where,
): void {
  const rtl = isRightToLeft(language)
  const begin = { align: rtl ? 'right' : 'left', fromRight: rtl } as const
  const x = left + inset
  const inner = card.width - 2 * inset
  pen.line(tamed(facts.organisation), x, top + 14, inner, { font: 'bold', size: 11, ...begin })
  pen.line(words.title(tamed(facts.programme)), x, top + 29, inner, { size: 10, ...begin })
  // The code stands where reading ends.
  drawCode(pen, facts.link, rtl ? x : x + inner - codeSide, top + 48)
  const beside = inner - codeSide - 10
  const from = rtl ? x + codeSide + 10 : x
  let y = top + 50
  for (const text of [words.how, words.free]) {
    for (const line of pen.folded(text, beside, { size: 8.5 })) {
      pen.line(line, from, y, beside, { size: 8.5, ...begin })
      y += 11
    }
    y += 4
  }
  pen.line(words.until(shownDay(facts.until, language)), from, y, beside, { font: 'bold', size: 8.5, ...begin })
  pen.line(facts.link, x, top + 160, inner, { size: 7 })
  const whose = [facts.name, facts.reference, facts.place].filter(each => each !== null).map(tamed)
  pen.line(whose.join(' · '), x, top + 176, inner, { size: 8, gray: 0.3, ...begin })
}

function drawCode(pen: Pen, link: string, left: number, top: number): void {
  const { size, dark } = qrCodeAsIs(link)
  const module = codeSide / size
  for (const [column, row, length] of dark)
    pen.ground(left + column * module, top + row * module, length * module, module, 0)
}
