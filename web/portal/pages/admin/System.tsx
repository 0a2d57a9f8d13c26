/** Whether the machine is well: its parts, what waits in it, the ways by which money and messages leave, and the proof of the books. */
import { Alert, Button, List, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { useShown } from '../../shown/useShown.ts'
import { EngineLink, Queues, Ways } from './Queues.tsx'
import { callbacksQuery, readyQuery } from './queries.ts'
import { Tag } from '../../parts/Tag.tsx'

export function System() {
  const { t } = useTranslation()
  const { may } = useSession()
  const { version } = useSurroundings()
  const ready = useQuery(readyQuery)
  return (
    <Page title={t('admin.system')}>
      <Section title={t('admin.health')}>
        <Loaded of={ready}>
          {({ database, temporal }) => (
            <Stack gap="sm">
              {!(database && temporal) && <Alert color="red">{t('admin.unwell')}</Alert>}
              <Facts
                facts={[
                  { name: t('admin.database'), value: <Well is={database} /> },
                  { name: t('admin.engine'), value: <Well is={temporal} /> },
                  { name: t('admin.version'), value: <bdi>{version}</bdi> },
                ]}
              />
              <EngineLink />
            </Stack>
          )}
        </Loaded>
      </Section>
      {may('callbacks.standing') && <Queues />}
      <Ways />
      {may('callbacks.standing') && <Callbacks />}
      {may('ledger.verify') && <Books />}
    </Page>
  )
}

function Well({ is }: { readonly is: boolean }) {
  const { t } = useTranslation()
  return <Tag colour={is ? 'hand' : 'red'}>{t(is ? 'admin.answers' : 'admin.silent')}</Tag>
}

function Callbacks() {
  const { t } = useTranslation()
  const shown = useShown()
  const standing = useQuery(callbacksQuery)
  return (
    <Section title={t('admin.callbacks')}>
      <Loaded of={standing}>
        {({ accounts, unknownTokens }) =>
          accounts.length === 0 ? (
            <Empty title={t('admin.noCallbacks')} says={t('admin.noCallbacksSays')} />
          ) : (
            <Facts
              facts={[
                ...accounts.map(({ name, byState, refused, oldestWaitingAt }) => ({
                  name,
                  isName: true,
                  value: [
                    t('admin.stored', {
                      number: shown.number(Object.values(byState).reduce((sum, count) => sum + count, 0)),
                    }),
                    t('admin.refused', { number: shown.number(Number(refused)) }),
                    ...(oldestWaitingAt === null ? [] : [t('admin.oldest', { when: shown.ago(oldestWaitingAt) })]),
                  ].join(' · '),
                })),
                { name: t('admin.unknownTokens'), value: shown.number(unknownTokens) },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}

/** Reads everything, so it is done when somebody asks. */
function Books() {
  const { t } = useTranslation()
  const prove = useMutation({ mutationFn: () => ask(api.GET('/ledger/verify', { params: { query: {} } })) })
  const bad = prove.data?.checks.filter(({ ok }) => !ok) ?? []
  return (
    <Section
      title={t('admin.books')}
      acts={
        <Button variant="default" size="compact-md" loading={prove.isPending} onClick={() => prove.mutate()}>
          {t('admin.prove')}
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{t('admin.proveSays')}</Text>
        {prove.error && <ProblemAlert error={prove.error} />}
        {prove.data && (
          <Alert role="status" color={prove.data.ok ? 'green' : 'red'}>
            {prove.data.ok
              ? t('admin.proved', { number: prove.data.checks.length })
              : t('admin.notProved', { number: bad.length })}
            {bad.length > 0 && (
              <List size="sm" mt="xs">
                {bad.map(({ name, found, expected }) => (
                  <List.Item key={name}>
                    <bdi>{name}</bdi>: <bdi>{found}</bdi>
                    {expected === undefined ? '' : ` (${expected})`}
                  </List.Item>
                ))}
              </List>
            )}
          </Alert>
        )}
      </Stack>
    </Section>
  )
}
