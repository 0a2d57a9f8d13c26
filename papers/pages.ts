/** Which rows of which table stand on which page: known before anything is drawn, so that a page can say “3 of 120”. */
import type { PaperTable } from './paper.js'

/** Points. */
export const heights = {
  title: 22,
  sentence: 11,
  head: 17,
  row: 14,
  /** room for a name written by hand */
  signed: 23,
  sum: 13,
  gap: 14,
} as const

export interface Stretch {
  readonly table: number
  /** rows of the table, from (first is 0) to (not included) */
  readonly from: number
  readonly to: number
  /** where it begins on its page, from above */
  readonly top: number
}

export interface Frame {
  /** where the first page has room; its head of facts ends there */
  readonly firstTop: number
  readonly top: number
  readonly bottom: number
}

export const rowHeight = ({ columns }: Pick<PaperTable, 'columns'>): number =>
  columns.some(({ kind }) => kind === 'blank') ? heights.signed : heights.row

/** Fewer rows than these are not left alone at the foot of a page. */
const fewest = 3

/** Pages with their stretches; a table without rows has one stretch of none. */
export function pagesOf(tables: readonly PaperTable[], { firstTop, top, bottom }: Frame): Stretch[][] {
  const pages: Stretch[][] = [[]]
  let y = firstTop
  const nextPage = (): void => {
    pages.push([])
    y = top
  }
  for (const [index, table] of tables.entries()) {
    const count = table.rows.count
    for (let from = 0, first = true; first || from < count;) {
      const over = above(table, from)
      const under = table.carries ? 2 * heights.sum : 0
      const fit = Math.floor((bottom - y - over - under) / rowHeight(table))
      const wanted = Math.min(fewest, count - from)
      // A table with no rows takes the height of one sentence instead.
      const tooLittle = count === 0 ? bottom - y - over - heights.sentence < 0 : fit < wanted
      if (tooLittle && y > top) {
        nextPage()
        continue
      }
      const to = Math.min(count, from + Math.max(1, fit))
      pages.at(-1)?.push({ table: index, from, to, top: y })
      y += over + (count === 0 ? heights.sentence : (to - from) * rowHeight(table) + under) + heights.gap
      from = to
      first = false
      if (from < count) nextPage()
    }
  }
  return pages
}

/** What stands over the rows of a stretch: title and sentences where the table begins, its head, what was carried over. */
export const above = ({ says = [], carries, rows }: PaperTable, from: number): number =>
  (from === 0 ? heights.title + says.length * heights.sentence : 0) +
  (rows.count === 0 ? 0 : heights.head) +
  (from > 0 && carries ? heights.sum : 0)
