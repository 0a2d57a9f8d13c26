/** What a profile makes of the first rows of a file, without storing anything: everything that is wrong is told at once. */
import { done, refused, type Done } from '../../domain/done.js'
import type { FspAccountId } from '../../domain/ids.js'
import type { StatementLine } from '../../domain/statement.js'
import type { StatementProfile } from '../../domain/statementProfile.js'
import { StatementReader, type Preamble, type RowTrouble } from '../../domain/statementReader.js'
import { NotASheet, readSheet, type Bytes } from '../../sheets/read.js'
import type { House } from '../database.js'
import { rulesFor } from './profiles.js'

export interface StatementPreview {
  readonly rules: StatementProfile
  readonly preamble: Preamble
  /** of the first rows */
  readonly lines: readonly StatementLine[]
  readonly unread: readonly { readonly row: number; readonly troubles: readonly RowTrouble[] }[]
  readonly rowsLookedAt: number
}

/** So many rows are looked at; the rest is read in the background. */
export const rowsLookedAt = 1_000

export async function previewStatement(
  house: House,
  { fspAccountId, profile, bytes }: { fspAccountId: FspAccountId; profile: string; bytes: Bytes },
): Promise<Done<StatementPreview>> {
  const found = await rulesFor(house, { fspAccountId, profile })
  if (!found.ok) return found
  const { rules, currency, country } = found
  try {
    const reader = new StatementReader(rules, { currency, country })
    const lines: StatementLine[] = []
    const unread: { row: number; troubles: readonly RowTrouble[] }[] = []
    let rows = 0
    looking: for await (const block of readSheet(bytes)) {
      for (const row of block) {
        if (rows++ >= rowsLookedAt) break looking
        const read = reader.read(row)
        if (read.is === 'lines') lines.push(...read.lines)
        if (read.is === 'unread') unread.push({ row: read.row, troubles: read.troubles })
      }
    }
    if (!reader.hasHeader) return refused('invalid', reader.lacking)
    if (lines.length + unread.length === 0) return refused('invalid', 'Below its header the file has no lines.')
    return done({ rules, preamble: reader.preamble, lines, unread, rowsLookedAt: Math.min(rows, rowsLookedAt) })
  } catch (error) {
    if (error instanceof NotASheet) return refused('invalid', error.message)
    if (error instanceof RangeError) return refused('invalid', error.message)
    throw error
  }
}
