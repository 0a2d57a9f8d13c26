/** Draws on the pages of a PDF: text that fits its place, lines, grounds. Points, from the upper left corner. */
import type PDFDocument from 'pdfkit'
import { isPlain, runsOf } from './script.js'
import { fontFiles, Typeface, type FontName, type InsideFont } from './typeface.js'

type Document = InstanceType<typeof PDFDocument>

export interface Written {
  readonly font?: FontName
  readonly size?: number
  readonly align?: 'left' | 'right'
  /** 0 is black */
  readonly gray?: number
}

/** Down to this share of its size a text shrinks to fit; what is longer still is cut. */
const smallest = 0.62

export class Pen {
  readonly #fonts: Record<FontName, Typeface>
  #ops: string[] = []

  constructor(readonly document: Document) {
    const opened = (name: FontName): Typeface => {
      document.registerFont(name, fontFiles[name])
      document.font(name)
      return new Typeface(name, (document as unknown as { _font: InsideFont })._font)
    }
    this.#fonts = { regular: opened('regular'), bold: opened('bold') }
  }

  /** One line in `width` points: shrunk where it is too long for it. `top` is where the line begins from above. */
  line(text: string, x: number, top: number, width: number, how: Written = {}): void {
    const { font = 'regular', size: wanted = 8, align = 'left', gray = 0 } = how
    const face = this.#fonts[font]
    const composed = text.normalize('NFC').replace(/\s+/g, ' ').trim()
    if (composed === '') return
    if (!isPlain(composed)) return this.#shaped(composed, { x, top, width, face, size: wanted, align })
    let drawn = composed
    let natural = face.width(drawn)
    const size = Math.max(Math.min(wanted, width / natural), wanted * smallest)
    while (natural * size > width + 0.01 && drawn.length > 1) {
      drawn = `${drawn.slice(0, -2).trimEnd()}…`
      natural = face.width(drawn)
    }
    const left = align === 'right' ? x + width - natural * size : x
    const baseline = this.document.page.height - top - (face.inside.ascender / 1000) * size
    this.#use(face)
    this.#ops.push(
      `BT ${round(gray)} g /${face.inside.id} ${round(size)} Tf 1 0 0 1 ${round(left)} ${round(baseline)} Tm <${face.hex(drawn)}> Tj ET`,
    )
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
    at: { x: number; top: number; width: number; face: Typeface; size: number; align: string },
  ): void {
    const { x, top, width, face } = at
    const runs = runsOf(text).map(run => ({ ...run, natural: face.shapedWidth(run.text) }))
    const natural = runs.reduce((sum, run) => sum + run.natural, 0)
    const size = Math.min(at.size, width / natural)
    let left = at.align === 'right' ? x + width - natural * size : x
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
