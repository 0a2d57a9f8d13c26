/** One statement: how far it is, what its lines came to, and what differs, kind by kind. */
import { Alert, Anchor, Button, Group, List, Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Statement } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useAct } from '../../parts/useAct.ts'
import { WorkflowLink } from '../../parts/WorkflowLink.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { Differences } from './Differences.tsx'
import { isUnderWay } from './queries.ts'

export function StatementPage() {
  const { t } = useTranslation()
  const { statementId } = useParams({ from: '/statements/$statementId' })
  const { mayInHouse } = useSession()
  const statement = useQuery({
    queryKey: ['statement', statementId],
    queryFn: () => ask(api.GET('/statements/{id}', { params: { path: { id: statementId } } })),
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data.state) ? false : 2_000),
  })
  const one = statement.data
  return (
    <Page
      title={one ? t('reconciling.statementOf', { file: one.fileName }) : t('reconciling.statements')}
      above={
        <Anchor
          size="sm"
          renderRoot={props => <Link to="/reconciling" search={one ? { account: one.fspAccountId } : {}} {...props} />}
        >
          {t('reconciling.title')}
        </Anchor>
      }
      acts={one && isUnderWay(one.state) && mayInHouse('statements.give') && <GiveUp statement={one} />}
    >
      <Loaded of={statement}>
        {one => (
          <>
            <Standing statement={one} />
            {one.rowsUnread > 0 && <UnreadRows id={one.id} count={one.rowsUnread} />}
            {one.state === 'done' && <Differences statement={one} />}
            <WorkflowLink life={`reconcile/${one.id}`} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Standing({ statement }: { readonly statement: Statement }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const { state, why, said, periodFrom, periodTo, rowsRead, lines, linesKnown, rowsUnread, createdBy, createdAt } =
    statement
  return (
    <Section title={t('distribution.progress')}>
      <Stack gap="sm">
        <Text role="status">{t(`reconciling.stateSays.${state}`)}</Text>
        {isUnderWay(state) && <Progress value={100} animated aria-label={t('distribution.progress')} />}
        {state === 'failed' && why !== null && <Alert color="red">{told(said, why)}</Alert>}
        <Facts
          facts={[
            { name: t('reconciling.period'), value: `${shown.day(periodFrom)} – ${shown.day(periodTo)}` },
            { name: t('reconciling.rowsRead'), value: shown.number(rowsRead) },
            { name: t('reconciling.lines'), value: shown.number(lines) },
            { name: t('reconciling.linesKnown'), value: shown.number(linesKnown) },
            { name: t('reconciling.unread'), value: shown.number(rowsUnread) },
            {
              name: t('reconciling.givenBy'),
              value: (
                <>
                  <Who handle={createdBy} />, <bdi>{shown.moment(createdAt)}</bdi>
                </>
              ),
            },
          ]}
        />
      </Stack>
    </Section>
  )
}

/** As many as somebody mends by hand; a file with more is another kind of file. */
const most = 100

function UnreadRows({ id, count }: { readonly id: string; readonly count: number }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const rows = useQuery({
    queryKey: ['statement', id, 'unread'],
    queryFn: () => ask(api.GET('/statements/{id}/unread-rows', { params: { path: { id }, query: { limit: most } } })),
  })
  return (
    <Section title={`${t('reconciling.unread')}: ${shown.number(count)}`}>
      <Text mb="sm">{t('reconciling.unreadSays')}</Text>
      <Loaded of={rows}>
        {({ items }) => (
          <List size="sm">
            {items.map(({ row, troubles }) => (
              <List.Item key={row}>
                {t('reconciling.row', { row: shown.number(row) })}:{' '}
                {troubles.map(({ column, says, said }) => `${column}: ${told(said, says)}`).join('; ')}
              </List.Item>
            ))}
          </List>
        )}
      </Loaded>
    </Section>
  )
}

function GiveUp({ statement: { id, lines } }: { readonly statement: Statement }) {
  const { t } = useTranslation()
  const shown = useShown()
  const [opened, setOpened] = useState(false)
  const giveUp = useAct({
    run: (reason: string, header) =>
      ask(api.POST('/statements/{id}/give-up', { params: { path: { id }, header }, body: { reason } })),
    says: () => t('reconciling.givenUp'),
    done: () => setOpened(false),
  })
  return (
    <Group>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('reconciling.giveUp')} …
      </Button>
      <Confirm
        opened={opened}
        close={() => setOpened(false)}
        title={t('reconciling.giveUp')}
        says={t('reconciling.giveUpSays')}
        facts={[{ name: t('reconciling.lines'), value: shown.number(lines) }]}
        act={t('reconciling.giveUp')}
        danger
        reason="needed"
        busy={giveUp.isPending}
        error={giveUp.error}
        run={reason => giveUp.mutate(reason)}
      />
    </Group>
  )
}
