/**
 * Bytes of a CSV file → text, piece by piece. UTF-8 where it is valid or says so, UTF-16 where it says so, else
 * Windows-1252, which older spreadsheets and portals write.
 */
import { isUtf8 } from 'node:buffer'
import { NotASheet } from './notASheet.js'

export type Encoding = 'utf-8' | 'utf-16' | 'windows-1252'

type Decode = (piece?: Uint8Array) => string

/** With the mark of UTF-16 at its begin, or all of it valid UTF-8, it is that. `whole`: nothing comes after these bytes. */
export function decoderFor(head: Uint8Array, whole: boolean): { encoding: Encoding | null; decode: Decode } {
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16', decode: plain('utf-16le') }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16', decode: plain('utf-16be') }
  if (!whole) return { encoding: null, decode: eitherWay() }
  const encoding = isUtf8(head) ? 'utf-8' : 'windows-1252'
  return { encoding, decode: plain(encoding) }
}

function plain(label: string): Decode {
  const decoder = new TextDecoder(label)
  return piece => clean(piece ? decoder.decode(piece, { stream: true }) : decoder.decode())
}

/**
 * UTF-8 until a piece is not. If all before it was plain ASCII, it is Windows-1252 from there on; if there was a letter in
 * UTF-8 already, the file is damaged, and reading on would spoil names silently.
 */
function eitherWay(): Decode {
  const strict = new TextDecoder('utf-8', { fatal: true })
  let older: InstanceType<typeof TextDecoder> | null = null
  let beyondAscii = false
  return piece => {
    if (older) return clean(older.decode(piece, { stream: piece !== undefined }))
    try {
      const text = piece ? strict.decode(piece, { stream: true }) : strict.decode()
      beyondAscii ||= /[^\0-\x7f\ufeff]/.test(text)
      return clean(text)
    } catch (error) {
      // Not being UTF-8 is the only thing it throws for.
      if (!(error instanceof TypeError)) throw error
      if (beyondAscii || piece === undefined)
        throw new NotASheet('malformed', 'The file mixes encodings or breaks off: export it again as “CSV UTF-8”.')
      older = new TextDecoder('windows-1252')
      return clean(older.decode(piece, { stream: true }))
    }
  }
}

/** NUL never stands in a table: a file with it is a picture, another program’s own format, or damaged. */
function clean(text: string): string {
  if (text.includes('\0'))
    throw new NotASheet(
      'other_kind',
      'The file is not text. Save the list as XLSX or as “CSV UTF-8” in the spreadsheet program.',
    )
  return text
}
