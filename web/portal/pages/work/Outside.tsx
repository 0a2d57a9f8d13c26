/** Work that leaves the office: lists of open corrections on paper, and links for aid workers without an account. */
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { Page } from '../../parts/Page.tsx'
import { useSession } from '../../session/session.ts'
import { FieldLinks } from './FieldLinks.tsx'
import { TakeAway } from './TakeAway.tsx'
import { TakeBack } from './TakeBack.tsx'

export function Outside() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/outside' })
  const { all } = useProgrammes()
  const { placesFor } = useSession()
  // Lists and links are for all people of a place: whoever reaches some of each makes none.
  const here = (permission: string): boolean => placesFor(permission, programmeId)?.length !== 0
  return (
    <Page title={t('outside.title')} above={all.find(({ id }) => id === programmeId)?.name}>
      {here('people.export') && <TakeAway key={`list ${programmeId}`} programmeId={programmeId} />}
      {here('corrections.proposeMany') && <TakeBack key={`back ${programmeId}`} programmeId={programmeId} />}
      {here('fieldLinks.read') && <FieldLinks key={programmeId} programmeId={programmeId} />}
    </Page>
  )
}
