/**
 * A font as rows of a table need it: one look-up a letter. The PDF library shapes every word anew, which for a list of
 * 131,072 takes minutes; plain letters need no shaping, and all others still get it.
 */
import { createRequire } from 'node:module'
import type PDFDocument from 'pdfkit'

/** What the library has of a font behind its public face, as far as it is used here. */
export interface InsideFont {
  readonly id: string
  ref(): unknown
  /** glyphs as four hexadecimal digits each; remembers them for the file */
  encode(text: string, features?: readonly string[]): [glyphs: string[], positions: unknown[]]
  widthOfString(text: string, size: number, features?: readonly string[]): number
  readonly ascender: number
  readonly font: { hasGlyphForCodePoint(codePoint: number): boolean }
}

const resolve = createRequire(import.meta.url).resolve

/** Names under which the document knows its fonts, and their files. DejaVu covers Latin, Greek, Cyrillic, Arabic and Hebrew. */
export const fontFiles = {
  regular: resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
} as const
export type FontName = keyof typeof fontFiles

/** What the library keeps of its fonts in a document, as far as it is used here. */
interface InsideDocument {
  _font: InsideFont
  _fontCount: number
  readonly _fontFamilies: Record<string, InsideFont>
}

/** How the library puts a font that is parsed into a document. */
interface Parsed {
  readonly font: unknown
  readonly Embedded: new (document: unknown, font: unknown, id: string) => InsideFont
}

/** What the parsed font has of one letter: which letters a reader is told it stands for. */
interface InsideGlyph {
  codePoints: number[]
}

/** Parsed once a process: for a document of one page, parsing takes longer than all the rest. */
const parsed = new Map<FontName, Parsed>()

/** A font in a document, under its name here. */
export function openTypeface(document: InstanceType<typeof PDFDocument>, name: FontName): Typeface {
  const inside = document as unknown as InsideDocument
  const known = parsed.get(name)
  document.registerFont(name, fontFiles[name])
  if (known) {
    inside._fontCount += 1
    inside._fontFamilies[name] = new known.Embedded(document, known.font, `F${inside._fontCount}`)
  }
  document.font(name)
  const opened = inside._font
  if (!known) {
    readAsWritten(opened.font as unknown as Parameters<typeof readAsWritten>[0])
    parsed.set(name, { font: opened.font, Embedded: opened.constructor as Parsed['Embedded'] })
  }
  return new Typeface(name, opened)
}

/**
 * The library remembers of a glyph what it was first asked for, and as a part of another it is asked for without a letter:
 * after a document with É and no E, no E could be copied out of any later one. Who writes it says what it is.
 */
function readAsWritten(font: { getGlyph(id: number, codePoints?: number[]): InsideGlyph | null }): void {
  const kept = font.getGlyph.bind(font)
  font.getGlyph = (id, codePoints = []) => {
    const glyph = kept(id, codePoints)
    if (glyph && codePoints.length > 0) glyph.codePoints = codePoints
    return glyph
  }
}

export class Typeface {
  readonly #glyphs = new Map<string, { hex: string; width: number }>()

  constructor(
    readonly name: FontName,
    readonly inside: InsideFont,
  ) {}

  /** Of a plain text at one point; multiply by the size. */
  width(text: string): number {
    let width = 0
    for (const letter of text) width += this.#glyph(letter).width
    return width
  }

  hex(text: string): string {
    let hex = ''
    for (const letter of text) hex += this.#glyph(letter).hex
    return hex
  }

  /** Of a text that has to be shaped, at one point. */
  shapedWidth(text: string): number {
    return this.inside.widthOfString(text, 1, [])
  }

  #glyph(letter: string): { hex: string; width: number } {
    const known = this.#glyphs.get(letter)
    if (known) return known
    const [glyphs] = this.inside.encode(letter, [])
    const made = { hex: glyphs.join(''), width: this.inside.widthOfString(letter, 1, []) }
    this.#glyphs.set(letter, made)
    return made
  }
}
