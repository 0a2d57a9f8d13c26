/** A file of a programme’s people: asked for with a reason, fetched within a day once it is allowed. */
import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { FileButton } from '../../parts/FileButton.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { recall, remember } from '../../shown/remembered.ts'
import { useShown } from '../../shown/useShown.ts'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { programmeQuery, twoPeopleQuery } from '../programme/queries.ts'

/** The file that was asked for last, by this browser: what it is, and nothing of anybody in it. */
interface Asked {
  readonly id: string
  readonly at: string
}
const goodMs = 15 * 86_400_000

export function Export() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/people/export' })
  const { all } = useProgrammes()
  return (
    <Page title={t('files.page.export')} above={all.find(({ id }) => id === programmeId)?.name}>
      <PeopleTabs programmeId={programmeId} />
      <AskFile key={programmeId} programmeId={programmeId} />
    </Page>
  )
}

function AskFile({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const name = `people file.${programmeId}`
  const [asked, setAsked] = useState<Asked | null>(() => {
    const last = recall<Asked>(name)
    return last && Date.now() - new Date(last.at).getTime() < goodMs ? last : null
  })
  const [asking, setAsking] = useState(false)
  const two = useQuery(twoPeopleQuery(programmeId)).data?.what.includes('exports') ?? false
  const programme = useQuery(programmeQuery(programmeId)).data
  const people = programme?.people.total
  const run = useAct({
    run: (reason: string, header) =>
      ask(api.POST('/programmes/{id}/exports', { params: { path: { id: programmeId }, header }, body: { reason } })),
    says: ({ proposalId }) => t(proposalId === null ? 'files.ready' : 'outside.listWaits'),
    done: ({ id }) => {
      const now = { id, at: new Date().toISOString() }
      remember(name, now)
      setAsked(now)
      setAsking(false)
    },
  })
  return (
    <Section title={t('files.export')} acts={<Button onClick={() => setAsking(true)}>{t('files.askExport')} …</Button>}>
      <Stack gap="sm">
        <Text>{t('files.exportSays')}</Text>
        {two && <Text>{t('files.exportTwo')}</Text>}
        {asked && (
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {t(two ? 'files.fetchOnceAllowed' : 'files.fetchWithin', { when: shown.ago(asked.at) })}
            </Text>
            <FileButton path={`/exports/${asked.id}/people.csv`} fileName={`${t('files.exportName')}.csv`}>
              {t('outside.download')}
            </FileButton>
          </Stack>
        )}
      </Stack>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('files.askExport')}
        says={t(two ? 'files.exportTwo' : 'files.exportSays')}
        facts={[{ name: t('people.title'), value: people === undefined ? '…' : shown.number(people) }]}
        act={t('files.askExport')}
        reason="needed"
        busy={run.isPending}
        error={run.error}
        run={reason => run.mutate(reason)}
      />
    </Section>
  )
}
