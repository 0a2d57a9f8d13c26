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
  const { mayWhole } = useSession()
  return (
    <Page title={t('outside.title')} above={all.find(({ id }) => id === programmeId)?.name}>
      {mayWhole('people.export', programmeId) && <TakeAway key={`list ${programmeId}`} programmeId={programmeId} />}
      {mayWhole('corrections.proposeMany', programmeId) && (
        <TakeBack key={`back ${programmeId}`} programmeId={programmeId} />
      )}
      {mayWhole('fieldLinks.read', programmeId) && <FieldLinks key={programmeId} programmeId={programmeId} />}
    </Page>
  )
}
