/** One person enrolled by hand, who said yes to it: what every programme asks, and what this one asks besides. */
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Field } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'
import { useShown } from '../../shown/useShown.ts'
import { fieldsQuery } from '../programme/queries.ts'

const texts = ['name', 'phone', 'place', 'nationalId', 'partner', 'remarks'] as const
type TextName = (typeof texts)[number]
const needed: readonly TextName[] = ['name', 'phone', 'place']
type Typed = Partial<Record<TextName, string>>

export function Enrol({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [opened, setOpened] = useState(false)
  if (!may('people.enrol', programmeId)) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('enrol.title')} …
      </Button>
      {opened && <Form programmeId={programmeId} close={() => setOpened(false)} />}
    </>
  )
}

function Form({ programmeId, close }: { readonly programmeId: string; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const navigate = useNavigate()
  const languageName = useLanguageName()
  const { all } = useProgrammes()
  const languages = all.find(({ id }) => id === programmeId)?.languages ?? []
  const fields = useQuery(fieldsQuery(programmeId))
  const own = (fields.data ?? []).filter(({ archivedAt }) => archivedAt === null)
  const [typed, setTyped] = useState<Typed>({})
  const [householdSize, setHouseholdSize] = useState<number | null>(null)
  const [language, setLanguage] = useState('')
  const [consent, setConsent] = useState(false)
  const [custom, setCustom] = useState<Record<string, string>>({})
  const enrol = useAct({
    run: (_: { typed: Typed; householdSize: number; language: string; custom: object }, header) => {
      const { name = '', phone = '', place = '', ...others } = typed
      const more = Object.fromEntries(Object.entries(others).filter(([, text]) => text.trim() !== ''))
      const answers = Object.fromEntries(Object.entries(custom).filter(([, text]) => text.trim() !== ''))
      return ask(
        api.POST('/programmes/{id}/beneficiaries', {
          params: { path: { id: programmeId }, header },
          body: {
            ...{ name, phone, place, householdSize: householdSize ?? 1, consent: true },
            ...(language === '' ? {} : { language }),
            ...more,
            custom: answers,
          },
        }),
      )
    },
    says: ({ known, possibleDuplicates }) =>
      known
        ? t('enrol.known')
        : possibleDuplicates > 0
          ? t('enrol.alike', { number: shown.number(possibleDuplicates) })
          : t('enrol.done'),
    done: ({ id }) => {
      close()
      void navigate({ to: '/people/$personId', params: { personId: id } })
    },
  })
  const lacking =
    // What the programme asks besides is asked, or nobody is enrolled.
    fields.data === undefined ||
    needed.some(name => (typed[name] ?? '').trim() === '') ||
    householdSize === null ||
    own.some(({ key, required }) => required && (custom[key] ?? '').trim() === '')
  return (
    <Confirm
      opened
      close={close}
      title={t('enrol.title')}
      says={t('enrol.says')}
      act={t('enrol.act')}
      disabled={lacking || !consent}
      busy={enrol.isPending}
      error={enrol.error ?? fields.error}
      run={() => householdSize !== null && enrol.mutate({ typed, householdSize, language, custom })}
    >
      {texts.map(name => (
        <TextInput
          key={name}
          label={t(`files.field.${name}`)}
          value={typed[name] ?? ''}
          onChange={event => setTyped({ ...typed, [name]: event.currentTarget.value })}
          maxLength={name === 'remarks' ? 2_000 : name === 'nationalId' ? 30 : name === 'phone' ? 60 : 200}
          autoComplete="off"
          {...(name === 'phone' ? { type: 'tel', dir: 'ltr' } : {})}
          {...(needed.includes(name) ? { required: true, withAsterisk: false } : { description: t('files.mayBe') })}
        />
      ))}
      <NumberInput
        label={t('files.field.householdSize')}
        value={householdSize ?? ''}
        onChange={value => setHouseholdSize(typeof value === 'number' ? value : null)}
        min={1}
        max={99}
        allowDecimal={false}
        hideControls
      />
      {languages.length > 1 && (
        <NativeSelect
          label={t('files.field.language')}
          value={language}
          onChange={event => setLanguage(event.currentTarget.value)}
          data={languages.map((each, at) => ({ value: at === 0 ? '' : each, label: languageName(each) }))}
        />
      )}
      {own.map(field => (
        <Own
          key={field.key}
          field={field}
          value={custom[field.key] ?? ''}
          answer={value => setCustom({ ...custom, [field.key]: value })}
        />
      ))}
      <Checkbox
        label={t('enrol.consent')}
        checked={consent}
        onChange={event => setConsent(event.currentTarget.checked)}
      />
    </Confirm>
  )
}

interface OwnProps {
  readonly field: Field
  readonly value: string
  readonly answer: (value: string) => void
}

/** A field of the programme’s own, answered as it is kept. */
function Own({ field: { type, labels, rules, required }, value, answer }: OwnProps) {
  const { t, i18n } = useTranslation()
  const said = (names: Readonly<Record<string, string>>): string =>
    names[i18n.language] ?? Object.values(names)[0] ?? ''
  const look = { label: said(labels), ...(required ? {} : { description: t('files.mayBe') }) }
  if (type === 'yes_no' || type === 'one_of') {
    const options =
      type === 'one_of'
        ? (rules.options ?? []).map(({ key, labels }) => ({ value: key, label: said(labels) }))
        : [
            { value: 'yes', label: t('waiting.flagYes') },
            { value: 'no', label: t('waiting.flagNo') },
          ]
    return (
      <NativeSelect
        {...look}
        value={value}
        onChange={event => answer(event.currentTarget.value)}
        data={[{ value: '', label: '–' }, ...options]}
      />
    )
  }
  if (type === 'many_of')
    return (
      <Checkbox.Group
        {...look}
        value={value === '' ? [] : value.split(';')}
        onChange={chosen => answer(chosen.join(';'))}
      >
        {(rules.options ?? []).map(({ key, labels }) => (
          <Checkbox key={key} value={key} label={said(labels)} mt="xs" />
        ))}
      </Checkbox.Group>
    )
  if (type === 'text' && rules.mask === undefined)
    return (
      <Textarea
        {...look}
        value={value}
        onChange={event => answer(event.currentTarget.value)}
        maxLength={500}
        autosize
        maxRows={4}
      />
    )
  if (type === 'date') return <DateField {...look} value={value} onChange={answer} />
  return (
    <TextInput
      {...look}
      value={value}
      onChange={event => answer(event.currentTarget.value)}
      maxLength={500}
      {...(rules.mask === undefined ? {} : { placeholder: rules.mask })}
    />
  )
}
