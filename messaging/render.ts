/** How a text becomes what one person reads. */
import { TYPE } from '@formatjs/icu-messageformat-parser'
import { IntlMessageFormat } from 'intl-messageformat'
import { done, refused, type Done } from '../domain/done.js'
import type { Language } from '../domain/language.js'
import { languageChain } from '../domain/languageChain.js'
import {
  labelIn,
  type FieldValue,
  type FieldValues,
  type MessageField,
  type MessageFields,
} from '../domain/messageFields.js'
import type { Money } from '../domain/money.js'
import { readText, type Part } from './icu.js'
import {
  dayOf,
  formatTag,
  inDirection,
  isDateStyle,
  isRightToLeft,
  shownAmount,
  shownDay,
  shownNumber,
  tamed,
  withDirection,
} from './shown.js'

/** A text read once, to be told to many. */
export interface PreparedText {
  /** the placeholders that it uses, whatever form fits */
  readonly names: readonly string[]
  /**
   * What a person reads. Values are data: braces in them mean nothing.
   * @returns refused where the text needs a value that is not there, or not of its type; the sentence holds no value
   */
  tell(values: FieldValues): Done<{ text: string }>
}

/**
 * @param source checked by `wrongWithText` before
 * @param timeZone the programme’s (IANA): a moment is told as the day that it is there
 */
export function prepareText(
  source: string,
  language: Language,
  fields: MessageFields,
  timeZone: string,
): Done<{ prepared: PreparedText }> {
  const read = readText(source)
  if (!read.ok) return refused('invalid', 'The text can not be read: check it and save it anew.')
  const uses = new Map<string, Use>()
  const parts = read.parts.map(part => asUsed(part, fields, uses))
  const message = new IntlMessageFormat(parts, formatTag(language), {}, { formatters: formattersOf(language) })
  const shows = { language, chain: languageChain(language), timeZone, rtl: isRightToLeft(language) }
  return done({ prepared: { names: [...new Set([...uses.values()].map(use => use.name))], tell } })

  function tell(values: FieldValues): Done<{ text: string }> {
    const shown: Record<string, string | number> = {}
    for (const [key, use] of uses) {
      const field = Object.hasOwn(fields, use.name) ? fields[use.name] : undefined
      const value = Object.hasOwn(values, use.name) ? values[use.name] : undefined
      const ready = field && value !== undefined ? shownAs(use, field, value, shows) : undefined
      // Asked for only where a form that fits holds it: a receipt is none where money comes in cash.
      const get = (): string | number => {
        if (ready === undefined) throw new ValueMissing(use.name)
        return ready
      }
      Object.defineProperty(shown, key, { enumerable: true, get })
    }
    try {
      const text = String(message.format(shown))
      return done({ text: withDirection(text.replace(/\r\n?/g, '\n').replace(/ {2,}/g, ' ').trim(), shows.rtl) })
    } catch (error) {
      if (!(error instanceof ValueMissing)) throw error
      return refused('invalid', `The text names {${error.name}}, which is not known here.`)
    }
  }
}

class ValueMissing extends Error {
  constructor(override readonly name: string) {
    super()
  }
}

/** One way in which a text uses a placeholder: each gets a value of its own. */
interface Use {
  readonly name: string
  /** `show`: as it reads · `choose`: by which a form is chosen · otherwise how a day reads */
  readonly how: 'show' | 'choose' | `day ${string}`
}

/** The part with what it names replaced by the use that it makes of it; each use is noted. */
function asUsed(part: Part, fields: MessageFields, uses: Map<string, Use>): Part {
  const noted = (name: string, how: Use['how']): string => {
    const key = `${how} ${name}`
    uses.set(key, { name, how })
    return key
  }
  switch (part.type) {
    case TYPE.literal:
    case TYPE.pound:
    case TYPE.tag:
      return part
    case TYPE.argument:
    case TYPE.number:
      return { type: TYPE.argument, value: noted(part.value, 'show') }
    case TYPE.date:
    case TYPE.time:
      return {
        type: TYPE.argument,
        value: noted(part.value, `day ${typeof part.style === 'string' ? part.style : 'long'}`),
      }
    case TYPE.select:
    case TYPE.plural: {
      const options = Object.fromEntries(
        Object.entries(part.options).map(([form, option]) => [
          form,
          { ...option, value: option.value.map(each => asUsed(each, fields, uses)) },
        ]),
      )
      return { ...part, value: noted(part.value, 'choose'), options }
    }
  }
}

interface Shows {
  readonly language: Language
  readonly chain: readonly Language[]
  readonly timeZone: string
  readonly rtl: boolean
}

/** Undefined where the value is not of its field’s type. */
function shownAs({ how }: Use, field: MessageField, value: FieldValue, shows: Shows): string | number | undefined {
  if (how === 'choose') return field.type === 'whole' || field.type === 'choice' ? chosenBy(field, value) : undefined
  const text = textOf(field, value, how.startsWith('day ') ? how.slice(4) : 'long', shows)
  return text === undefined ? undefined : inDirection(text, shows.rtl)
}

const chosenBy = ({ type }: MessageField, value: FieldValue): string | number | undefined =>
  typeof value === (type === 'whole' ? 'number' : 'string') ? (value as string | number) : undefined

function textOf(field: MessageField, value: FieldValue, style: string, shows: Shows): string | undefined {
  const { language, timeZone, chain } = shows
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? tamed(value) : undefined
    case 'amount':
      return isMoney(value) ? shownAmount(value, language) : undefined
    case 'whole':
      return typeof value === 'number' && Number.isSafeInteger(value) ? shownNumber(value, language) : undefined
    case 'decimal':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? shownNumber(value, language) : undefined
    case 'choice':
      return typeof value === 'string' ? tamed(labelIn(field.labels?.[value], chain) ?? value) : undefined
    case 'date': {
      const day = value instanceof Date ? momentDay(value, timeZone) : value
      if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return undefined
      return shownDay(day, language, isDateStyle(style) ? style : 'long')
    }
  }
}

const isMoney = (value: FieldValue): value is Money =>
  typeof value === 'object' && 'minor' in value && typeof value.minor === 'bigint'

const momentDay = (at: Date, timeZone: string): string | undefined =>
  Number.isNaN(at.getTime()) ? undefined : dayOf(at, timeZone)

/** What the library asks for itself: the # of a plural, and which form a count takes. */
function formattersOf(language: Language) {
  const rules = new Map<string, Intl.PluralRules>()
  return {
    getNumberFormat: () => ({ format: (count: number) => shownNumber(count, language) }) as Intl.NumberFormat,
    getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args),
    getPluralRules: (_: unknown, options?: Intl.PluralRulesOptions) => {
      const type = options?.type ?? 'cardinal'
      const known = rules.get(type) ?? new Intl.PluralRules(formatTag(language), { type })
      rules.set(type, known)
      return known
    },
  }
}
