/** A role that somebody holds, with how far it reaches. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { useRoleName } from '../../shown/useRoleName.ts'

export function useHeldText(): (held: Member['roles'][number]) => string {
  const { t } = useTranslation()
  const roleName = useRoleName()
  const { all } = useProgrammes()
  return useCallback(
    ({ role, programmeId, areas, partner }) => {
      const where =
        programmeId === null
          ? t('admin.everywhere')
          : (all.find(({ id }) => id === programmeId)?.name ?? t('admin.otherProgramme'))
      return [roleName(role), where, ...(areas ?? []), ...(partner === null ? [] : [partner])].join(' · ')
    },
    [t, roleName, all],
  )
}
