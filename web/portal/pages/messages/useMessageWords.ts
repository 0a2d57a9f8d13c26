/** Kinds, ways, states and languages of messages in the reader’s words; what has none yet is shown as the API names it. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../shown/money.ts'
import { useShown } from '../../shown/useShown.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'

export interface MessageWords {
  kind(kind: string): string
  state(state: string): string
  channel(channel: string): string
  /** with the account it goes through; that is often called as the way itself */
  way(channel: string, account: string | null): string
  /** why one did not arrive */
  reason(reason: string | null): string
  /** `sw` → Swahili */
  language(code: string | null): string
  /** `2026-11` → November 2026 */
  month(month: string): string
  /** millionths of the currency’s unit, as carriers price messages */
  price(micros: string, currency: string): string
}

export function useMessageWords(): MessageWords {
  const { t, i18n } = useTranslation()
  const reader = i18n.language
  const shown = useShown()
  const languageName = useLanguageName()
  return useMemo(() => {
    const months = new Intl.DateTimeFormat(reader, { month: 'long', year: 'numeric', timeZone: 'UTC' })
    const known = (key: string, otherwise: string): string =>
      i18n.exists(key) ? t(key as 'messages.title') : otherwise.replaceAll('_', ' ')
    const channel = (name: string): string => known(`channel.${name}`, name)
    return {
      kind: kind => known(`messageKind.${kind}`, kind),
      state: state => known(`messageState.${state}`, state),
      channel,
      way: (name, account) => {
        const way = channel(name)
        return account === null || account === way ? way : `${way} · ${shown.name(account)}`
      },
      reason: reason => (reason === null ? '–' : known(`messageReason.${reason}`, reason)),
      language: code => (code === null ? '–' : languageName(code)),
      month: month => months.format(new Date(`${month}-01T00:00:00Z`)),
      price: (micros, currency) => {
        // Two places where that is exact, else four, and never less than it is.
        const [places, step] = BigInt(micros) % 10_000n === 0n ? [2, 10_000n] : [4, 100n]
        const minor = (BigInt(micros) + step - 1n) / step
        return formatMoney(minor.toString(), currency, { [currency]: places }, reader)
      },
    }
  }, [t, i18n, reader, languageName, shown])
}
