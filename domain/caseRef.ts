/**
 * What a case is called on paper and on the phone: `K7Q-29F-XMA`, eight letters of its id and one that tells a slip of the
 * pen. Letters and digits that are taken for each other are left out or read as one.
 */

/** Of 32: no I, L, O and U. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Eight letters are 40 bits, ten digits of an id. */
const size = 8
const hexDigits = 10
/** A prime just below 32: a changed letter, or two that changed places, give another rest. */
const modulus = 31

/** @param id a UUID */
export function caseRef(id: string): string {
  const bits = BigInt(`0x${id.replaceAll('-', '').slice(0, hexDigits)}`)
  const values = Array.from({ length: size }, (_, at) => Number((bits >> BigInt(5 * (size - 1 - at))) & 31n))
  const text = [...values, checkOf(values)].map(value => letters[value] ?? '').join('')
  return `${text.slice(0, 3)}-${text.slice(3, 6)}-${text.slice(6)}`
}

const checkOf = (values: readonly number[]): number =>
  values.reduce((sum, value, at) => sum + value * (at + 2), 0) % modulus

/**
 * Reads one as people write it: small letters, O for 0, I or L for 1, blanks and dashes anywhere.
 * @returns the first and the last id that it can be of; null for what was misread
 */
export function readCaseRef(text: string): { from: string; to: string } | null {
  const plain = text
    .toUpperCase()
    .replace(/[\s\p{Pd}.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  const values = [...plain].map(letter => letters.indexOf(letter))
  if (values.length !== size + 1 || values.includes(-1)) return null
  const check = values.pop()
  if (check !== checkOf(values)) return null
  const bits = values.reduce((sum, value) => (sum << 5n) | BigInt(value), 0n)
  const hex = bits.toString(16).padStart(hexDigits, '0')
  const idOf = (rest: string): string => {
    const all = hex + rest.repeat(32 - hexDigits)
    return [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20)].join('-')
  }
  return { from: idOf('0'), to: idOf('f') }
}
