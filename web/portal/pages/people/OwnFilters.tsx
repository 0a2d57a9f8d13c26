/**
 * Filters by what a programme itself asks of people, by language, and by the list that brought them. They stand in the address
 * like the others: fields that hold something personal are none of them.
 */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import type { PeopleSearch } from '../../searches.ts'
import { useSession } from '../../session/session.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'
import { importsQuery } from '../peopleFiles/queries.ts'
import { fieldsQuery } from '../programme/queries.ts'
import { labelIn } from './ownAnswers.ts'

interface Props {
  readonly programmeId: string
  readonly search: PeopleSearch
  readonly set: (change: Readonly<Record<string, unknown>>) => void
}

export function OwnFilters({ programmeId, search, set }: Props) {
  const { t, i18n } = useTranslation()
  const languageName = useLanguageName()
  const spoken = useProgrammes().all.find(({ id }) => id === programmeId)?.languages ?? []
  const languages = [...new Set([...spoken, ...(search.language === undefined ? [] : [search.language])])]
  // Nobody is found by what is personal, nor by one of several answers.
  const fields = (useQuery({ ...fieldsQuery(programmeId), staleTime: 60_000 }).data ?? []).filter(
    ({ archivedAt, personal, type }) => archivedAt === null && !personal && type !== 'many_of',
  )
  // A field is a filter once there is an answer, and can be chosen before.
  const [chosen, setChosen] = useState(search.field ?? '')
  const field = fields.find(({ key }) => key === (search.field ?? chosen))
  const any = { value: '', label: t('table.any') }
  return (
    <>
      {languages.length > 1 && (
        <NativeSelect
          label={t('people.language')}
          value={search.language ?? ''}
          onChange={event => set({ language: event.currentTarget.value })}
          data={[any, ...languages.map(value => ({ value, label: languageName(value) }))]}
        />
      )}
      {fields.length > 0 && (
        <NativeSelect
          label={t('ownFields.field')}
          value={field?.key ?? ''}
          onChange={event => {
            setChosen(event.currentTarget.value)
            if (search.field !== undefined) set({ field: undefined, value: undefined })
          }}
          data={[any, ...fields.map(({ key, labels }) => ({ value: key, label: labelIn(labels, i18n.language) }))]}
        />
      )}
      {field && <Answer key={field.key} field={field} search={search} set={set} />}
      {search.list !== undefined && <OfList programmeId={programmeId} list={search.list} set={set} />}
    </>
  )
}

function Answer({ field, search, set }: Omit<Props, 'programmeId'> & { readonly field: Field }) {
  const { t, i18n } = useTranslation()
  const now = search.field === field.key ? (search.value ?? '') : ''
  const [typed, setTyped] = useState(now)
  const label = labelIn(field.labels, i18n.language)
  const choose = (value: string): void => {
    if (value !== now) set(value === '' ? { field: undefined, value: undefined } : { field: field.key, value })
  }
  const options =
    field.type === 'yes_no'
      ? [
          { value: 'yes', label: t('waiting.flagYes') },
          { value: 'no', label: t('waiting.flagNo') },
        ]
      : field.type === 'one_of'
        ? (field.rules.options ?? []).map(({ key, labels }) => ({ value: key, label: labelIn(labels, i18n.language) }))
        : null
  if (options)
    return (
      <NativeSelect
        label={label}
        value={now}
        onChange={event => choose(event.currentTarget.value)}
        data={[{ value: '', label: t('table.any') }, ...options]}
      />
    )
  return (
    <TextInput
      label={label}
      description={t('ownFields.exactly')}
      value={typed}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={() => choose(typed.trim())}
      onKeyDown={event => {
        if (event.key === 'Enter') choose(typed.trim())
      }}
      {...(field.type === 'date' ? { type: 'date' } : {})}
      maxLength={200}
      w={180}
    />
  )
}

interface OfListProps {
  readonly programmeId: string
  readonly list: string
  readonly set: Props['set']
}

function OfList({ programmeId, list, set }: OfListProps) {
  const { t } = useTranslation()
  const { may } = useSession()
  const lists = useQuery({ ...importsQuery(programmeId), enabled: may('imports.read', programmeId) }).data
  const file = lists?.find(({ id }) => id === list)?.fileName
  return (
    <Checkbox
      label={file === undefined ? t('ownFields.ofOneList') : t('ownFields.ofList', { file })}
      checked
      onChange={() => set({ list: undefined })}
      pb={8}
    />
  )
}
