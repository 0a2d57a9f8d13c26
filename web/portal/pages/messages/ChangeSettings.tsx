/** Sets the ways in their order, what is told, in whose name and by which clock; for what is sent from now on. */
import { Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { CarrierAccount, Messaging, MessagingBody } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { isCounting } from '../atStake/stake.ts'
import { carrierAbilitiesQuery } from '../carriers/queries.ts'
import { useMessageWords } from './useMessageWords.ts'
import { Ways, type Way } from './Ways.tsx'

interface Props {
  readonly programmeId: string
  readonly before: Messaging
  readonly on: Basis
  /** how it is set up now, in words */
  readonly stands: ReactNode
  readonly accounts: readonly CarrierAccount[]
  readonly close: () => void
}

const zones = Intl.supportedValuesOf('timeZone')

export function ChangeSettings({ programmeId, before: { messaging, kinds }, on, stands, accounts, close }: Props) {
  const { t } = useTranslation()
  const words = useMessageWords()
  const { all } = useProgrammes()
  const languages = all.find(({ id }) => id === programmeId)?.languages ?? []
  const [ways, setWays] = useState<readonly Way[]>(messaging?.ways ?? [])
  const [silent, setSilent] = useState<readonly string[]>(messaging?.switchedOff ?? [])
  const [resend, setResend] = useState(messaging?.resendLost ?? false)
  const [organisation, setOrganisation] = useState(messaging?.organisation ?? '')
  const [zone, setZone] = useState(messaging?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [instead, setInstead] = useState<Readonly<Record<string, readonly string[]>>>(messaging?.insteadOf ?? {})
  const abilities = useQueries({ queries: accounts.map(({ id }) => carrierAbilitiesQuery(id)) })
  // What becomes of a lost message depends on what its carrier can tell.
  const asking = abilities.some(isCounting)
  const offered = accounts.flatMap(({ id, name }, at) =>
    (abilities[at]?.data?.channels ?? []).map(channel => ({ channel, carrierAccountId: id, name })),
  )
  const canNotAsk = ways.some(({ carrierAccountId, channel }) => {
    const at = accounts.findIndex(({ id }) => id === carrierAccountId)
    return channel !== 'print' && abilities[at]?.data?.canFind === false
  })
  const set = useReplacing(on, {
    run: (body: MessagingBody, header) =>
      ask(api.PUT('/programmes/{id}/messaging', { params: { path: { id: programmeId }, header }, body })),
    says: () => t('messaging.set'),
    done: close,
  })
  const save = (): void =>
    set.mutate({
      ways: [...ways],
      switchedOff: silent as NonNullable<MessagingBody['switchedOff']>,
      resendLost: resend,
      organisation: organisation.trim() === '' ? null : organisation.trim(),
      timeZone: zone,
      insteadOf: Object.fromEntries(
        Object.entries(instead).flatMap(([of, others]) => (others.length === 0 ? [] : [[of, [...others]]])),
      ) as NonNullable<MessagingBody['insteadOf']>,
    })
  return (
    <Confirm
      opened
      close={close}
      title={t('messaging.title')}
      says={t('messaging.says')}
      act={t('setup.save')}
      disabled={ways.length === 0 || asking}
      busy={set.isPending}
      error={set.error}
      over={{ basis: on, stands }}
      run={save}
    >
      <Ways ways={ways} offered={offered} set={setWays} />
      <TextInput
        label={t('messaging.organisation')}
        description={t('messaging.organisationHelp')}
        value={organisation}
        onChange={event => setOrganisation(event.currentTarget.value)}
        maxLength={80}
      />
      <NativeSelect
        label={t('messaging.timeZone')}
        description={t('messaging.timeZoneHelp')}
        value={zone}
        onChange={event => setZone(event.currentTarget.value)}
        data={[...new Set([zone, ...zones, 'UTC'])]}
      />
      <Checkbox.Group
        label={t('messaging.tells')}
        value={kinds.filter(({ kind }) => !silent.includes(kind)).map(({ kind }) => kind)}
        onChange={told => setSilent(kinds.map(({ kind }) => kind).filter(kind => !told.includes(kind)))}
      >
        <Stack gap="xs" mt={4}>
          {kinds
            .filter(({ byItself }) => byItself)
            .map(({ kind }) => (
              <Checkbox key={kind} value={kind} label={words.kind(kind)} />
            ))}
        </Stack>
      </Checkbox.Group>
      <Radio.Group
        label={t('messaging.lost')}
        description={t(asking ? 'loading' : canNotAsk ? 'messaging.lostHelp' : 'messaging.lostNever')}
        value={resend ? 'again' : 'person'}
        onChange={value => setResend(value === 'again')}
      >
        <Group mt={4}>
          <Radio value="person" label={t('messaging.lostPerson')} />
          <Radio value="again" label={t('messaging.lostAgain')} />
        </Group>
      </Radio.Group>
      {languages.length > 1 &&
        languages.map(language => (
          <NativeSelect
            key={language}
            label={t('messaging.insteadOf', { language: words.language(language) })}
            value={instead[language]?.[0] ?? ''}
            onChange={event => {
              const { value } = event.currentTarget
              setInstead({ ...instead, [language]: value === '' ? [] : [value] })
            }}
            data={[
              { value: '', label: t('messaging.noOther') },
              ...languages.filter(each => each !== language).map(value => ({ value, label: words.language(value) })),
            ]}
          />
        ))}
    </Confirm>
  )
}
