/** A field more that is asked of every person. */
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Field, ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'
import { useShown } from '../../shown/useShown.ts'

const types = [
  'text',
  'whole',
  'decimal',
  'date',
  'one_of',
  'many_of',
  'yes_no',
] as const satisfies readonly Field['type'][]

interface Wanted {
  readonly key: string
  readonly type: Field['type']
  readonly labels: Record<string, string>
  readonly required: boolean
  readonly personal: boolean
  readonly rules: Field['rules']
}

interface Props {
  readonly programme: ProgrammeWithPeople
  readonly close: () => void
}

export function NewField({ programme, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const [key, setKey] = useState('')
  const [type, setType] = useState<Field['type']>('text')
  const [labels, setLabels] = useState<Record<string, string>>({})
  const [options, setOptions] = useState('')
  const [required, setRequired] = useState(false)
  const [personal, setPersonal] = useState(false)
  const chooses = type === 'one_of' || type === 'many_of'
  const { languages } = programme
  const languageName = useLanguageName()
  const chosen = optionsOf(options, languages)
  const add = useAct({
    run: (body: Wanted, header) =>
      ask(api.POST('/programmes/{id}/fields', { params: { path: { id: programme.id }, header }, body })),
    says: () => t('fields.added'),
    done: close,
  })
  const ready =
    key.trim() !== '' && languages.every(each => (labels[each] ?? '').trim() !== '') && (!chooses || chosen.length > 0)
  return (
    <Confirm
      opened
      close={close}
      title={t('fields.add')}
      says={t('fields.addSays')}
      facts={[{ name: t('fields.asked'), value: shown.number(programme.people.total) }]}
      act={t('fields.add')}
      disabled={!ready}
      busy={add.isPending}
      error={add.error}
      run={() =>
        add.mutate({ key: key.trim(), type, labels, required, personal, rules: chooses ? { options: chosen } : {} })
      }
    >
      <TextInput
        label={t('fields.key')}
        description={t('fields.keyHelp')}
        value={key}
        onChange={event => setKey(event.currentTarget.value)}
        maxLength={40}
        dir="ltr"
        required
        withAsterisk={false}
        data-autofocus
      />
      {languages.map(language => (
        <TextInput
          key={language}
          label={t('fields.labelIn', { language: languageName(language) })}
          value={labels[language] ?? ''}
          onChange={({ currentTarget: { value } }) => setLabels({ ...labels, [language]: value })}
          maxLength={120}
          required
          withAsterisk={false}
        />
      ))}
      <NativeSelect
        label={t('fields.type')}
        value={type}
        onChange={event => setType(event.currentTarget.value as Field['type'])}
        data={types.map(value => ({ value, label: t(`fields.types.${value}`) }))}
      />
      {chooses && (
        <Textarea
          label={t('fields.options')}
          description={t('fields.optionsHelp')}
          value={options}
          onChange={event => setOptions(event.currentTarget.value)}
          autosize
          minRows={3}
        />
      )}
      <Checkbox
        label={t('fields.required')}
        checked={required}
        onChange={event => setRequired(event.currentTarget.checked)}
      />
      <Checkbox
        label={t('fields.personal')}
        description={t('fields.personalHelp')}
        checked={personal}
        onChange={event => setPersonal(event.currentTarget.checked)}
      />
    </Confirm>
  )
}

/** `well = Village well`, one a line; without a name the key is the name. */
const optionsOf = (text: string, languages: readonly string[]) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(line => {
      const [key = '', ...rest] = line.split('=').map(each => each.trim())
      const name = rest.join('=') === '' ? key : rest.join('=')
      return { key, labels: Object.fromEntries(languages.map(language => [language, name])) }
    })
