/** The approved list to be signed, and what became of it: as PDF, workbook or CSV; and whether one that came back is it. */
import { Button, Group } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Distribution } from '../../api/shapes.ts'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { Ask, Made } from '../money/Papers.tsx'

const CheckPaper = lazy(async () => ({ default: (await import('./CheckPaper.tsx')).CheckPaper }))

export function DistributionPapers({
  distribution: { id, name, programmeId },
}: {
  readonly distribution: Distribution
}) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [asking, setAsking] = useState(false)
  const [checking, setChecking] = useState(false)
  return (
    <Section
      title={t('money.papers')}
      acts={
        <Group gap="xs">
          <Button variant="default" size="compact-md" onClick={() => setChecking(true)}>
            {t('paper.check')} …
          </Button>
          {mayWhole('distributions.issue', programmeId) && (
            <Button variant="default" size="compact-md" onClick={() => setAsking(true)}>
              {t('money.ask')} …
            </Button>
          )}
        </Group>
      }
    >
      <Made distributionId={id} />
      <Suspense>{checking && <CheckPaper distributionId={id} close={() => setChecking(false)} />}</Suspense>
      {asking && <Ask distributionId={id} name={name} close={() => setAsking(false)} />}
    </Section>
  )
}
