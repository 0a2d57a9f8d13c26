/** A new account at an FSP: what the FSP needs, typed once. Nobody is paid through it before somebody else confirms it. */
import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Fsp, NewFspAccountBody } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { AccountFields } from './AccountFields.tsx'
import { isWhole, partOf, wrongIn, type Typed } from './accountTyped.ts'
import { addressesOf } from './addresses.ts'
import { fspsQuery } from './queries.ts'
import { useProviderTitle } from '../../shown/useTitles.ts'
import { useToldText } from '../../shown/useToldText.ts'

export function NewFspAccount() {
  const { t } = useTranslation()
  const fsps = useQuery(fspsQuery)
  return (
    <Page title={t('accounts.add')}>
      <Section title={t('accounts.about')}>
        <Loaded of={fsps}>{all => <Form fsps={all} />}</Loaded>
      </Section>
    </Page>
  )
}

function Form({ fsps }: { readonly fsps: readonly Fsp[] }) {
  const { t } = useTranslation()
  const told = useToldText()
  const providerTitle = useProviderTitle()
  const navigate = useNavigate()
  const { currencies } = useSurroundings()
  const [fspName, setFspName] = useState(fsps[0]?.name ?? '')
  const [name, setName] = useState('')
  const [country, setCountry] = useState('')
  const [currency, setCurrency] = useState('')
  const [typed, setTyped] = useState<Typed>({})
  const [addresses, setAddresses] = useState('')
  const [failClosed, setFailClosed] = useState(false)
  const fields = fsps.find(each => each.name === fspName)?.fields ?? []
  const transfers = fsps.find(each => each.name === fspName)?.gives === 'transfers'
  const add = useAct({
    run: (body: NewFspAccountBody, header) => ask(api.POST('/fsp-accounts', { params: { header }, body })),
    says: () => t('accounts.added'),
    done: ({ id }) => void navigate({ to: '/fsp-accounts/$accountId', params: { accountId: id } }),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    add.mutate({
      fspName,
      name: name.trim(),
      country: country.trim().toUpperCase(),
      currency: currency as NewFspAccountBody['currency'],
      credentials: partOf('credentials', typed),
      settings: partOf('settings', typed),
      sourceAllowList: transfers ? addressesOf(addresses) : [],
      failClosed: transfers && failClosed,
    })
  }
  const wrong = wrongIn(add.error, told)
  return (
    <form onSubmit={submit}>
      <Stack maw="34rem">
        <NativeSelect
          label={t('waiting.field.fspName')}
          value={fspName}
          onChange={event => {
            setFspName(event.currentTarget.value)
            setTyped({})
          }}
          data={fsps.map(each => ({ value: each.name, label: providerTitle(each.name, each.title) }))}
        />
        <TextInput
          label={t('accounts.name')}
          description={t('accounts.nameHelp')}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          maxLength={120}
          required
          withAsterisk={false}
          autoComplete="off"
        />
        <TextInput
          label={t('accounts.country')}
          description={t('newProgramme.countryHelp')}
          value={country}
          onChange={event => setCountry(event.currentTarget.value)}
          pattern="[A-Za-z]{2}"
          maxLength={2}
          dir="ltr"
          required
          withAsterisk={false}
          autoComplete="off"
        />
        <NativeSelect
          label={t('setup.currency')}
          value={currency}
          onChange={event => setCurrency(event.currentTarget.value)}
          data={[{ value: '', label: t('calendar.pick'), disabled: true }, ...Object.keys(currencies).sort()]}
          required
          withAsterisk={false}
        />
        <Alert color="gray">{t('accounts.credentialsSay')}</Alert>
        <AccountFields
          key={fspName}
          fields={fields}
          typed={typed}
          put={change => setTyped({ ...typed, ...change })}
          wrong={wrong}
        />
        {transfers && (
          <>
            <Textarea
              label={t('accounts.allowList')}
              description={t('accounts.allowListHelp')}
              value={addresses}
              onChange={event => setAddresses(event.currentTarget.value)}
              dir="ltr"
              autosize
            />
            <Checkbox
              label={t('accounts.failClosed')}
              description={t('accounts.failClosedHelp')}
              checked={failClosed}
              onChange={event => setFailClosed(event.currentTarget.checked)}
            />
          </>
        )}
        {add.error && <ProblemAlert error={add.error} />}
        <Group>
          <Button
            type="submit"
            loading={add.isPending}
            disabled={name.trim() === '' || currency === '' || !isWhole(fields, typed)}
          >
            {t('accounts.addIt')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
