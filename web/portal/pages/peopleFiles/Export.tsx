/** A file of a programme’s people: asked for with a reason, fetched within a day once it is allowed. */
import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { FileMenu } from '../../parts/FileMenu.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { recallAsked, rememberAsked } from './askedFile.ts'
import { isCounting } from '../atStake/stake.ts'
import { programmeQuery, twoPeopleQuery } from '../programme/queries.ts'

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
  const [asked, setAsked] = useState(() => recallAsked(programmeId))
  const [asking, setAsking] = useState(false)
  const rules = useQuery(twoPeopleQuery(programmeId))
  const two = rules.data?.what.includes('exports') ?? false
  const programme = useQuery(programmeQuery(programmeId))
  const people = programme.data?.people.total
  const run = useAct({
    run: (reason: string, header) =>
      ask(api.POST('/programmes/{id}/exports', { params: { path: { id: programmeId }, header }, body: { reason } })),
    says: ({ proposalId }) => t(proposalId === null ? 'files.ready' : 'outside.listWaits'),
    done: ({ id }) => {
      setAsked(rememberAsked(programmeId, id))
      setAsking(false)
    },
  })
  return (
    <Section title={t('files.export')} acts={<Button onClick={() => setAsking(true)}>{t('files.askExport')} …</Button>}>
      <Stack gap="sm">
        <Text>{t('files.exportSays')}</Text>
        <Text>{t('exports.someOnly')}</Text>
        {two && <Text>{t('files.exportTwo')}</Text>}
        {asked && (
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {t(two ? 'files.fetchOnceAllowed' : 'files.fetchWithin', { when: shown.ago(asked.at) })}
            </Text>
            <FileMenu path={`/exports/${asked.id}/people`} fileName={t('files.exportName')} />
          </Stack>
        )}
      </Stack>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('files.askExport')}
        says={t(two ? 'files.exportTwo' : 'files.exportSays')}
        facts={[{ name: t('people.title'), value: people === undefined ? '…' : shown.number(people) }]}
        counting={isCounting(rules) || isCounting(programme)}
        act={t('files.askExport')}
        reason="needed"
        busy={run.isPending}
        error={run.error}
        run={reason => run.mutate(reason)}
      />
    </Section>
  )
}
