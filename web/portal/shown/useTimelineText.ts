/** A line of the timeline of a payout, in the reader’s words: clauses that are codes with values (domain/timelineSays.ts). */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Evidence } from '../api/shapes.ts'
import { useActText } from './useActText.ts'
import { useReasonText } from './useReasonText.ts'
import { useRoleName } from './useRoleName.ts'
import { useShown } from './useShown.ts'
import { useWhyText } from './useWhyText.ts'

export type TimelineTold = Pick<Evidence['timeline'][number], 'says' | 'clauses'>
type Clause = TimelineTold['clauses'][number]

export function useTimelineText(): (told: TimelineTold) => string {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const roleName = useRoleName()
  const actText = useActText()
  const whyText = useWhyText()
  return useMemo(() => {
    // Which gaps a clause has is known only with its code: test/portal/timelineWords.test.ts sees that they agree.
    const tell = t as unknown as (key: string, values?: object) => string
    const known = (key: string, otherwise: string): string =>
      i18n.exists(key) ? tell(key) : `\u2068${otherwise}\u2069`
    const code = (gap: string, value: string): string => {
      switch (gap) {
        case 'reason':
          return reasonText(value)
        case 'role':
          return roleName(value)
        case 'act':
          return actText(value)
        case 'said':
          return whyText(value)
        case 'leaveBy':
          return shown.moment(value)
        case 'request':
          return known(`asking.${askingOf(value)}`, value)
        case 'attemptState':
        case 'outcome':
          return known(`attemptState.${value}`, value)
        case 'result':
          return known(`differenceSays.${value}`, value)
        case 'lineKind':
          return known(`lineKind.${value}`, value)
        case 'lineStatus':
          return known(`lineStatus.${value}`, value)
        case 'owner':
          return known(`work.group.${value.replaceAll(' ', '_')}`, value)
        case 'caseKind':
          return known(`work.kind.${value}`, value)
        case 'from':
        case 'to':
          return known(`money.account.${value}`, value)
        case 'entryKind':
          return known(`entryKind.${value}`, value)
        default:
          return `\u2068${value}\u2069`
      }
    }
    const filled = (gap: string, value: Clause['values'][string]): string => {
      if (value === null) return '?'
      if (typeof value === 'number') return shown.number(value)
      return typeof value === 'string' ? code(gap, value) : shown.money(value.minor, value.currency)
    }
    const one = ({ code, values }: Clause): string =>
      tell(
        `timeline.${code}`,
        Object.fromEntries(Object.entries(values).map(([gap, value]) => [gap, filled(gap, value)])),
      )
    return ({ says, clauses }) =>
      clauses.every(({ code }) => i18n.exists(`timeline.${code}`)) ? clauses.map(one).join('') : says
  }, [t, i18n, i18n.language, shown, reasonText, roleName, actText, whyText])
}

/** Of `POST /payouts/{id}/give-up` it is `give_up`. */
const askingOf = (request: string): string => request.replace(/^.*\{id\}\//, '').replace(/[^a-z]+/g, '_')
