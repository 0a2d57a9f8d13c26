/** The exchange rate by which a programme reports: copied onto a list when it is frozen; nothing is paid by it. */
import { Button, NativeSelect, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { useShown } from '../../shown/useShown.ts'
import { useAccountStake } from '../atStake/useProgrammeStake.tsx'

const rateQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'rate'],
    queryFn: () => ask(api.GET('/programmes/{id}/exchange-rate', { params: { path: { id } } })),
  }) as const

export function ReportRate({ programme }: { readonly programme: ProgrammeWithPeople }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const [changing, setChanging] = useState(false)
  const rate = useQuery(rateQuery(programme.id))
  return (
    <Section
      title={t('costs.rate')}
      acts={
        mayWhole('programmes.fund', programme.id) && (
          <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
            {t('setup.change')} …
          </Button>
        )
      }
    >
      <Loaded of={rate} lines={2}>
        {({ exchangeRate }) =>
          exchangeRate === null ? (
            <Text>{t('costs.noRate')}</Text>
          ) : (
            <Facts
              facts={[
                {
                  name: t('costs.one', { currency: exchangeRate.currency }),
                  value: (
                    <bdi>
                      {programme.currency} {exchangeRate.rate}
                    </bdi>
                  ),
                },
                { name: t('costs.on'), value: shown.date(exchangeRate.on) },
                { name: t('costs.source'), value: <bdi>{exchangeRate.source}</bdi> },
              ]}
            />
          )
        }
      </Loaded>
      {changing && <Change programme={programme} close={() => setChanging(false)} />}
    </Section>
  )
}

interface ChangeProps {
  readonly programme: ProgrammeWithPeople
  readonly close: () => void
}

const decimal = /^[0-9]{1,12}([.][0-9]{1,12})?$/

function Change({ programme, close }: ChangeProps) {
  const { t } = useTranslation()
  const { currencies } = useSurroundings()
  const others = Object.keys(currencies).filter(each => each !== programme.currency)
  const [currency, setCurrency] = useState(others.includes('EUR') ? 'EUR' : (others[0] ?? ''))
  const [rate, setRate] = useState('')
  const [on, setOn] = useState('')
  const [source, setSource] = useState('')
  const stake = useAccountStake(programme.id, programme.fspAccountId ?? '')
  const set = useAct({
    run: (body: { rate: string; on: string; source: string; currency: string }, header) =>
      ask(
        api.POST('/programmes/{id}/exchange-rate', {
          params: { path: { id: programme.id }, header },
          body: { ...body, currency: body.currency as 'EUR' },
        }),
      ),
    says: () => t('costs.rateSet'),
    done: close,
  })
  const plain = rate.trim().replace(',', '.')
  return (
    <Confirm
      opened
      close={close}
      title={t('costs.rate')}
      says={t('costs.rateSays')}
      facts={stake.facts.slice(0, 2)}
      counting={stake.counting}
      act={t('setup.save')}
      disabled={!decimal.test(plain) || on === '' || source.trim() === ''}
      busy={set.isPending}
      error={set.error}
      run={() => set.mutate({ currency, rate: plain, on, source: source.trim() })}
    >
      <NativeSelect
        label={t('costs.reportIn')}
        value={currency}
        onChange={event => setCurrency(event.currentTarget.value)}
        data={others}
      />
      <TextInput
        label={t('costs.rateOf', { currency: programme.currency, one: currency })}
        description={t('costs.rateHelp')}
        value={rate}
        onChange={event => setRate(event.currentTarget.value)}
        error={rate === '' || decimal.test(plain) ? undefined : t('costs.noNumber')}
        inputMode="decimal"
        dir="ltr"
        required
        withAsterisk={false}
      />
      <DateField label={t('costs.on')} value={on} onChange={setOn} required withAsterisk={false} />
      <TextInput
        label={t('costs.source')}
        description={t('costs.sourceHelp')}
        value={source}
        onChange={event => setSource(event.currentTarget.value)}
        maxLength={200}
        required
        withAsterisk={false}
      />
    </Confirm>
  )
}
