/** Two people who may be one, beside each other; what differs is marked by a sign and not by colour alone. */
import { Anchor, Group, Table, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Pair } from '../../api/shapes.ts'
import { PersonState } from '../../parts/StateBadge.tsx'
import { useShown } from '../../shown/useShown.ts'
import classes from '../../parts/parts.module.css'
import { Tag } from '../../parts/Tag.tsx'

type Side = Pair['people'][number]
type State = Parameters<typeof PersonState>[0]['state']

export function PairBeside({ pair }: { readonly pair: Pair }) {
  const { t } = useTranslation()
  const shown = useShown()
  const [one, other] = pair.people
  if (!one || !other) return null
  const rows: { name: string; of: (side: Side) => string; ltr?: true }[] = [
    { name: t('people.name'), of: ({ name }) => name },
    { name: t('people.phone'), of: ({ phone }) => phone ?? '–', ltr: true },
    { name: t('people.nationalId'), of: ({ nationalId }) => nationalId ?? '–', ltr: true },
    { name: t('people.place'), of: ({ place }) => place },
    { name: t('people.household'), of: ({ householdSize }) => shown.number(householdSize) },
  ]
  return (
    <>
      <Why pair={pair} />
      <div className={classes['scroll']} tabIndex={0} role="group" aria-label={`${one.ref}, ${other.ref}`}>
        <Table verticalSpacing={4} horizontalSpacing={6} layout="fixed" style={{ minWidth: 0 }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="28%">
                <span aria-hidden="true" />
                {t('pairs.what')}
              </Table.Th>
              {[one, other].map(({ beneficiaryId, ref }) => (
                <Table.Th key={beneficiaryId}>
                  <Anchor
                    renderRoot={props => (
                      <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />
                    )}
                  >
                    {ref}
                  </Anchor>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, of, ltr }) => {
              const same = of(one) === of(other)
              return (
                <Table.Tr key={name}>
                  <Table.Th scope="row" fw={400} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
                    {name}{' '}
                    <Text component="span" size="xs" c="dimmed">
                      {/* What is not known of either says nothing. */}
                      {same && of(one) === '–' ? '' : t(same ? 'pairs.same' : 'pairs.differs')}
                    </Text>
                  </Table.Th>
                  {[one, other].map(side => (
                    <Table.Td
                      key={side.beneficiaryId}
                      fw={same ? 400 : 700}
                      // A number stays whole, also in a dialog on a phone.
                      {...(ltr ? { fz: { base: 'xs', xs: 'sm' } } : {})}
                      style={{ overflowWrap: 'anywhere' }}
                    >
                      <bdi {...(ltr ? { dir: 'ltr' } : {})}>{of(side)}</bdi>
                    </Table.Td>
                  ))}
                </Table.Tr>
              )
            })}
            <Table.Tr>
              <Table.Th scope="row" fw={400} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
                {t('people.state')}
              </Table.Th>
              {[one, other].map(side => (
                <Table.Td key={side.beneficiaryId}>
                  <PersonState state={side.state as State} />
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </div>
    </>
  )
}

function Why({ pair: { reasons, score, signs } }: { readonly pair: Pair }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const text = (reason: string): string => {
    const key = `pairs.reason.${reason}`
    return i18n.exists(key) ? t(key as 'pairs.reason.phone') : reason.replaceAll('_', ' ')
  }
  return (
    <Group gap="xs" mb="xs">
      {reasons.map(reason => (
        <Tag key={reason} colour="orange">
          {text(reason)}
        </Tag>
      ))}
      <Text size="sm" c="dimmed">
        {t('pairs.score', { number: shown.number(score) })}
        {signs.length > 0 && ` · ${shown.list(signs.map(sign => t(`pairSign.${sign}`)))}`}
      </Text>
    </Group>
  )
}
