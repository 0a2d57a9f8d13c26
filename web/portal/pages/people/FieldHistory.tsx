/** Every field of a person over time, newest first. Asked for on demand: who looks is written down. */
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { useShown } from '../../shown/useShown.ts'
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
            <ShortTable
              label={t('about.fields')}
              heads={[
                { name: t('about.when') },
                { name: t('files.fieldHead') },
                { name: t('files.before') },
                { name: t('files.after'), strong: true },
                { name: t('about.how') },
              ]}
              rows={items.slice(0, all ? items.length : shownAtFirst).map((each, at) => ({
                key: `${each.at} ${each.field} ${at}`,
                cells: [
                  shown.moment(each.at),
                  each.field === 'state' ? t('people.state') : fieldName(each.field),
                  <bdi>{each.before ?? '–'}</bdi>,
                  <bdi>{each.after ?? '–'}</bdi>,
                  <>
                    {t(`about.act.${each.act.replaceAll(' ', '_') as 'import'}`)}, <bdi>{each.person}</bdi>
                    {each.approvedBy !== null && ` · ${t('about.approvedBy', { who: who(each.approvedBy) })}`}
                  </>,
                ],
              }))}
            />
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
