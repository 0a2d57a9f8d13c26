/** How many parts a text is sent in, which is what an operator charges for (GSM 03.38). */

const plain = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Each costs two places: an escape and itself. */
const escaped = new Set('^{}\\[~]|€\f')

const gsm7 = { alone: 160, joined: 153 }
const ucs2 = { alone: 70, joined: 67 }

/** At least 1. An escaped character or a surrogate pair is never cut in two: it moves into the next part as a whole. */
export function segmentsOf(text: string): number {
  const characters = [...text]
  const isGsm = characters.every(one => plain.has(one) || escaped.has(one))
  const widths = characters.map(one => (isGsm ? (escaped.has(one) ? 2 : 1) : one.length))
  const { alone, joined } = isGsm ? gsm7 : ucs2
  if (widths.reduce((sum, width) => sum + width, 0) <= alone) return 1

  let parts = 1
  let filled = 0
  for (const width of widths) {
    if (filled + width > joined) {
      parts += 1
      filled = 0
    }
    filled += width
  }
  return parts
}
