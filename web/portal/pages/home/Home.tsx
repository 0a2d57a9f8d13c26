/** What waits for whoever is here, what is under way, and how each programme stands. */
import { SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { useSession } from '../../session/session.ts'
import { Live } from './Live.tsx'
import { ProgrammesAtAGlance } from './ProgrammesAtAGlance.tsx'
import { Tasks } from './Tasks.tsx'
import { WorkCounts } from './WorkCounts.tsx'

export function Home() {
  const { t } = useTranslation()
  const { may } = useSession()
  // Invited, and given nothing yet.
  if (!may('programmes.read'))
    return (
      <Page title={t('home.title')}>
        <Empty title={t('home.noProgrammes')} says={t('home.noProgrammesSays')} />
      </Page>
    )
  return (
    <Page title={t('home.title')}>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Tasks />
        {may('distributions.read') && <Live />}
      </SimpleGrid>
      {may('cases.read') && <WorkCounts />}
      <ProgrammesAtAGlance />
    </Page>
  )
}
