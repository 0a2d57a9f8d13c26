/** What was given can not be read as a table. The message says what it is instead, and what to do. */
export class NotASheet extends Error {
  override readonly name = 'NotASheet'
  constructor(
    readonly code: 'empty' | 'other_kind' | 'too_large' | 'too_many_rows' | 'malformed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const begins = (head: Uint8Array, bytes: string): boolean =>
  Buffer.from(head.subarray(0, bytes.length)).equals(Buffer.from(bytes, 'latin1'))

const kinds: readonly (readonly [bytes: string, what: string])[] = [
  ['%PDF', 'a PDF: ask for the list itself, or save the table as XLSX or CSV'],
  ['\xd0\xcf\x11\xe0', 'an old Excel or Word file (.xls, .doc): save it as XLSX or “CSV UTF-8”'],
  ['\x89PNG', 'a picture: type the list or ask for the file it was made from'],
  ['\xff\xd8\xff', 'a photo: type the list or ask for the file it was made from'],
  ['GIF8', 'a picture: type the list or ask for the file it was made from'],
  ['\x1f\x8b', 'compressed (gzip): unpack it first'],
  ['7z\xbc\xaf', 'compressed (7z): unpack it first'],
  ['Rar!', 'compressed (rar): unpack it first'],
  ['SQLite format 3', 'a database file: export the table as CSV'],
]

/** Does it begin like a workbook, that is, like a ZIP archive? @throws NotASheet if it is something that holds no table */
export function isArchive(head: Uint8Array): boolean {
  const other = kinds.find(([bytes]) => begins(head, bytes))
  if (other) throw new NotASheet('other_kind', `The file is ${other[1]}.`)
  if (
    /^\s*<(!doctype|html|\?xml)/i.test(
      Buffer.from(head.subarray(0, 200))
        .toString('latin1')
        .replace(/^\xef\xbb\xbf/, ''),
    )
  )
    throw new NotASheet('other_kind', 'The file is a web page or XML, not a table: download it again as XLSX or CSV.')
  return begins(head, 'PK\x03\x04') || begins(head, 'PK\x05\x06')
}
