/** What became of the work: of one programme, or of all that somebody reaches. Charts, each with its table and its file. */
import { Anchor, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { Areas } from './Areas.tsx'
import { FirstPayment } from './FirstPayment.tsx'
import { Delivered } from './Delivered.tsx'
import { Failures } from './Failures.tsx'
import { Reach } from './Reach.tsx'
import { ByAccount } from './ByAccount.tsx'
import { Used } from './Used.tsx'
import { reachQuery, successQuery, type Among } from './queries.ts'

export function Insight() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/insight' })
  const { all } = useProgrammes()
  return (
    <Page
      key={programmeId}
      title={t('insight.title')}
      above={all.find(({ id }) => id === programmeId)?.name}
      acts={
        all.length > 1 && (
          <Anchor renderRoot={props => <Link to="/insight" {...props} />}>{t('insight.everyProgramme')}</Anchor>
        )
      }
    >
      <Charts among={programmeId} />
    </Page>
  )
}

export function InsightOfAll() {
  const { t } = useTranslation()
  const { all, known } = useProgrammes()
  return (
    <Page title={t('insight.title')} above={known && t('insight.ofAll', { number: all.length })}>
      <Charts among={null} />
    </Page>
  )
}

function Charts({ among }: { readonly among: Among }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const sent = useQuery(successQuery(among))
  const reached = useQuery(reachQuery(among, 'month'))
  const where = among ?? undefined
  return (
    <Loaded of={sent} lines={8}>
      {success =>
        success.byAccount.length === 0 && reached.data?.items.length === 0 ? (
          <Section title={t('insight.nothing')}>
            <Empty title={t('insight.nothing')} says={t('insight.nothingSays')} />
          </Section>
        ) : (
          <Stack>
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Reach among={among} />
              <FirstPayment among={among} />
            </SimpleGrid>
            <Areas among={among} success={success} />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <ByAccount success={success} />
              <Failures among={among} />
              {may('vouchers.read', where) && <Used among={among} />}
              {may('messages.read', where) && <Delivered among={among} />}
            </SimpleGrid>
          </Stack>
        )
      }
    </Loaded>
  )
}
