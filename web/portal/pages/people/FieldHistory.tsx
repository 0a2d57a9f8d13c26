/** Every field of a person over time, newest first. Asked for on demand: who looks is written down. */
import { Button, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import classes from '../../parts/parts.module.css'
import { useWho } from '../../shown/useWho.ts'
import { useFieldName } from '../peopleFiles/ColumnMap.tsx'

const shownAtFirst = 20

export function FieldHistory({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const fieldName = useFieldName()
  const [asked, setAsked] = useState(false)
  const [all, setAll] = useState(false)
  const history = useQuery({
    queryKey: ['person', id, 'history'],
    queryFn: async () =>
      (await ask(api.GET('/beneficiaries/{id}/history', { params: { path: { id } } }))).items.toReversed(),
    enabled: asked,
  })
  return (
    <Section title={t('about.fields')}>
      {!asked && (
        <>
          <Text mb="sm">{t('about.fieldsSays')}</Text>
          <Button variant="default" onClick={() => setAsked(true)}>
            {t('about.showFields')}
          </Button>
        </>
      )}
      {asked && (
        <Loaded of={history}>
          {items => (
            <div className={classes['scroll']} tabIndex={0} role="group" aria-label={t('about.fields')}>
              <Table verticalSpacing="xs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('about.when')}</Table.Th>
                    <Table.Th>{t('files.fieldHead')}</Table.Th>
                    <Table.Th>{t('files.before')}</Table.Th>
                    <Table.Th>{t('files.after')}</Table.Th>
                    <Table.Th>{t('about.how')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.slice(0, all ? items.length : shownAtFirst).map((each, at) => (
                    <Table.Tr key={`${each.at} ${each.field} ${at}`}>
                      <Table.Td>{shown.moment(each.at)}</Table.Td>
                      <Table.Td>{each.field === 'state' ? t('people.state') : fieldName(each.field)}</Table.Td>
                      <Table.Td>
                        <bdi>{each.before ?? '–'}</bdi>
                      </Table.Td>
                      <Table.Td fw={600}>
                        <bdi>{each.after ?? '–'}</bdi>
                      </Table.Td>
                      <Table.Td>
                        {t(`about.act.${each.act.replaceAll(' ', '_') as 'import'}`)}, <bdi>{each.person}</bdi>
                        {each.approvedBy !== null && ` · ${t('about.approvedBy', { who: who(each.approvedBy) })}`}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )}
        </Loaded>
      )}
      {!all && (history.data?.length ?? 0) > shownAtFirst && (
        <Button mt="sm" variant="subtle" onClick={() => setAll(true)}>
          {t('person.all', { number: shown.number(history.data?.length ?? 0) })}
        </Button>
      )}
    </Section>
  )
}
