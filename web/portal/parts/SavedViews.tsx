/** Views of a page under a name: applied by one click, kept for oneself or for the programme’s staff. */
import { Button, Checkbox, Group, Menu, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../api/client.ts'
import type { SavedView } from '../api/shapes.ts'
import { remember } from '../shown/remembered.ts'
import { useWho } from '../shown/useWho.ts'
import { Confirm } from './Confirm.tsx'
import { shownColumns } from './shownColumns.ts'
import { useAct } from './useAct.ts'

export type ViewSearch = SavedView['search']
type ViewPage = 'people' | 'payouts' | 'work'

interface Props {
  readonly page: ViewPage
  readonly programmeId: string
  /** the page’s filters and order as they are now */
  readonly search: object
  /** under which the table remembers its columns */
  readonly table: string
  readonly columns: readonly { readonly id: string; readonly hidden?: boolean; readonly always?: boolean }[]
  /** the table reads its columns anew after it */
  readonly apply: (search: ViewSearch) => void
}

const wordsOf = (search: object): ViewSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== '')) as ViewSearch

export function SavedViews({ page, programmeId, search, table, columns, apply }: Props) {
  const { t } = useTranslation()
  const who = useWho()
  const [opened, setOpened] = useState(false)
  const views = useQuery({
    queryKey: ['views', page, programmeId],
    queryFn: async () => (await ask(api.GET('/views', { params: { query: { page, programmeId } } }))).items,
    staleTime: 60_000,
  })
  const all = views.data ?? []
  const show = (view: SavedView): void => {
    if (view.columns !== null) {
      const shown = Object.fromEntries(columns.map(({ id }) => [id, view.columns?.includes(id) === true]))
      remember(`columns.${table}`, shown)
    }
    apply(view.search)
  }
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default">{t('views.title')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.isLoading && <Menu.Label>{t('loading')}</Menu.Label>}
          {views.data?.length === 0 && <Menu.Label>{t('views.none')}</Menu.Label>}
          {all.map(view => (
            <Menu.Item key={view.id} onClick={() => show(view)}>
              <bdi>{view.name}</bdi>
              {!view.mine && (
                <Text component="span" size="xs" c="dimmed">
                  {' '}
                  {t('views.of', { who: who(view.owner) })}
                </Text>
              )}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setOpened(true)}>{t('views.keep')} …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened && (
        <Keep
          given={{ page, programmeId, search: wordsOf(search) }}
          columns={() => shownColumns(table, columns)}
          own={views.isLoading ? undefined : all.filter(({ mine }) => mine)}
          close={() => setOpened(false)}
        />
      )}
    </>
  )
}

interface KeepProps {
  readonly given: { readonly page: ViewPage; readonly programmeId: string; readonly search: ViewSearch }
  readonly columns: () => string[]
  /** undefined: still asked for, and nobody knows yet which one a name would replace */
  readonly own: readonly SavedView[] | undefined
  readonly close: () => void
}

function Keep({ given, columns, own, close }: KeepProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useAct({
    run: (body: { name: string; shared: boolean; columns: string[] }, header) =>
      ask(api.POST('/views', { params: { header }, body: { ...given, ...body } })),
    says: () => t('views.saved', { name: name.trim() }),
    done: close,
  })
  const remove = useAct({
    run: (id: string, header) => ask(api.POST('/views/remove', { params: { header }, body: { id } })),
    says: () => t('views.removed'),
  })
  const replaces = own?.some(view => view.name === name.trim()) === true
  return (
    <Confirm
      opened
      close={close}
      title={t('views.keep')}
      says={t('views.keepSays')}
      act={t(replaces ? 'views.replace' : 'views.save')}
      disabled={name.trim() === '' || own === undefined}
      busy={save.isPending}
      error={save.error ?? remove.error}
      run={() => save.mutate({ name: name.trim(), shared, columns: columns() })}
    >
      <TextInput
        label={t('views.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={60}
        data-autofocus
      />
      <Checkbox label={t('views.share')} checked={shared} onChange={event => setShared(event.currentTarget.checked)} />
      {own && own.length > 0 && (
        <Stack gap="xs" component="ul" m={0} p={0} aria-label={t('views.own')}>
          {own.map(view => (
            <Group key={view.id} component="li" justify="space-between" wrap="nowrap">
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                <bdi>{view.name}</bdi>
                {view.shared && ` · ${t('views.shared')}`}
              </Text>
              <Button
                size="compact-sm"
                variant="default"
                miw="max-content"
                aria-label={t('views.removeOne', { name: view.name })}
                loading={remove.isPending && remove.variables === view.id}
                onClick={() => remove.mutate(view.id)}
              >
                {t('views.remove')}
              </Button>
            </Group>
          ))}
        </Stack>
      )}
    </Confirm>
  )
}
