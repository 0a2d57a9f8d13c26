/** A card’s number as the bars or squares that a till reads. */
import bwipjs from 'bwip-js/node'
import type { Symbology } from '../domain/barcode.js'

/** Dark rectangles on a grid of modules, with the white that readers need around them already in it. */
export interface Barcode {
  readonly columns: number
  readonly rows: number
  readonly dark: readonly (readonly [x: number, y: number, width: number, height: number])[]
  /** lines may be drawn as high as one likes; squares keep their shape */
  readonly isLinear: boolean
}

/** Modules of white on each side that its standard asks for (ISO/IEC 15417, 15420, 18004, 16022, 15438). */
const quiet: Readonly<Record<Symbology, number>> = { code128: 10, ean13: 11, qrcode: 4, datamatrix: 2, pdf417: 2 }

/** Throws an Error that says what to do where the symbology can not hold this number, without repeating it. */
export function barcodeOf(digits: string, symbology: Symbology): Barcode {
  const symbol = encoded(digits, symbology)
  const white = quiet[symbology]
  if (symbol.sbs) {
    const dark: [number, number, number, number][] = []
    let x = white
    // Bars and spaces by turns, a bar first.
    for (const [at, width] of symbol.sbs.entries()) {
      if (at % 2 === 0) dark.push([x, 0, width, 1])
      x += width
    }
    return { columns: x + white, rows: 1, dark, isLinear: true }
  }
  const { pixs = [], pixx = 0, pixy = 0 } = symbol
  const dark: [number, number, number, number][] = []
  for (let y = 0; y < pixy; y++)
    for (let x = 0; x < pixx; x++) {
      if (pixs[y * pixx + x] !== 1) continue
      const last = dark.at(-1)
      if (last && last[1] === y + white && last[0] + last[2] === x + white) last[2]++
      else dark.push([x + white, y + white, 1, 1])
    }
  return { columns: pixx + 2 * white, rows: pixy + 2 * white, dark, isLinear: false }
}

/** What the library gives: its declared types are wider. */
interface Symbol {
  readonly sbs?: readonly number[]
  readonly pixs?: readonly number[]
  readonly pixx?: number
  readonly pixy?: number
}

function encoded(digits: string, symbology: Symbology): Symbol {
  const cannot = `A ${symbology} barcode can not hold this card’s number: choose another for the brand.`
  if (!/^\d{8,32}$/.test(digits)) throw new Error(cannot)
  try {
    const [symbol] = bwipjs.raw({ bcid: symbology, text: digits, ...more[symbology] } as never) as unknown as Symbol[]
    if (symbol) return symbol
  } catch {
    // The library repeats the number in what it says, and a number is money.
  }
  throw new Error(cannot)
}

const more: Partial<Readonly<Record<Symbology, object>>> = {
  qrcode: { eclevel: 'Q' },
  pdf417: { columns: 4, rowmult: 3 },
}
