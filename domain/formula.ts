/**
 * The small language in which a programme says what a household is due: whole numbers, the fields of a person, + - * /,
 * min, max and if. `5000 + 500 * max(0, household_size - 5)` is in whole units of the currency. It is read once, into a
 * tree; nothing is ever run as code, nothing loops, and what is divided stays exact until the amount is rounded.
 */
import { compareFractions, dividedBy, minus, plus, readFraction, times, whole, type Fraction } from './fraction.js'

type Sum = '+' | '-' | '*' | '/'
type Comparison = '<' | '<=' | '>' | '>=' | '=' | '<>'

type Node =
  | { readonly is: 'number'; readonly value: Fraction }
  | { readonly is: 'field'; readonly name: string }
  | { readonly is: Sum; readonly left: Node; readonly right: Node }
  | { readonly is: 'min' | 'max'; readonly of: readonly Node[] }
  | { readonly is: 'if'; readonly when: When; readonly then: Node; readonly else: Node }

interface When {
  readonly is: Comparison
  readonly left: Node
  readonly right: Node
}

export interface Formula {
  readonly text: string
  /** the fields of a person that it asks for, each once, in alphabetical order */
  readonly fields: readonly string[]
  readonly root: Node
}

export type FormulaRead =
  { readonly ok: true; readonly formula: Formula } | { readonly ok: false; readonly why: string }

/** Long enough for every rule a programme has told us, and short enough that nobody waits for it. */
const longest = 400
const deepest = 24

/** Reads it once; what is wrong is said with the place where it is. */
export function readFormula(text: string): FormulaRead {
  if (text.trim() === '') return { ok: false, why: 'The formula is empty.' }
  if (text.length > longest) return { ok: false, why: `A formula has at most ${longest} characters.` }
  try {
    const reader = new Reader(words(text))
    const root = reader.value()
    reader.end()
    return { ok: true, formula: { text, fields: [...reader.fields].sort(), root } }
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, why: error.message }
    throw error
  }
}

export type FormulaWorkedOut =
  { readonly ok: true; readonly value: Fraction } | { readonly ok: false; readonly why: string }

/** What it gives for one person. A field that is not filled in is no zero: then there is no amount, and a reason. */
export function workOut(formula: Formula, fields: ReadonlyMap<string, Fraction>): FormulaWorkedOut {
  try {
    return { ok: true, value: valueOf(formula.root, fields) }
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, why: error.message }
    throw error
  }
}

/** How a value of a field counts: numbers as they are, yes as 1, no as 0; null where it is none of these. */
export function fieldValue(text: string): Fraction | null {
  if (text === 'yes') return whole(1n)
  return text === 'no' ? whole(0n) : readFraction(text)
}

class Wrong extends Error {
  override readonly name = 'Wrong'
}

interface Word {
  readonly text: string
  /** from 1 */
  readonly at: number
}

function words(text: string): Word[] {
  const found: Word[] = []
  const next = /\s*(?:(\d+(?:\.\d+)?)|([a-z][a-z0-9_]*)|(<=|>=|<>|[-+*/(),<>=]))/gy
  while (text.slice(next.lastIndex).trim() !== '') {
    const from = next.lastIndex
    const match = next.exec(text)
    if (!match) {
      const at = from + text.slice(from).search(/\S/) + 1
      throw new Wrong(`At ${at}, “${text[at - 1] ?? ''}” means nothing in a formula.`)
    }
    const word = match[1] ?? match[2] ?? match[3] ?? ''
    found.push({ text: word, at: next.lastIndex - word.length + 1 })
  }
  return found
}

const named = new Set(['min', 'max', 'if'])
const comparisons = new Set<string>(['<', '<=', '>', '>=', '=', '<>'] satisfies Comparison[])

class Reader {
  readonly fields = new Set<string>()
  private next = 0
  private depth = 0
  constructor(private readonly words: readonly Word[]) {}

  /** Sums of products; deeper ones in brackets. */
  value(): Node {
    if (++this.depth > deepest) throw new Wrong(`A formula has at most ${deepest} brackets within each other.`)
    let left = this.product()
    for (let word = this.take('+', '-'); word; word = this.take('+', '-'))
      left = { is: word.text as Sum, left, right: this.product() }
    this.depth -= 1
    return left
  }

  end(): void {
    const word = this.words[this.next]
    if (word) throw new Wrong(`At ${word.at}, “${word.text}” does not belong there.`)
  }

  private product(): Node {
    let left = this.single()
    for (let word = this.take('*', '/'); word; word = this.take('*', '/'))
      left = { is: word.text as Sum, left, right: this.single() }
    return left
  }

  private single(): Node {
    const word = this.words[this.next++]
    if (!word) throw new Wrong('The formula ends too early.')
    if (word.text === '-') return { is: '-', left: { is: 'number', value: whole(0n) }, right: this.signed(word) }
    if (word.text === '(') {
      const inner = this.value()
      this.must(')')
      return inner
    }
    const number = readFraction(word.text)
    if (number) return { is: 'number', value: number }
    if (/^\d/.test(word.text)) throw new Wrong(`At ${word.at}, the number ${word.text} is too long.`)
    if (!/^[a-z]/.test(word.text)) throw new Wrong(`At ${word.at}, “${word.text}” does not belong there.`)
    if (named.has(word.text)) return this.call(word.text)
    this.fields.add(word.text)
    return { is: 'field', name: word.text }
  }

  private signed(minus: Word): Node {
    if (this.words[this.next]?.text === '-') throw new Wrong(`At ${minus.at}, one minus is enough.`)
    return this.single()
  }

  private call(name: string): Node {
    this.must('(')
    if (name === 'if') {
      const left = this.value()
      const word = this.words[this.next++]
      if (!word || !comparisons.has(word.text))
        throw new Wrong('An if begins with a comparison, like if(household_size > 5, 6000, 5000).')
      const when: When = { is: word.text as Comparison, left, right: this.value() }
      this.must(',')
      const then = this.value()
      this.must(',')
      const otherwise = this.value()
      this.must(')')
      return { is: 'if', when, then, else: otherwise }
    }
    const of = [this.value()]
    while (this.take(',')) of.push(this.value())
    this.must(')')
    if (of.length < 2) throw new Wrong(`${name} compares two values or more.`)
    return { is: name as 'min' | 'max', of }
  }

  private take(...texts: string[]): Word | null {
    const word = this.words[this.next]
    if (!word || !texts.includes(word.text)) return null
    this.next += 1
    return word
  }

  private must(text: string): void {
    const word = this.words[this.next]
    if (word?.text !== text)
      throw new Wrong(
        word ? `At ${word.at}, “${text}” is missing before “${word.text}”.` : `“${text}” is missing at the end.`,
      )
    this.next += 1
  }
}

function valueOf(node: Node, fields: ReadonlyMap<string, Fraction>): Fraction {
  switch (node.is) {
    case 'number':
      return node.value
    case 'field': {
      const value = fields.get(node.name)
      if (!value) throw new Wrong(`the field ${node.name} is not filled in`)
      return value
    }
    case 'min':
    case 'max': {
      const values = node.of.map(each => valueOf(each, fields))
      const wanted = node.is === 'min' ? -1 : 1
      return values.reduce((best, each) => (compareFractions(each, best) === wanted ? each : best))
    }
    case 'if':
      return valueOf(holds(node.when, fields) ? node.then : node.else, fields)
    default:
      return calculated(node.is, valueOf(node.left, fields), valueOf(node.right, fields))
  }
}

function calculated(sum: Sum, left: Fraction, right: Fraction): Fraction {
  if (sum === '+') return plus(left, right)
  if (sum === '-') return minus(left, right)
  if (sum === '*') return times(left, right)
  const value = dividedBy(left, right)
  if (!value) throw new Wrong('the programme’s formula divides by zero')
  return value
}

function holds({ is, left, right }: When, fields: ReadonlyMap<string, Fraction>): boolean {
  const order = compareFractions(valueOf(left, fields), valueOf(right, fields))
  switch (is) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '=':
      return order === 0
    case '<>':
      return order !== 0
  }
}
