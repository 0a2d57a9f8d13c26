import { readPhone } from '../../domain/phone.js'

/**
 * A number of the wire in E.164, to be compared with ours: documents write it with and without plus (facts 7). Null for
 * what can not be one, such as the stub `+2547` of a refused entry.
 */
export function wireNumber(text: string, country: string): string | null {
  const written = text.trim()
  if (/^\+[1-9]\d{7,14}$/.test(written)) return written
  const read = readPhone(written, country)
  return read.ok ? read.number : null
}
