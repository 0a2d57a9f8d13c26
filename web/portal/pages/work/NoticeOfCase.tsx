/** The callback that a case is about, as it came: what a provider said that fits nothing here. Looked at on demand: who looks is written down. */
import { Button, Code, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { noticeQuery } from './queries.ts'

export function NoticeOfCase({ caseId }: { readonly caseId: string }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <Section title={t('looks.callback')}>
      {opened ? (
        <Shown caseId={caseId} />
      ) : (
        <Stack align="flex-start" gap="xs">
          <Text>{t('looks.callbackSays')}</Text>
          <Button variant="default" onClick={() => setOpened(true)}>
            {t('looks.showCallback')}
          </Button>
        </Stack>
      )}
    </Section>
  )
}

function Shown({ caseId }: { readonly caseId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const notice = useQuery(noticeQuery(caseId))
  return (
    <Loaded of={notice}>
      {({ receivedAt, repeats, raw }) => (
        <Stack gap="sm">
          <Facts
            facts={[
              { name: t('looks.came'), value: shown.moment(receivedAt) },
              { name: t('looks.repeats'), value: shown.number(repeats) },
            ]}
          />
          <Code
            block
            dir="ltr"
            tabIndex={0}
            aria-label={t('looks.callback')}
            style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
          >
            {laidOut(raw)}
          </Code>
        </Stack>
      )}
    </Loaded>
  )
}

/** JSON is read more easily line by line; whatever else came is shown as it came. */
function laidOut(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}
