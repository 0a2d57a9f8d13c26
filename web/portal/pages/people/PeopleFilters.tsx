/** By what the people of a table are chosen. Filters stand in the address; what is looked for never does. */
import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { accountChecks, personStates, readPeopleSearch, type PeopleSearch } from '../../searches.ts'
import { OwnFilters } from './OwnFilters.tsx'

interface Props {
  readonly programmeId: string
  readonly search: PeopleSearch
  readonly text: string
  readonly filter: (next: PeopleSearch) => void
  readonly find: (text: string) => void
}

export function PeopleFilters({ programmeId, search, text, filter, find }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  const [place, setPlace] = useState(search.place ?? '')
  const [cleared, setCleared] = useState(0)
  const set = (change: Readonly<Record<string, unknown>>): void => filter(readPeopleSearch({ ...search, ...change }))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    find(typed.trim())
    if (place.trim() !== (search.place ?? '')) set({ place: place.trim() })
  }
  const any = { value: '', label: t('table.any') }
  const active = text !== '' || Object.keys(search).length > 0
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="flex-end">
        <TextInput
          label={t('people.search')}
          description={t('people.searchHelp')}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          maxLength={200}
          w={{ base: '100%', sm: 340 }}
        />
        <TextInput
          label={t('people.place')}
          value={place}
          onChange={event => setPlace(event.currentTarget.value)}
          maxLength={200}
          w={140}
        />
        <Button type="submit">{t('people.find')}</Button>
        <NativeSelect
          label={t('people.state')}
          value={search.state ?? ''}
          onChange={event => set({ state: event.currentTarget.value })}
          data={[any, ...personStates.map(value => ({ value, label: t(`personState.${value}`) }))]}
        />
        <NativeSelect
          label={t('people.check')}
          value={search.check ?? ''}
          onChange={event => set({ check: event.currentTarget.value })}
          data={[any, ...accountChecks.map(value => ({ value, label: t(`accountCheck.${value}`) }))]}
        />
        <OwnFilters key={cleared} programmeId={programmeId} search={search} set={set} />
        <Checkbox
          label={t('people.held')}
          checked={search.held === true}
          onChange={event => set({ held: event.currentTarget.checked })}
          pb={8}
        />
        <Checkbox
          label={t('people.alike')}
          checked={search.alike === true}
          onChange={event => set({ alike: event.currentTarget.checked })}
          pb={8}
        />
        {active && (
          <Button
            variant="subtle"
            onClick={() => {
              setTyped('')
              setPlace('')
              setCleared(cleared + 1)
              find('')
              filter({})
            }}
          >
            {t('people.clear')}
          </Button>
        )}
      </Group>
    </form>
  )
}
