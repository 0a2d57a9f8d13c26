/**
 * A number of the wire in E.164, to be compared with ours: carriers write it with and without plus, Twilio's WhatsApp
 * with a prefix (facts 1.5, 3.3, 7). Null for what is none: a short code, a name.
 */
export function wireNumber(text: string): string | null {
  const digits = /^\+?([1-9]\d{7,14})$/.exec(text.trim().replace(/^whatsapp:/, ''))?.[1]
  return digits === undefined ? null : `+${digits}`
}
