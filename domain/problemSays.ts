/**
 * What is told when something is not done, or looked at: a closed table of codes and their English sentences. Whoever writes
 * a sentence writes it where it belongs (`refused('state', 'The programme is paused.')`); at the edge it is known again here,
 * so that every reader has it in their own language (web/portal/words/problems). test/portal/problemWords.test.ts reads the
 * source and finds sentences that stand in no table.
 *
 * Values are what stood in the sentence anyhow: counts, amounts, codes, handles.
 */
import { accounts } from './problems/accounts.js'
import { asking } from './problems/asking.js'
import { cases } from './problems/cases.js'
import { deciding } from './problems/deciding.js'
import { distributions } from './problems/distributions.js'
import { due } from './problems/due.js'
import { entering } from './problems/entering.js'
import { fields } from './problems/fields.js'
import { files } from './problems/files.js'
import { looking } from './problems/looking.js'
import { messages } from './problems/messages.js'
import { payouts } from './problems/payouts.js'
import { people } from './problems/people.js'
import { rounds } from './problems/rounds.js'
import { setting } from './problems/setting.js'
import { statements } from './problems/statements.js'
import { texts } from './problems/texts.js'
import { trial } from './problems/trial.js'
import { vouchers } from './problems/vouchers.js'
import { whys } from './problems/whys.js'
import { zod } from './problems/zod.js'

export const problemSentences = {
  ...asking,
  ...entering,
  ...deciding,
  ...people,
  ...rounds,
  ...distributions,
  ...payouts,
  ...cases,
  ...accounts,
  ...messages,
  ...texts,
  ...statements,
  ...vouchers,
  ...setting,
  ...files,
  ...fields,
  ...whys,
  ...looking,
  ...due,
  ...trial,
  ...zod,
} as const
export type ProblemCode = keyof typeof problemSentences

export interface ProblemSays {
  /** `several`: `values.all` has one for each sentence */
  readonly code: ProblemCode | 'several'
  readonly values: Readonly<Record<string, ProblemValue>>
}
export type ProblemValue = string | ProblemSays | readonly ProblemSays[]

const exact: ReadonlyMap<string, ProblemCode> = new Map(
  Object.entries(problemSentences)
    .filter(([, text]) => !text.includes('{'))
    .map(([code, text]) => [text, code as ProblemCode]),
)

/** `, by peter at 2026-11-26 10:02 UTC` (byWhom in domain/done.ts), or nothing. */
const byWhom = '(?:, by \\S+)?(?: at [0-9: -]{16} UTC)?'
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

interface Pattern {
  readonly code: ProblemCode
  readonly gaps: readonly string[]
  readonly is: RegExp
  /** so many letters of the sentence are its own: the more, the surer */
  readonly own: number
}

const amounts: ReadonlySet<string> = new Set(
  'amount base each due cap rounded share left disbursed fees fee highest before after less expected'.split(' '),
)

/** Made when the first sentence with values is told. */
let made: readonly Pattern[] | null = null
const patterns = (): readonly Pattern[] =>
  (made ??= Object.entries(problemSentences)
    .filter(([, text]) => text.includes('{'))
    .map(([code, text]) => patternOf(code as ProblemCode, text))
    .sort((one, other) => other.own - one.own))

function patternOf(code: ProblemCode, text: string): Pattern {
  const parts = text.split(/\{(\w+)\}/)
  const gaps = parts.filter((_, at) => at % 2 === 1)
  // These are short: without amounts where amounts belong any sentence could be one of them.
  const short = Object.hasOwn(due, code) || Object.hasOwn(trial, code)
  const between = (gap: string): string => {
    if (gap === 'first') return `(${byWhom})`
    if (gap === 'where') return '(.*?)'
    return short && amounts.has(gap) ? '([A-Z]{3} -?[0-9,.]+)' : '(.+?)'
  }
  const source = parts.map((part, at) => (at % 2 === 1 ? between(part) : escaped(part))).join('')
  return { code, gaps, is: new RegExp(`^${source}$`, 's'), own: text.replace(/\{\w+\}/g, '').length }
}

/** Longer ones are nobody's sentence, and not worth looking at. */
const longest = 2_000

/** The code of a sentence with its values; null: it stands in no table. */
export function problemSays(sentence: string): ProblemSays | null {
  if (sentence.length > longest) return null
  const whole = oneSentence(sentence)
  if (whole !== null) return whole
  const parts = sentence.split(/(?<=[.?!]) (?=\S)/)
  if (parts.length < 2 || parts.length > 20) return null
  const all = parts.map(oneSentence).filter(each => each !== null)
  return all.length === parts.length ? { code: 'several', values: { all } } : null
}

function oneSentence(sentence: string): ProblemSays | null {
  const known = exact.get(sentence)
  if (known !== undefined) return { code: known, values: {} }
  for (const { code, gaps, is } of patterns()) {
    const found = is.exec(sentence)
    if (found)
      return { code, values: Object.fromEntries(gaps.map((gap, at) => [gap, valueOf(gap, found[at + 1] ?? '')])) }
  }
  return null
}

function valueOf(gap: string, text: string): ProblemValue {
  if (gap === 'why' || gap === 'expects') return oneSentence(text) ?? text
  // States are told in words of the sentence and known by their codes.
  return gap.endsWith('State') ? text.replaceAll(' ', '_') : text
}
