/** What a field of an account is called; one that has no words yet goes by its own name. */
import { useTranslation } from 'react-i18next'

export function useFieldName(): (name: string) => string {
  const { t, i18n } = useTranslation()
  return name => {
    const key = `accountField.${name}`
    return i18n.exists(key) ? t(key as 'accountField.apiKey') : name
  }
}

/** The same, where somebody types it: with the unit in which the API takes it. */
export function useTypedName(): (name: string) => string {
  const { t } = useTranslation()
  const fieldName = useFieldName()
  return name => {
    const unit = name.endsWith('Ms') ? t('accountUnit.ms') : name.endsWith('Minor') ? t('accountUnit.minor') : null
    return unit === null ? fieldName(name) : `${fieldName(name)} (${unit})`
  }
}
