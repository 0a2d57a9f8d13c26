/**
 * Numbers in JSON as they were written. `JSON.parse` turns `10.10` into a float; money is read from the literal instead
 * (design section 6, "Units").
 */
const stringsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * Parses JSON with every number as the text of its literal: `{"amount": 10.50}` gives `{ amount: '10.50' }`.
 * Returns undefined for what is not JSON.
 */
export function parseKeepingLiterals(text: string): unknown {
  if (parseJson(text) === undefined) return undefined
  return parseJson(text.replace(stringsAndNumbers, token => (token.startsWith('"') ? token : `"${token}"`)))
}

/** `JSON.parse` as a value: undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
