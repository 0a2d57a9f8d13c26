/** What the person at the terminal sees: a real progress display on a terminal, plain lines otherwise. */
import { Presets, SingleBar } from 'cli-progress'
import { isCurrency, money, toText } from '../../domain/money.js'

export interface Screen {
  chapter(title: string): void
  say(line: string): void
  /** Columns that line up; numbers written as text. */
  table(rows: readonly (readonly [left: string, right: string])[]): void
  progress(total: number): Progress
}

export interface Progress {
  /** `says` stands beside the bar, e.g. `316 paid, 8 refused`. */
  show(done: number, says: string): void
  end(): void
}

const bold = '\u001b[1m'
const plain = '\u001b[0m'

/** A plain line for each tenth of the way is enough to follow. */
const plainSteps = 10

export function openScreen(out: NodeJS.WriteStream): Screen {
  const onTerminal = out.isTTY && process.env['TERM'] !== 'dumb'
  const say = (line: string): void => void out.write(`${line}\n`)
  return {
    say: line => say(`  ${line}`),
    chapter: title => say(onTerminal ? `\n${bold}${title}${plain}` : `\n${title}`),
    table: rows => {
      const width = Math.max(...rows.map(([left]) => left.length))
      for (const [left, right] of rows) say(`  ${left.padEnd(width)}  ${right}`)
    },
    progress: total => (onTerminal ? bar(out, total) : lines(say, total)),
  }
}

function bar(out: NodeJS.WriteStream, total: number): Progress {
  const format = '  {bar} {value}/{total}  {says}'
  const shown = new SingleBar({ format, stream: out, barsize: 30, hideCursor: true }, Presets.shades_classic)
  shown.start(total, 0, { says: '' })
  return { show: (done, says) => shown.update(done, { says }), end: () => shown.stop() }
}

function lines(say: (line: string) => void, total: number): Progress {
  let told = -1
  let last = ''
  const tell = (done: number, says: string): void => {
    last = `  ${String(done).padStart(String(total).length)} of ${total}  ${says}`
    say(last)
  }
  let now: [done: number, says: string] = [0, '']
  return {
    show: (done, says) => {
      now = [done, says]
      const step = Math.floor((done * plainSteps) / Math.max(1, total))
      if (step === told) return
      told = step
      tell(done, says)
    },
    end: () => {
      if (!last.endsWith(`of ${total}  ${now[1]}`)) tell(...now)
    },
  }
}

/** `KES 1,845,000.00` of minor units as the API gives them. */
export function written(minor: string | bigint, currency: string): string {
  if (!isCurrency(currency)) throw new Error(`The currency ${currency} is not known.`)
  return toText(money(BigInt(minor), currency))
}

/** `1 household`, `2 households` */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** `2026-12-22T…` → `22 December 2026` */
export const day = (moment: string): string =>
  new Date(moment).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
