/** A paper as PDF: A4 across, a first page of facts with the QR code, tables with sums carried from page to page. */
import PDFDocument from 'pdfkit'
import { pagesOf, type Stretch } from './pages.js'
import { turn, type Paper } from './paper.js'
import { drawStretch, type Place, type Sums } from './pdfTable.js'
import { Pen } from './pen.js'
import { qrCode } from './qr.js'

const page = { width: 841.89, height: 595.28 }
const margin = 36
const place: Place = { left: margin, width: page.width - 2 * margin }
const frame = { top: 50, bottom: page.height - 34 }
const fact = 13.5
const qrSide = 118

/**
 * The whole file. Draws page by page and lets others have their turn after each.
 * @param told hears how many pages of how many are drawn
 */
export async function writePdf(
  paper: Paper,
  told: (page: number, of: number) => void = () => undefined,
): Promise<Buffer> {
  const document = new PDFDocument({
    autoFirstPage: false,
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    lang: 'en',
    info: infoOf(paper),
  })
  const pieces: Buffer[] = []
  document.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  await drawPages(document, paper, told)
  document.end()
  await ended
  return Buffer.concat(pieces)
}

/** Fixed by what it is of, so that the file is. Searched for by whoever checks a file (received.ts). */
const infoOf = ({ title, subject, mark, at }: Paper) => ({
  Title: title,
  Subject: subject,
  Keywords: mark,
  Author: 'Mkono',
  Creator: 'Mkono',
  Producer: 'Mkono',
  CreationDate: at,
  ModDate: at,
})

async function drawPages(
  document: InstanceType<typeof PDFDocument>,
  paper: Paper,
  told: (page: number, of: number) => void,
): Promise<void> {
  const { tables, currency } = paper
  const pages = pagesOf(tables, { ...frame, firstTop: headBottom(paper) })
  const rows = tables.map(table => table.rows[Symbol.iterator]())
  const sums = tables.map((): Sums => [])
  const pen = new Pen(document)
  for (const [index, stretches] of pages.entries()) {
    document.addPage()
    drawFrame(pen, paper, index + 1, pages.length)
    if (index === 0) drawHead(pen, paper)
    for (const stretch of stretches) {
      const table = tables[stretch.table]
      const source = rows[stretch.table]
      if (!table || !source) throw new Error('A page names a table that is not there.')
      const before = sums[stretch.table] ?? []
      sums[stretch.table] = drawStretch(pen, { table, stretch, rows: taken(source, stretch), before, currency }, place)
    }
    pen.flush()
    told(index + 1, pages.length)
    await turn()
  }
}

function taken(source: Iterator<readonly string[]>, { from, to }: Stretch): (readonly string[])[] {
  return Array.from({ length: to - from }, () => {
    const next = source.next()
    if (next.done === true) throw new Error('A table has fewer rows than it said.')
    return next.value
  })
}

/** On every page: what it is of, so that a page alone can be told. */
function drawFrame(pen: Pen, { title, subject, mark }: Paper, at: number, of: number): void {
  const { left, width } = place
  const foot = page.height - 24
  pen.line(`${title} · ${subject}`, left, 22, width, { size: 7.5, gray: 0.3 })
  pen.rule(left, 35, width, 0.5)
  pen.line(mark, left, foot, width - 100, { size: 6.5, gray: 0.3 })
  pen.line(`Page ${at} of ${of}`, left, foot, width, { size: 7.5, align: 'right', gray: 0.3 })
}

/** What is beside the QR code and what is beneath. */
const besideQr = (paper: Paper): number => Math.max(qrSide + 12, paper.facts.length * fact)
const signing = 34
const headBottom = (paper: Paper): number =>
  frame.top + 30 + besideQr(paper) + 6 + paper.says.length * 11 + (paper.signatures.length > 0 ? signing + 12 : 0) + 10

function drawHead(pen: Pen, paper: Paper): void {
  const { left, width } = place
  pen.line(paper.title, left, frame.top, width, { font: 'bold', size: 16 })
  let y = frame.top + 30
  for (const [what, text] of paper.facts) {
    pen.line(what, left, y, 128, { font: 'bold', size: 8.5 })
    pen.line(text, left + 134, y, width - 134 - qrSide - 20, { size: 8.5 })
    y += fact
  }
  drawQr(pen, paper.mark)
  y = frame.top + 30 + besideQr(paper) + 6
  for (const sentence of paper.says) {
    pen.line(sentence, left, y, width, { size: 8 })
    y += 11
  }
  const each = width / Math.max(paper.signatures.length, 1)
  for (const [index, who] of paper.signatures.entries()) {
    pen.rule(left + index * each, y + signing, each - 20, 0.2, 0.6)
    pen.line(who, left + index * each, y + signing + 2, each - 20, { size: 7, gray: 0.3 })
  }
}

function drawQr(pen: Pen, mark: string): void {
  const { size, dark } = qrCode(mark)
  const square = qrSide / size
  const x = place.left + place.width - qrSide
  const y = frame.top + 20
  for (const [column, row, length] of dark)
    pen.ground(x + column * square, y + row * square, length * square, square, 0)
}
