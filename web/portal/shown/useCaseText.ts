/** What happened, as a case tells it, in the reader’s words; a code that has none yet is told by the API’s own sentence. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../api/shapes.ts'
import { useReasonText } from './useReasonText.ts'
import { useShown } from './useShown.ts'

export type CaseTold = Pick<Case, 'says' | 'saysCode' | 'saysValues'>
type Value = CaseTold['saysValues'][string]

export function useCaseText(): (told: CaseTold) => string {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  return useMemo(() => {
    // Which gaps a sentence has is known only with its code: test/portal/caseWords.test.ts sees that they agree.
    const tell = t as unknown as (key: string, values: object) => string
    const known = (key: string, otherwise: string): string =>
      i18n.exists(key) ? t(key as 'reason.none') : `\u2068${otherwise}\u2069`
    /** Within a sentence. */
    const small = (text: string): string => text.charAt(0).toLocaleLowerCase(i18n.language) + text.slice(1)
    const code = (gap: string, value: string): string => {
      switch (gap) {
        case 'reason':
          return `${reasonText(value)}.`
        case 'messageReason':
          return `${known(`messageReason.${value}`, value)}.`
        case 'result':
          return known(`differenceSays.${value}`, value)
        case 'doubts':
          return small(known(`pairs.reason.${value}`, value))
        case 'state':
          return known(`attemptState.${value}`, value)
        default:
          return known(`caseWhy.${value}`, value)
      }
    }
    const filled = (gap: string, value: Value): string => {
      if (value === null) return ''
      if (typeof value === 'number') return gap === 'silentMs' ? lasting(value, i18n.language) : shown.number(value)
      if (typeof value === 'string') return code(gap, value)
      if (Array.isArray(value)) return value.map(each => code(gap, each)).join('; ')
      return shown.money(value.minor, value.currency)
    }
    return ({ says, saysCode, saysValues }) => {
      const key = `caseSays.${saysCode ?? ''}`
      if (!i18n.exists(key)) return says
      const values = Object.entries(saysValues).map(([gap, value]) => [gap, filled(gap, value)])
      return tell(key, Object.fromEntries(values) as object).trim()
    }
  }, [t, i18n, i18n.language, shown, reasonText])
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** `40 minutes`: in the largest unit of which there are at least two. */
function lasting(ms: number, language: string): string {
  const [unit, size] = units.find(([, size]) => ms >= 2 * size) ?? units[3]
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(
    ms / size,
  )
}
