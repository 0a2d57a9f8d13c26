/** People of a programme who are in another one of the house too: that hinders nothing, and somebody should know. */
import { Anchor, Paper, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager, useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'

const pageSize = 10

interface Someone {
  readonly beneficiaryId: string
  readonly ref: string
  readonly name: string
  readonly programme: string
}

export function Overlaps({ programmeId }: { readonly programmeId: string }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const cursor = useCursor(programmeId, pageSize)
  const overlaps = useQuery({
    queryKey: ['overlaps', programmeId, cursor.after],
    queryFn: () => {
      const query = { limit: pageSize, ...(cursor.after && { after: cursor.after }) }
      return ask(api.GET('/programmes/{id}/overlaps', { params: { path: { id: programmeId }, query } }))
    },
    placeholderData: keepPreviousData,
  })
  const listed = new Intl.ListFormat(i18n.language, { type: 'unit' })
  return (
    <Section title={t('overlaps.title')}>
      <Loaded of={overlaps} lines={3}>
        {({ items, next }) => (
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {t('overlaps.says')}
            </Text>
            {items.length === 0 && <Empty title={t('overlaps.none')} says={t('overlaps.noneSays')} />}
            {items.map(({ id, reasons, person, other, foundAt }) => (
              <Paper key={id} component="article" withBorder p="sm" aria-label={person.ref}>
                <Text>
                  <Whom of={person} /> ·{' '}
                  {other === null ? (
                    t('overlaps.beyond')
                  ) : (
                    <>
                      {<Whom of={other} />} · <bdi>{other.programme}</bdi>
                    </>
                  )}
                </Text>
                <Text size="sm" c="dimmed">
                  {t('overlaps.same', { what: listed.format(reasons.map(each => t(`overlaps.reason.${each}`))) })} ·{' '}
                  <bdi>{shown.day(foundAt)}</bdi>
                </Text>
              </Paper>
            ))}
            {(next !== null || cursor.page > 0) && (
              <Pager {...cursor.paging({ next, here: items.length })} busy={overlaps.isPlaceholderData} />
            )}
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}

const Whom = ({ of: { beneficiaryId, ref, name } }: { readonly of: Someone }) => (
  <>
    <Anchor renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}>
      <bdi>{ref}</bdi>
    </Anchor>{' '}
    <bdi>{name}</bdi>
  </>
)
