/** By what the cases of the work lists are chosen, each choice with how many there are. */
import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { caseAges, caseKinds, caseOwners, readWorkSearch, type WorkSearch } from '../../searches.ts'
import { useSession } from '../../session/session.ts'
import { aDayMs } from '../../shown/days.ts'
import { useShown } from '../../shown/useShown.ts'
import { useOwnerText } from './useOwnerText.ts'

interface Props {
  readonly search: WorkSearch
  readonly person: string
  readonly counts: { readonly by: Readonly<Record<'kind' | 'owner', Readonly<Record<string, number>>>> } | undefined
  readonly filter: (next: WorkSearch, person?: string) => void
}

export function WorkFilters({ search, person, counts, filter }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const ownerText = useOwnerText()
  const { all } = useProgrammes()
  const { account } = useSession()
  const [place, setPlace] = useState(search.place ?? '')
  const set = (change: Readonly<Record<string, unknown>>): void =>
    filter(readWorkSearch({ ...search, ...change }), person)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    set({ place: place.trim() })
  }
  const any = { value: '', label: t('table.any') }
  const counted = (label: string, number: number | undefined): string =>
    number === undefined ? label : `${label} (${shown.number(number)})`
  const people = Object.keys(counts?.by.owner ?? {}).filter(
    owner => owner !== account.handle && !caseOwners.some(each => each === owner),
  )
  if (person !== '' && !people.includes(person)) people.push(person)
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label={t('work.kindLabel')}
          value={search.kind ?? ''}
          onChange={event => set({ kind: event.currentTarget.value })}
          data={[
            any,
            ...caseKinds.map(value => ({ value, label: counted(t(`work.kind.${value}`), counts?.by.kind[value]) })),
          ]}
        />
        <NativeSelect
          label={t('work.owner')}
          value={person !== '' ? person : (search.owner ?? '')}
          onChange={event => {
            const owner = event.currentTarget.value
            const { owner: _, ...rest } = search
            if (people.includes(owner)) filter(rest, owner)
            else filter(readWorkSearch({ ...rest, owner }))
          }}
          data={[
            any,
            ...caseOwners.map(value => ({ value, label: value === 'me' ? t('work.me') : ownerText(value) })),
            ...people.map(value => ({ value, label: ownerText(value) })),
          ]}
        />
        {all.length > 1 && (
          <NativeSelect
            label={t('frame.programme')}
            value={search.programme ?? ''}
            onChange={event => set({ programme: event.currentTarget.value })}
            data={[any, ...all.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
        <NativeSelect
          label={t('work.age')}
          value={search.days ?? ''}
          onChange={event => set({ days: Number(event.currentTarget.value) })}
          data={[
            any,
            ...caseAges.map(days => ({
              value: String(days),
              label: t('work.days', { days: shown.duration(days * aDayMs) }),
            })),
          ]}
        />
        <NativeSelect
          label={t('people.state')}
          value={search.state ?? 'open'}
          onChange={event => set({ state: event.currentTarget.value })}
          data={[
            { value: 'open', label: t('work.open') },
            { value: 'closed', label: t('work.closed') },
          ]}
        />
        <TextInput
          label={t('people.place')}
          value={place}
          onChange={event => setPlace(event.currentTarget.value)}
          maxLength={200}
          w={140}
        />
        <Button type="submit">{t('people.find')}</Button>
        <Checkbox
          label={t('home.overdue')}
          checked={search.overdue === true}
          onChange={event => set({ overdue: event.currentTarget.checked })}
          pb={8}
        />
        <Checkbox
          label={t('home.escalated')}
          checked={search.escalated === true}
          onChange={event => set({ escalated: event.currentTarget.checked })}
          pb={8}
        />
        {(search.distribution !== undefined || search.payout !== undefined) && (
          <Button variant="light" onClick={() => set({ distribution: undefined, payout: undefined })}>
            {t(search.payout === undefined ? 'lists.ofOneList' : 'lists.ofOnePayout')} ✕
          </Button>
        )}
        {(person !== '' || Object.keys(search).length > 0) && (
          <Button
            variant="subtle"
            onClick={() => {
              setPlace('')
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
