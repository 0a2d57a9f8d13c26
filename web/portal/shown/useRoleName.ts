/** What a role is called: those that every house has in the reader’s language, its own as they were named. */
import { useTranslation } from 'react-i18next'

export function useRoleName(): (role: string) => string {
  const { t, i18n } = useTranslation()
  return role => {
    const key = `roleName.${role}`
    return i18n.exists(key) ? t(key as 'roleName.viewer') : role.replaceAll('_', ' ')
  }
}
