/** A table as a file that spreadsheets open: CSV (RFC 4180) with the mark by which they know UTF-8. */

/** Raw as it is counted: money in whole minor units is a string. */
export type Cell = string | number | null

export const csvOf = (heads: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\ufeff${[heads, ...rows].map(row => row.map(cellOf).join(',')).join('\r\n')}\r\n`

function cellOf(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // What begins like a formula is one to a spreadsheet, whoever wrote it; a negative number is none.
  const text = /^[=+\-@\t\r]/.test(value) && !/^-?[0-9]+$/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Hands the file to the browser as something to keep. */
export function keepFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
