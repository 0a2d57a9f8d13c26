/** A sentence of the API that came as a code with values, in the reader’s words; its own English where there are none. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProblemSays, ProblemValue } from '../api/problem.ts'
import { useSurroundings } from '../session/surroundings.ts'
import { readProblemWords } from '../words/words.ts'
import { useRoleName } from './useRoleName.ts'
import { useShown } from './useShown.ts'

/** As the API gives it: values are texts, or again codes with values. */
export interface Told {
  readonly code?: string | undefined
  readonly values?: Readonly<Record<string, unknown>> | undefined
}

export function useToldText(): (told: Told | null, otherwise: string) => string {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const { currencies } = useSurroundings()
  return useMemo(() => {
    // Which gaps a sentence has is known only with its code: test/portal/problemWords.test.ts sees that they agree.
    const tell = t as unknown as (key: string, values?: object) => string
    const apart = (text: string): string => `\u2068${text}\u2069`
    const known = (key: string, otherwise: string): string => (i18n.exists(key) ? tell(key) : apart(otherwise))
    const word = (gap: string, value: string): string => {
      switch (gap) {
        case 'distributionState':
          return known(`distributionState.${value}`, value)
        case 'payoutState':
          return known(`payoutState.${value}`, value)
        case 'personState':
          return known(`personState.${value}`, value)
        case 'attemptState':
          return known(`attemptState.${value}`, value)
        case 'broadcastState':
          return known(`broadcastState.${value}`, value)
        case 'statementState':
          return known(`reconciling.state.${value}`, value)
        case 'role':
        case 'otherRole':
          return roleName(value)
        case 'thing':
        case 'column':
        case 'proposalState':
          return known(`problemThing.${value.toLowerCase().replace(/[^a-z]+/g, '_')}`, value)
        case 'first':
          return firstOne(value, shown.moment)
        default:
          return plain(value)
      }
    }
    const plain = (value: string): string => {
      if (/^[0-9]{1,9}$/.test(value)) return shown.number(Number(value))
      if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return shown.date(value)
      const [, currency, digits] = /^([A-Z]{3}) (-?[0-9,]+(?:\.[0-9]+)?)$/.exec(value) ?? []
      if (currency === undefined || digits === undefined || currencies[currency] === undefined) return apart(value)
      const [whole = '', fraction = ''] = digits.replaceAll(',', '').split('.')
      return shown.money(whole + fraction.padEnd(currencies[currency], '0'), currency)
    }
    const filled = (gap: string, value: ProblemValue): string => {
      if (typeof value === 'string') return word(gap, value)
      return ('code' in value ? [value] : value).map(each => one(each) ?? '').join(' ')
    }
    const one = ({ code, values }: Told): string | null => {
      if (code === 'several') return filled('all', (values?.['all'] ?? []) as readonly ProblemSays[])
      if (!i18n.exists(`problemSays.${code ?? ''}`)) return null
      const gaps = Object.entries(values ?? {}).map(([gap, value]) => [gap, filled(gap, value as ProblemValue)])
      return tell(`problemSays.${code ?? ''}`, Object.fromEntries(gaps) as object)
    }
    return (told, otherwise) => {
      if (!told?.code) return otherwise
      // Their words come with the first sentence that is told, and are shown as soon as they are there.
      void readProblemWords().catch(() => undefined)
      return one(told) ?? otherwise
    }
  }, [t, i18n, i18n.language, shown, roleName, currencies])
}

/** `, by peter at 2026-11-26 10:02 UTC`, or nothing: who was first, and when. */
function firstOne(text: string, moment: (iso: string) => string): string {
  const [, by] = /, by (\S+)/.exec(text) ?? []
  const [, day, time] = / at ([0-9-]{10}) ([0-9:]{5}) UTC/.exec(text) ?? []
  const parts = [by === undefined ? '' : `\u2068${by}\u2069`, day && time ? moment(`${day}T${time}:00Z`) : '']
  const told = parts.filter(part => part !== '').join(', ')
  return told === '' ? '' : ` (${told})`
}
