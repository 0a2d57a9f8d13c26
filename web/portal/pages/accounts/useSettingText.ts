/** A setting of an account as people read it: times in seconds or days, amounts as money, yes and no in words. */
import { useTranslation } from 'react-i18next'
import { useShown } from '../../shown/useShown.ts'

/** @param currency of the account; without it amounts stay in the least units, as they were typed */
export function useSettingText(currency?: string | undefined): (name: string, value: string) => string {
  const { t } = useTranslation()
  const shown = useShown()
  return (name, value) => {
    if (value === 'yes' || value === 'no') return t(value === 'yes' ? 'admin.yes' : 'admin.no')
    if (!/^[0-9]{1,12}$/.test(value)) return value
    if (name.endsWith('Ms')) return shown.duration(Number(value))
    if (name.endsWith('Minor') && currency !== undefined) return shown.money(value, currency)
    return value
  }
}
