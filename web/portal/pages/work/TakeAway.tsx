/** A list of open corrections to take along: asked for with a reason, fetched within a day once it is allowed. */
import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { recall, remember } from '../../shown/remembered.ts'
import { languages } from '../../words/languages.ts'

/** The list that was asked for last: fetched by this until it is too old. */
interface Asked {
  readonly id: string
  readonly at: string
  /** somebody else allows it first */
  readonly waits: boolean
}
const goodMs = 15 * 86_400_000

export function TakeAway({ programmeId }: { readonly programmeId: string }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const name = `takeAway.${programmeId}`
  const [asked, setAsked] = useState<Asked | null>(() => {
    const last = recall<Asked>(name)
    return last && Date.now() - new Date(last.at).getTime() < goodMs ? last : null
  })
  const [opened, setOpened] = useState(false)
  const [place, setPlace] = useState('')
  const [language, setLanguage] = useState(i18n.language)
  const counts = useQuery({
    queryKey: ['cases', 'counts', 'take away', programmeId, place.trim()],
    queryFn: () => {
      const query = { programmeId, kind: 'correction' as const, ...(place.trim() && { place: place.trim() }) }
      return ask(api.GET('/cases/counts', { params: { query } }))
    },
    enabled: opened,
  })
  const make = useAct({
    run: ({ reason, place }: { reason: string; place: string }, header) =>
      ask(
        api.POST('/programmes/{id}/correction-lists', {
          params: { path: { id: programmeId }, header },
          body: { reason, ...(place === '' ? {} : { place }) },
        }),
      ),
    says: ({ proposalId }) => t(proposalId === null ? 'outside.listReady' : 'outside.listWaits'),
    done: ({ id, proposalId }) => {
      const now = { id, at: new Date().toISOString(), waits: proposalId !== null }
      remember(name, now)
      setAsked(now)
      setOpened(false)
    },
  })
  return (
    <Section
      title={t('outside.list')}
      acts={
        <Button variant="default" onClick={() => setOpened(true)}>
          {t('outside.askList')} …
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{t('outside.listSays')}</Text>
        {asked && (
          <Group gap="sm" align="flex-end">
            <NativeSelect
              label={t('outside.language')}
              value={language}
              onChange={event => setLanguage(event.currentTarget.value)}
              data={Object.entries(languages).map(([value, each]) => ({ value, label: each.name }))}
            />
            <Button component="a" href={`/exports/${asked.id}/corrections.xlsx?language=${language}`} download>
              {t('outside.download')}
            </Button>
            <Text size="sm" c="dimmed">
              {t(asked.waits ? 'outside.fetchOnceAllowed' : 'outside.fetchWithin', { when: shown.ago(asked.at) })}
            </Text>
          </Group>
        )}
      </Stack>
      <Confirm
        opened={opened}
        close={() => setOpened(false)}
        title={t('outside.askList')}
        says={t('outside.askListSays')}
        facts={[{ name: t('outside.open'), value: counts.data ? shown.number(counts.data.total) : '…' }]}
        act={t('outside.askList')}
        reason="needed"
        disabled={counts.data?.total === 0}
        busy={make.isPending}
        error={counts.error ?? make.error}
        run={reason => make.mutate({ reason, place: place.trim() })}
      >
        {counts.data?.total === 0 && <Alert color="orange">{t('outside.noneOpen')}</Alert>}
        <TextInput
          label={t('people.place')}
          description={t('outside.placeHelp')}
          value={place}
          onChange={event => setPlace(event.currentTarget.value)}
          maxLength={200}
        />
      </Confirm>
    </Section>
  )
}
