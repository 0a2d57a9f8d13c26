/**
 * What of lines identifies a person or is worth money, sealed: lines that stand beside each other in a file together, for
 * sealing a million of them one by one takes longer than reading them. A line is found in its block by its place in the file.
 */
import { sql } from 'kysely'
import type { StatementId } from '../../domain/ids.js'
import type { StatementLine } from '../../domain/statement.js'
import type { House } from '../database.js'
import { given } from '../given.js'

export type LineContent = Pick<StatementLine, 'receipt' | 'linked' | 'number' | 'mask' | 'name' | 'details' | 'reason'>

/** Where the content of a line lies: which line of which file it is, counted from 0. */
export interface Placed {
  readonly fileId: StatementId
  readonly place: number
}

/** So many lines a block: who looks at one line opens some thirty kilobytes. */
export const linesInBlock = 250
const blocksAtOnce = 20

/** Stores the contents (`contentText`) of lines that stand one after the other, the first of them at `first`. Null: nothing is kept of it. */
export async function sealContents(
  house: House,
  fileId: StatementId,
  first: number,
  contents: readonly (string | null)[],
): Promise<void> {
  const blocks = []
  for (let from = 0; from < contents.length; from += linesInBlock) {
    const block = contents.slice(from, from + linesInBlock)
    if (block.every(each => each === null)) continue
    blocks.push({
      first: first + from,
      lines: block.length,
      sealed: house.sealing.seal(block.map(text => text ?? '').join('\n')),
    })
  }
  if (blocks.length === 0) return
  await sql`
    insert into statement_content (file_id, first, lines, content_enc)
    select ${fileId}, v.first, v.lines, v.sealed from ${given('v', blocks, { first: 'int', lines: 'int', sealed: 'bytea' })}`.execute(
    house.db,
  )
}

/** Opens what these lines say. Lines that lie together are opened together. */
export async function contentsOf(house: House, lines: readonly Placed[]): Promise<(line: Placed) => LineContent> {
  const opened = new Map<string, LineContent>()
  const wanted = await blocksOf(house, lines)
  for (let from = 0; from < wanted.length; from += blocksAtOnce) {
    const some = wanted.slice(from, from + blocksAtOnce)
    const asked = some.map(({ fileId, first }) => ({ fileId, first }))
    const { rows } = await sql<{ fileId: StatementId; first: number; sealed: Buffer }>`
      select c.file_id as "fileId", c.first, c.content_enc as sealed
        from ${given('v', asked, { fileId: 'uuid', first: 'int' })} join statement_content c on c.file_id = v."fileId" and c.first = v.first`.execute(
      house.db,
    )
    for (const { fileId, first, sealed } of rows) {
      const texts = house.sealing.open(sealed).split('\n')
      const places = some.find(each => each.fileId === fileId && each.first === first)?.places ?? []
      for (const place of places) {
        const text = texts[place - first] ?? ''
        if (text !== '') opened.set(keyOf({ fileId, place }), contentOf(text))
      }
    }
  }
  return line => {
    const content = opened.get(keyOf(line))
    if (!content) throw new Error('The content of a line is not there: restore statement_content from a backup.')
    return content
  }
}

interface Block {
  fileId: StatementId
  first: number
  places: number[]
}

async function blocksOf(house: House, lines: readonly Placed[]): Promise<Block[]> {
  if (lines.length === 0) return []
  const { rows } = await sql<Block>`
    select v."fileId", b.first, array_agg(v.place) as places
      from ${given('v', lines, { fileId: 'uuid', place: 'int' })}
      join lateral (select c.first from statement_content c where c.file_id = v."fileId" and c.first <= v.place
                     order by c.first desc limit 1) b on true
     group by 1, 2 order by 1, 2`.execute(house.db)
  return rows
}

/** Of a file that was given up: what no line that stays needs is erased within its block too. */
export async function eraseContents(house: House, fileId: StatementId): Promise<void> {
  const { rows } = await sql<{ first: number; sealed: Buffer; places: number[] | null }>`
    with gone as (
      delete from statement_content where file_id = ${fileId} returning first, lines, content_enc)
    select g.first, g.content_enc as sealed,
           (select array_agg(l.place) from statement_line l
             where l.file_id = ${fileId} and l.place >= g.first and l.place < g.first + g.lines) as places
      from gone g`.execute(house.db)
  for (const { first, sealed, places } of rows) {
    if (places === null) continue
    const stay = new Set(places)
    const texts = house.sealing.open(sealed).split('\n')
    const contents = texts.map((text, at) => (stay.has(first + at) && text !== '' ? text : null))
    await sealContents(house, fileId, first, contents)
  }
}

const keyOf = ({ fileId, place }: Placed): string => `${fileId} ${place}`

/** Without the names of its fields, which would be most of it. JSON has no line break of its own. */
export const contentText = ({ receipt, linked, number, mask, name, details, reason }: LineContent): string => {
  return JSON.stringify([receipt, linked, number, mask, name, details, reason])
}

function contentOf(text: string): LineContent {
  const [receipt, linked, number, mask, name, details, reason] = JSON.parse(text) as (string | null)[]
  const or = (value: string | null | undefined): string | null => value ?? null
  return {
    receipt: or(receipt),
    linked: or(linked),
    number: or(number),
    mask: or(mask),
    name: or(name),
    details: or(details),
    reason: or(reason),
  }
}
