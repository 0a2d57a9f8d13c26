/** A request as SOAP 1.1 (facts 4). Pure: the same order always gives the same body. */

export const namespace = 'http://www.loyaltyinabox.com/giftcard_6_8/'
const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/'

/** An element of a request: its name, and its text or the elements in it, in order. */
export type Part = readonly [name: string, within: string | readonly Part[]]

/** The whole envelope. Operations have no prefix and live in the service's namespace; the envelope's prefix is `soap`. */
export function envelope(
  who: { username: string; password: string },
  operation: string,
  parts: readonly Part[],
): string {
  const header = written(
    [
      'Authenticate',
      [
        ['UserName', who.username],
        ['Password', who.password],
      ],
    ],
    true,
  )
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<soap:Envelope xmlns:soap="${soapNamespace}"><soap:Header>${header}</soap:Header>` +
    `<soap:Body>${written([operation, parts], true)}</soap:Body></soap:Envelope>`
  )
}

function written([name, within]: Part, outermost = false): string {
  const content = typeof within === 'string' ? escaped(within) : within.map(part => written(part)).join('')
  return `<${name}${outermost ? ` xmlns="${namespace}"` : ''}>${content}</${name}>`
}

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, letter => names[letter] ?? '')
