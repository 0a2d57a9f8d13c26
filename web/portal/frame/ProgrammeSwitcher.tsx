/** In which programme one works. Changing it leads to the same page of the other one. */
import { NativeSelect } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../session/session.ts'
import { useProgrammes } from './programmes.ts'

export function ProgrammeSwitcher() {
  const { t } = useTranslation()
  const { all, here } = useProgrammes()
  const { may } = useSession()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  if (all.length === 0 || !here) return null
  const go = (programmeId: string): void => {
    const page = /^\/programmes\/[^/]+\/(people|distributions)$/.exec(pathname)?.[1]
    // Whoever works with people alone sees no distributions.
    const people = page === 'people' || !may('distributions.read', programmeId)
    const to = people ? '/programmes/$programmeId/people' : '/programmes/$programmeId/distributions'
    void navigate({ to, params: { programmeId } })
  }
  return (
    <NativeSelect
      aria-label={t('frame.programme')}
      value={here.id}
      onChange={event => go(event.currentTarget.value)}
      data={all.map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}
