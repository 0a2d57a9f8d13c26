/** A text as the dark squares of a QR code. */
import bwipjs from 'bwip-js/node'

export interface QrCode {
  /** squares a side */
  readonly size: number
  /** dark stretches of rows: column, row, how many */
  readonly dark: readonly (readonly [x: number, y: number, length: number])[]
}

/**
 * Capitals, digits and `:` `-` alone take half the room (ISO/IEC 18004, alphanumeric mode), so marks are written in
 * capitals. A quarter of it may be spoilt (level Q), for paper is folded and stamped.
 */
export const qrCode = (text: string): QrCode => qrCodeAsIs(text.toUpperCase())

/** The same for what must be read letter by letter as it is: the address of a link. */
export function qrCodeAsIs(text: string): QrCode {
  const [symbol] = bwipjs.raw({
    bcid: 'qrcode',
    text,
    eclevel: 'Q',
  } as never) as unknown as Symbol[]
  if (!symbol || symbol.pixx !== symbol.pixy) throw new Error('The QR code was not made.')
  const { pixs, pixx: size } = symbol
  const dark: [number, number, number][] = []
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (pixs[y * size + x] !== 1) continue
      const last = dark.at(-1)
      if (last && last[1] === y && last[0] + last[2] === x) last[2]++
      else dark.push([x, y, 1])
    }
  return { size, dark }
}

/** What the library gives: its declared types are wider. */
interface Symbol {
  readonly pixs: readonly number[]
  readonly pixx: number
  readonly pixy: number
}
