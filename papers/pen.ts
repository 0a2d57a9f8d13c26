/** Draws on the pages of a PDF: text that fits its place, lines, grounds. Points, from the upper left corner. */
import type PDFDocument from 'pdfkit'
import { isPlain, runsOf } from './script.js'
import { openTypeface, type FontName, type Typeface } from './typeface.js'

type Document = InstanceType<typeof PDFDocument>

export interface Written {
  readonly font?: FontName
  readonly size?: number
  readonly align?: 'left' | 'right' | 'centre'
  /** 0 is black */
  readonly gray?: number
  /** the line begins at the right, whatever its first word is */
  readonly fromRight?: boolean
}

type Align = NonNullable<Written['align']>
/** How much of the room that a line leaves stands before it. */
const before: Readonly<Record<Align, number>> = { left: 0, centre: 0.5, right: 1 }

/** Down to this share of its size a text shrinks to fit; what is longer still is cut. */
const smallest = 0.62

export class Pen {
  readonly #fonts: Record<FontName, Typeface>
  #ops: string[] = []

  constructor(readonly document: Document) {
    this.#fonts = { regular: openTypeface(document, 'regular'), bold: openTypeface(document, 'bold') }
  }

  /** One line in `width` points: shrunk where it is too long for it. `top` is where the line begins from above. */
  line(text: string, x: number, top: number, width: number, how: Written = {}): void {
    const { font = 'regular', size: wanted = 8, align = 'left', gray = 0, fromRight } = how
    const face = this.#fonts[font]
    const composed = text.normalize('NFC').replace(/\s+/g, ' ').trim()
    if (composed === '') return
    if (!isPlain(composed)) return this.#shaped(composed, { x, top, width, face, size: wanted, align, fromRight })
    let drawn = composed
    let natural = face.width(drawn)
    const size = Math.max(Math.min(wanted, width / natural), wanted * smallest)
    while (natural * size > width + 0.01 && drawn.length > 1) {
      drawn = `${drawn.slice(0, -2).trimEnd()}…`
      natural = face.width(drawn)
    }
    const left = x + (width - natural * size) * before[align]
    const baseline = this.document.page.height - top - (face.inside.ascender / 1000) * size
    this.#use(face)
    this.#ops.push(
      `BT ${round(gray)} g /${face.inside.id} ${round(size)} Tf 1 0 0 1 ${round(left)} ${round(baseline)} Tm <${face.hex(drawn)}> Tj ET`,
    )
  }

  /** A text as lines that fit into `width` points; a word that is longer alone has a line of its own. */
  folded(text: string, width: number, { font = 'regular', size = 8 }: Pick<Written, 'font' | 'size'> = {}): string[] {
    const face = this.#fonts[font]
    const natural = (line: string): number => (isPlain(line) ? face.width(line) : face.shapedWidth(line)) * size
    const lines: string[] = []
    for (const word of text.normalize('NFC').split(/\s+/).filter(Boolean)) {
      const last = lines.at(-1)
      const longer = last === undefined ? word : `${last} ${word}`
      if (last === undefined || natural(longer) > width) lines.push(word)
      else lines[lines.length - 1] = longer
    }
    return lines
  }

  rule(x: number, y: number, width: number, gray = 0.75, thick = 0.4): void {
    const at = round(this.document.page.height - y)
    this.#ops.push(`${round(gray)} G ${thick} w ${round(x)} ${at} m ${round(x + width)} ${at} l S`)
  }

  upright(x: number, y: number, height: number, gray = 0.75): void {
    const from = this.document.page.height - y
    this.#ops.push(`${round(gray)} G 0.4 w ${round(x)} ${round(from)} m ${round(x)} ${round(from - height)} l S`)
  }

  ground(x: number, y: number, width: number, height: number, gray: number): void {
    const below = this.document.page.height - y - height
    this.#ops.push(`${round(gray)} g ${round(x)} ${round(below)} ${round(width)} ${round(height)} re f`)
  }

  /** Writes what was drawn onto the page that is open. Call it before the next page. */
  flush(): void {
    if (this.#ops.length === 0) return
    // The library turns every page upside down, so that y grows downwards; this turns it back.
    this.document.addContent(`q 1 0 0 -1 0 ${round(this.document.page.height)} cm`)
    this.document.addContent(this.#ops.join('\n'))
    this.document.addContent('Q')
    this.#ops = []
  }

  /** Letters that join or stand from the right: run by run, shaped by the library. */
  #shaped(
    text: string,
    at: {
      x: number
      top: number
      width: number
      face: Typeface
      size: number
      align: Align
      fromRight: boolean | undefined
    },
  ): void {
    const { x, top, width, face } = at
    const runs = runsOf(text, at.fromRight).map(run => ({ ...run, natural: face.shapedWidth(run.text) }))
    const natural = runs.reduce((sum, run) => sum + run.natural, 0)
    const size = Math.min(at.size, width / natural)
    let left = x + (width - natural * size) * before[at.align]
    this.flush()
    this.document.font(face.name).fontSize(size).fillColor('black')
    for (const run of runs) {
      this.document.text(run.text, left, top, { lineBreak: false, features: [] })
      left += run.natural * size
    }
  }

  #use(face: Typeface): void {
    const page = this.document.page as unknown as { fonts: Record<string, unknown> }
    page.fonts[face.inside.id] ??= face.inside.ref()
  }
}

const round = (points: number): string => String(Math.round(points * 100) / 100)
