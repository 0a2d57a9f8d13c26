/** The approved list to be signed, and what became of it: as PDF, workbook or CSV. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Distribution } from '../../api/shapes.ts'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { Ask, Made } from '../money/Papers.tsx'

export function DistributionPapers({
  distribution: { id, name, programmeId },
}: {
  readonly distribution: Distribution
}) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [asking, setAsking] = useState(false)
  return (
    <Section
      title={t('money.papers')}
      acts={
        mayWhole('distributions.issue', programmeId) && (
          <Button variant="default" size="compact-md" onClick={() => setAsking(true)}>
            {t('money.ask')} …
          </Button>
        )
      }
    >
      <Made distributionId={id} />
      {asking && <Ask distributionId={id} name={name} close={() => setAsking(false)} />}
    </Section>
  )
}
