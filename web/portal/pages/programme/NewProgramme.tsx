/** A programme begins: what it is called, where and in what it pays, what people are due. The rest is its set-up. */
import { Button, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { NewProgrammeBody } from '../../api/shapes.ts'
import { Page } from '../../parts/Page.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney } from '../../shown/money.ts'
import { useCountries } from '../../shown/useCountries.ts'
import { useShown } from '../../shown/useShown.ts'
import { Languages } from './Languages.tsx'
import { accountsQuery } from './queries.ts'

export function NewProgramme() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { may } = useSession()
  const { currencies } = useSurroundings()
  const accounts = useQuery({
    ...accountsQuery,
    enabled: may('fspAccounts.read'),
    // Somebody else may have added the account a moment ago, and the form stays open for long.
    refetchOnMount: 'always',
  }).data
  const countries = useCountries()
  const shown = useShown()
  const [name, setName] = useState('')
  const [country, setCountry] = useState('')
  const [currency, setCurrency] = useState('')
  const [account, setAccount] = useState('')
  const [rounds, setRounds] = useState(1)
  const [base, setBase] = useState('')
  const [members, setMembers] = useState(0)
  const [extra, setExtra] = useState('')
  const [days, setDays] = useState(30)
  const [languages, setLanguages] = useState<string[]>([])
  const inCurrency = (label: string): string => (currency === '' ? label : `${label} (${currency})`)
  const baseMinor = parseMoney(base, currency, currencies)
  const extraMinor = extra.trim() === '' ? '0' : parseMoney(extra, currency, currencies)
  const make = useAct({
    run: (body: NewProgrammeBody, header) => ask(api.POST('/programmes', { params: { header }, body })),
    says: () => t('newProgramme.made'),
    done: ({ id }) => void navigate({ to: '/programmes/$programmeId/setup', params: { programmeId: id } }),
  })
  const fits = (accounts ?? []).filter(each => each.currency === currency)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (baseMinor === null || extraMinor === null) return
    make.mutate({
      name: name.trim(),
      country,
      currency: currency as NewProgrammeBody['currency'],
      rounds,
      baseMinor,
      membersIncluded: members,
      perExtraMemberMinor: extraMinor,
      languages: languages as NewProgrammeBody['languages'],
      correctionDays: days,
      ...(fits.some(({ id }) => id === account) && { fspAccountId: account }),
    })
  }
  const missing = [
    name.trim() === '' && t('newProgramme.name'),
    country === '' && t('newProgramme.country'),
    currency === '' && t('setup.currency'),
    baseMinor === null && t('entitlement.base'),
    extraMinor === null && t('entitlement.perExtra'),
    languages.length === 0 && t('newProgramme.languages'),
  ].filter(each => each !== false)
  return (
    <Page title={t('newProgramme.title')}>
      <Section title={t('newProgramme.about')}>
        <form onSubmit={submit}>
          <Stack maw="34rem">
            <TextInput
              label={t('newProgramme.name')}
              value={name}
              onChange={event => setName(event.currentTarget.value)}
              maxLength={120}
              required
              withAsterisk={false}
            />
            <NativeSelect
              label={t('newProgramme.country')}
              value={country}
              onChange={event => setCountry(event.currentTarget.value)}
              data={[{ value: '', label: t('calendar.pick'), disabled: true }, ...countries]}
              required
              withAsterisk={false}
            />
            <NativeSelect
              label={t('setup.currency')}
              value={currency}
              onChange={event => setCurrency(event.currentTarget.value)}
              data={[{ value: '', label: t('calendar.pick'), disabled: true }, ...Object.keys(currencies).sort()]}
              required
              withAsterisk={false}
            />
            {accounts && currency !== '' && fits.length === 0 && (
              <Text size="sm">{t('newProgramme.noAccount', { currency })}</Text>
            )}
            {fits.length > 0 && (
              <NativeSelect
                label={t('setup.account')}
                value={account}
                onChange={event => setAccount(event.currentTarget.value)}
                data={[
                  { value: '', label: t('newProgramme.later') },
                  ...fits.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
            <NumberInput
              label={t('calendar.roundsEach')}
              value={rounds}
              onChange={value => setRounds(Number(value) || 1)}
              min={1}
              max={1000}
              allowDecimal={false}
              hideControls
            />
            <TextInput
              label={inCurrency(t('entitlement.base'))}
              value={base}
              onChange={event => setBase(event.currentTarget.value)}
              error={base !== '' && baseMinor === null ? t('setup.noAmount') : undefined}
              inputMode="decimal"
              dir="ltr"
              required
              withAsterisk={false}
            />
            <NumberInput
              label={t('entitlement.membersIncluded')}
              value={members}
              onChange={value => setMembers(Number(value) || 0)}
              min={0}
              max={99}
              allowDecimal={false}
              hideControls
            />
            <TextInput
              label={inCurrency(t('entitlement.perExtra'))}
              value={extra}
              onChange={event => setExtra(event.currentTarget.value)}
              error={extraMinor === null ? t('setup.noAmount') : undefined}
              inputMode="decimal"
              dir="ltr"
            />
            <NumberInput
              label={t('aboutProgramme.correctionDays')}
              description={t('aboutProgramme.correctionHelp')}
              value={days}
              onChange={value => setDays(Number(value) || 1)}
              min={1}
              max={365}
              allowDecimal={false}
              hideControls
            />
            <Languages value={languages} set={setLanguages} />
            {make.error && <ProblemAlert error={make.error} />}
            {missing.length > 0 && <Text size="sm">{t('hall.missing', { fields: shown.list(missing) })}</Text>}
            <Group>
              <Button type="submit" disabled={missing.length > 0} loading={make.isPending}>
                {t('newProgramme.make')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
    </Page>
  )
}
