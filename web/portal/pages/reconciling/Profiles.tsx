/** How statements of an account are written, as somebody saved it; one that is not used any more is removed. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'
import { isCounting } from '../atStake/stake.ts'
import { profilesQuery, statementsQuery } from './queries.ts'

export function Profiles({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const { mayInHouse } = useSession()
  const [removed, setRemoved] = useState<{ id: string; name: string } | null>(null)
  const all = useQuery(profilesQuery(accountId)).data ?? []
  // What a statement was read by is not told of it, only how many there are.
  const given = useQuery({ ...statementsQuery(accountId), refetchInterval: false })
  const statements = given.data?.length
  const remove = useAct({
    run: (id: string, header) => ask(api.POST('/statement-profiles/{id}/remove', { params: { path: { id }, header } })),
    says: () => t('looks.profileRemoved'),
    done: () => setRemoved(null),
  })
  if (all.length === 0) return null
  return (
    <Section title={t('looks.profiles')}>
      <Stack gap="xs" component="ul" m={0} p={0}>
        {all.map(({ id, name, madeBy, madeAt }) => (
          <Group key={id} component="li" justify="space-between" wrap="nowrap">
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <bdi>{name}</bdi> · <bdi>{who(madeBy)}</bdi>, <bdi>{shown.day(madeAt)}</bdi>
            </Text>
            {mayInHouse('statements.give') && (
              <Button
                size="compact-sm"
                variant="default"
                miw="max-content"
                aria-label={`${t('setup.remove')}: ${name}`}
                onClick={() => setRemoved({ id, name })}
              >
                {t('setup.remove')} …
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      {removed && (
        <Confirm
          opened
          danger
          close={() => setRemoved(null)}
          title={t('looks.removeProfile', { name: removed.name })}
          says={t('looks.removeProfileSays')}
          facts={[
            { name: t('reconciling.statements'), value: statements === undefined ? '…' : shown.number(statements) },
          ]}
          counting={isCounting(given)}
          act={t('setup.remove')}
          busy={remove.isPending}
          error={remove.error}
          run={() => remove.mutate(removed.id)}
        />
      )}
    </Section>
  )
}
