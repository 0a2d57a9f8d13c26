/** The list against the statements of its account: how many paid transfers stand in one, how many do not yet, and what differs. */
import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Distribution } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { agrees, results } from '../reconciling/results.ts'

interface Props {
  readonly distribution: Distribution
  /** shows the payouts that no statement has */
  readonly show: () => void
}

/** Where nothing was paid there is nothing to say, nor where nobody here could give the first statement. */
export function InStatements({ distribution: { id }, show }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayInHouse } = useSession()
  const { data } = useQuery({
    queryKey: ['distribution', id, 'in statements'],
    queryFn: () => ask(api.GET('/distributions/{id}/in-statements', { params: { path: { id } } })),
    // All payouts are looked at, and a statement comes once a day.
    staleTime: 60_000,
  })
  if (!data || data.paid === 0 || (data.until === null && !mayInHouse('statements.give'))) return null
  const { fspAccountId, paid, inStatement, missing, until, differences } = data
  const differing = results.filter(each => !agrees(each) && (differences[each] ?? 0) > 0)
  return (
    <Section title={t('inStatements.title')}>
      <Stack gap="sm">
        <Text>
          {until === null
            ? t('inStatements.none')
            : t('inStatements.of', { number: shown.number(inStatement), total: shown.number(paid) })}
        </Text>
        <Facts
          facts={[
            ...(until === null ? [] : [{ name: t('inStatements.until'), value: shown.moment(until) }]),
            ...(missing === 0 ? [] : [{ name: t('inStatements.missing'), value: shown.number(missing) }]),
            ...differing.map(each => ({
              name: t(`reconciling.is.${each}`),
              value: shown.number(differences[each] ?? 0),
            })),
          ]}
        />
        <Group gap="md">
          {until !== null && inStatement < paid && (
            <Button size="compact-md" variant="default" onClick={show}>
              {t('inStatements.notYet', { number: shown.number(paid - inStatement) })}
            </Button>
          )}
          {mayInHouse('statements.read') && (
            <Anchor
              size="sm"
              renderRoot={props => <Link to="/reconciling" search={{ account: fspAccountId }} {...props} />}
            >
              {t('inStatements.toStatements')}
            </Anchor>
          )}
        </Group>
      </Stack>
    </Section>
  )
}
