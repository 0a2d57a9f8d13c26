/** One stretch of a table on one page: its head, rows, and the sums of page and list. */
import { toDecimal, money, parseDecimal, type Currency } from '../domain/money.js'
import { above, heights, rowHeight, type Stretch } from './pages.js'
import { grouped, type PaperColumn, type PaperTable } from './paper.js'
import type { Pen } from './pen.js'

export interface Place {
  readonly left: number
  readonly width: number
}

/** Sums by column, minor units; undefined where a column has none. */
export type Sums = readonly (bigint | undefined)[]

const padding = 3

/** Draws it. @returns the sums of all rows so far */
export function drawStretch(pen: Pen, { table, stretch, rows, before, currency }: Drawn, place: Place): Sums {
  const { columns } = table
  const tall = rowHeight(table)
  const edges = edgesOf(columns, place)
  let y = stretch.top
  if (stretch.from === 0) y = drawTitle(pen, table, place, y)
  if (table.rows.count === 0) {
    pen.line(table.empty, place.left, y, place.width, { gray: 0.3 })
    return before
  }
  pen.ground(place.left, y, place.width, heights.head, 0.9)
  for (const [index, { head, kind }] of columns.entries())
    cell(pen, edges, index, y + 4, head, { font: 'bold', size: 7.5, ...right(kind) })
  y += heights.head
  if (table.carries && stretch.from > 0)
    y = drawSums(pen, table, { y, edges, what: 'Carried over', sums: before, currency })
  const text = (tall - 9.5) / 2
  for (const row of rows) {
    for (const [index, { kind }] of columns.entries()) {
      const is = row[index] ?? ''
      cell(pen, edges, index, y + text, kind === 'amount' ? grouped(is) : is, right(kind))
    }
    y += tall
    pen.rule(place.left, y, place.width)
  }
  drawSides(pen, table, edges, stretch)
  if (!table.carries) return before
  const own = sumsOf(columns, rows, currency)
  const sums = own.map((sum, index) => (sum === undefined ? undefined : sum + (before[index] ?? 0n)))
  const ends = stretch.to === table.rows.count
  if (stretch.from > 0 || !ends) y = drawSums(pen, table, { y, edges, what: 'This page', sums: own, currency })
  const what = ends ? 'In all' : 'Carried over to the next page'
  drawSums(pen, table, { y, edges, what, sums, currency })
  return sums
}

export interface Drawn {
  readonly table: PaperTable
  readonly stretch: Stretch
  readonly rows: readonly (readonly string[])[]
  /** of the stretches before */
  readonly before: Sums
  readonly currency: Currency
}

function drawTitle(pen: Pen, { title, says = [] }: PaperTable, { left, width }: Place, top: number): number {
  pen.line(title, left, top + 4, width, { font: 'bold', size: 11 })
  let y = top + heights.title
  for (const sentence of says) {
    pen.line(sentence, left, y, width, { size: 7.5, gray: 0.3 })
    y += heights.sentence
  }
  return y
}

/** Columns that are written into by hand are boxed. */
function drawSides(pen: Pen, table: PaperTable, edges: readonly number[], { from, to, top }: Stretch): void {
  const begins = top + above(table, from)
  const tall = (to - from) * rowHeight(table)
  for (const [index, { kind }] of table.columns.entries()) {
    if (kind !== 'blank') continue
    pen.upright(edges[index] ?? 0, begins, tall)
    pen.upright(edges[index + 1] ?? 0, begins, tall)
  }
}

function drawSums(
  pen: Pen,
  { columns }: PaperTable,
  {
    y,
    edges,
    what,
    sums,
    currency,
  }: { y: number; edges: readonly number[]; what: string; sums: Sums; currency: Currency },
): number {
  const first = columns.findIndex(({ kind }) => kind === 'amount')
  pen.line(what, (edges[0] ?? 0) + padding, y + 2, (edges[Math.max(first, 1)] ?? 0) - (edges[0] ?? 0) - 2 * padding, {
    font: 'bold',
    size: 7.5,
  })
  for (const [index, sum] of sums.entries())
    if (sum !== undefined)
      cell(pen, edges, index, y + 2, grouped(toDecimal(money(sum, currency))), {
        font: 'bold',
        size: 7.5,
        align: 'right',
      })
  return y + heights.sum
}

function cell(
  pen: Pen,
  edges: readonly number[],
  index: number,
  y: number,
  text: string,
  how: Parameters<Pen['line']>[4],
): void {
  const from = (edges[index] ?? 0) + padding
  pen.line(text, from, y, (edges[index + 1] ?? 0) - padding - from, how)
}

const right = (kind: PaperColumn['kind']) =>
  kind === 'amount' || kind === 'whole' ? ({ align: 'right' } as const) : {}

/** Where each column begins, and where the last one ends. */
function edgesOf(columns: readonly PaperColumn[], { left, width }: Place): number[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  const edges = [left]
  let at = 0
  for (const { share } of columns) edges.push(left + (width * (at += share)) / shares)
  return edges
}

export function sumsOf(columns: readonly PaperColumn[], rows: Iterable<readonly string[]>, currency: Currency): Sums {
  const sums = columns.map(({ kind }): bigint | undefined => (kind === 'amount' ? 0n : undefined))
  for (const row of rows)
    for (const [index, sum] of sums.entries()) {
      const text = row[index] ?? ''
      if (sum === undefined || text === '') continue
      const read = parseDecimal(text, currency)
      if (!read.ok) throw new Error('A cell of amounts holds no amount of the paper’s currency.')
      sums[index] = sum + read.money.minor
    }
  return sums
}
