/**
 * Tables as files, CSV and XLSX, of whatever length: read block by block from the rows as they stand at one moment, with the
 * eyes of whoever asked, and sent as they are read. Nothing of them lies anywhere.
 */
import { z } from '@hono/zod-openapi'
import type { House } from '../db/database.js'
import { atOneMoment } from '../db/reach.js'
import type { Reach } from '../domain/reach.js'
import { piecesOf, tableFormats, type StreamedTable, type TableFormat } from '../sheets/stream.js'
import { faceOf } from './log.js'
import { HttpProblem } from './problem.js'
import { descriptionOf, parse, type Ask, type Declared, type Route } from './route.js'
import type { Surroundings } from './surroundings.js'

/** What a handler answers: what the table is, and how its rows are read, later. */
export interface TableFile extends Pick<StreamedTable, 'name' | 'columns'> {
  /** @param house sees what whoever asked sees, as of one moment */
  blocks(house: House): StreamedTable['blocks']
}

const types: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/**
 * Declares the two routes `<path>.csv` and `<path>.xlsx`. Its handler checks and writes down who asks, then says how rows are read.
 */
export function tableFiles<Params = object, Query = object>(
  declared: Omit<Declared<Params, Query, object, string>, 'answer' | 'body' | 'kind' | 'method' | 'handle'> & {
    handle(ask: Ask<Params, Query, object>, format: TableFormat): Promise<TableFile>
  },
): Route[] {
  const { handle, path, does, ...rest } = declared
  return tableFormats.map(format => {
    const whole = {
      ...rest,
      path: `${path}.${format}`,
      does: `${does}, as ${format.toUpperCase()}`,
      method: 'get',
      kind: 'reads',
      answer: z.string().openapi({ format: 'binary' }),
    } as const
    return {
      ...descriptionOf<Params, Query, object, string>(whole),
      personal: false,
      file: types[format],
      table: format,
      parse: unparsed => {
        const parsed = parse<Params, Query, object, string>(whole, unparsed)
        return around => handle({ ...around, ...parsed }, format)
      },
    }
  })
}

export const filePace = {
  /** so many at a time: each holds a connection to the database */
  most: 3,
  /** whoever takes nothing for so long has gone */
  stallMs: 60_000,
  /** kept for a reader who is slower than the database */
  aheadBytes: 1024 * 1024,
}

let open = 0

/**
 * @param reach null: with the eyes of the house
 * @throws HttpProblem 503 where several are being made; whatever goes wrong before the first block
 */
export async function bodyOfTable(
  { house, log }: Pick<Surroundings, 'house' | 'log'>,
  reach: Reach | null,
  { name, columns, blocks }: TableFile,
  format: TableFormat,
  { most, stallMs, aheadBytes } = filePace,
): Promise<ReadableStream<Uint8Array>> {
  if (open >= most)
    throw new HttpProblem('unavailable', 'Others are being worked on just now: ask again in a few seconds.', {
      headers: { 'retry-after': '5' },
    })
  open++
  const begun = gate()
  let taken = gate()
  let line: ReadableStreamDefaultController<Uint8Array> | undefined
  let gone = false

  async function send(house: House): Promise<void> {
    for await (const piece of piecesOf({ name, columns, madeAt: new Date(), blocks: blocks(house) }, format)) {
      line?.enqueue(piece)
      begun.open()
      if ((line?.desiredSize ?? 0) <= 0) await within(stallMs, taken.opened)
      if (gone) throw new Error('Whoever asked for the file has gone.')
    }
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      start: controller => void (line = controller),
      pull: () => {
        taken.open()
        taken = gate()
      },
      cancel: () => {
        gone = true
        taken.open()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: aheadBytes }),
  )
  void atOneMoment(house, reach, send)
    .then(
      () => line?.close(),
      (error: unknown) => {
        begun.fail(error)
        // Half a file must not look like a whole one: the line breaks.
        if (gone) return
        line?.error(error)
        log.warn(faceOf(error), 'a file broke off')
      },
    )
    .finally(() => open--)
  await begun.opened
  return stream
}

interface Gate {
  readonly opened: Promise<void>
  open(): void
  fail(error: unknown): void
}

/** Something that is waited for here and happens there. */
function gate(): Gate {
  let open = (): void => undefined
  let fail = (_: unknown): void => undefined
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { opened, open: () => open(), fail: error => fail(error) }
}

async function within(ms: number, what: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Whoever asked for the file takes nothing of it any more.')), ms)
  })
  try {
    await Promise.race([what, late])
  } finally {
    clearTimeout(timer)
  }
}
