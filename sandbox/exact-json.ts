/**
 * JSON whose numbers stay what they were in the text. The payment request carries its amount as a JSON number;
 * `JSON.parse` would make a float of it, and money never is one.
 */

/** A number as it stood in the text. */
export interface NumberLiteral {
  literal: string
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g

/** Parses `text`, giving every number as `{ literal }`. Throws SyntaxError as `JSON.parse` does. */
export function parseExactly(text: string): unknown {
  JSON.parse(text)
  const wrapped = text.replace(stringOrNumber, token => (token.startsWith('"') ? token : `{"literal":"${token}"}`))
  return JSON.parse(wrapped)
}

/** `document` as JSON with one more field, a number given by its literal. */
export function withNumber(document: object, field: string, literal: string): string {
  const rest = JSON.stringify(document).slice(1)
  return `{${JSON.stringify(field)}:${literal}${rest === '}' ? '' : ','}${rest}`
}
