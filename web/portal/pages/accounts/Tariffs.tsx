/** What withdrawing costs at an account, by bands of the amount: all versions, and the next one typed line by line. */
import { Button, List, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { FspAccount } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { useShown } from '../../shown/useShown.ts'
import { bandsOf, type TypedBand } from './tariffTyped.ts'

const tariffsQuery = (id: string) =>
  ({
    queryKey: ['fspAccount', id, 'tariffs'],
    queryFn: async () =>
      (await ask(api.GET('/fsp-accounts/{id}/withdrawal-tariffs', { params: { path: { id } } }))).items,
  }) as const

export function Tariffs({ account }: { readonly account: FspAccount }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayInHouse } = useSession()
  const [adding, setAdding] = useState(false)
  const tariffs = useQuery(tariffsQuery(account.id))
  const money = (minor: string): string => shown.money(minor, account.currency)
  return (
    <Section
      title={t('costs.tariffs')}
      acts={
        mayInHouse('fspAccounts.change') && (
          <Button variant="default" size="compact-md" onClick={() => setAdding(true)}>
            {t('costs.addTariff')} …
          </Button>
        )
      }
    >
      <Loaded of={tariffs} lines={2}>
        {all =>
          all.length === 0 ? (
            <Empty title={t('costs.noTariff')} says={t('costs.noTariffSays')} />
          ) : (
            <Stack gap="sm">
              {all.map(({ tariffId, version, validFrom, bands }) => (
                <div key={tariffId}>
                  <Text fw={600} size="sm">
                    {t('costs.version', { number: shown.number(version), from: shown.date(validFrom) })}
                  </Text>
                  <List size="sm">
                    {bands.map(({ fromMinor, toMinor, chargeMinor }) => (
                      <List.Item key={fromMinor}>
                        {t('costs.band', { from: money(fromMinor), to: money(toMinor), charge: money(chargeMinor) })}
                      </List.Item>
                    ))}
                  </List>
                </div>
              ))}
            </Stack>
          )
        }
      </Loaded>
      {adding && <Add account={account} close={() => setAdding(false)} />}
    </Section>
  )
}

interface AddProps {
  readonly account: FspAccount
  readonly close: () => void
}

function Add({ account, close }: AddProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const { currencies } = useSurroundings()
  const { all, known } = useProgrammes()
  const [validFrom, setValidFrom] = useState('')
  const [lines, setLines] = useState('')
  const bands = bandsOf(lines, account.currency, currencies)
  const add = useAct({
    run: (body: { validFrom: string; bands: TypedBand[] }, header) =>
      ask(api.POST('/fsp-accounts/{id}/withdrawal-tariffs', { params: { path: { id: account.id }, header }, body })),
    says: ({ version }) => t('costs.tariffAdded', { number: shown.number(version) }),
    done: close,
  })
  const bearing = all.filter(each => each.fspAccountId === account.id && each.withdrawalCharges === 'programme')
  return (
    <Confirm
      opened
      close={close}
      title={t('costs.addTariff')}
      says={t('costs.tariffSays')}
      facts={[
        { name: t('costs.bearing'), value: known ? shown.number(bearing.length) : '…' },
        { name: t('costs.bands'), value: shown.number(bands?.length ?? 0) },
      ]}
      counting={!known}
      act={t('costs.addTariff')}
      disabled={validFrom === '' || bands === null || bands.length === 0}
      busy={add.isPending}
      error={add.error}
      run={() => bands && add.mutate({ validFrom, bands: [...bands] })}
    >
      <DateField label={t('costs.validFrom')} value={validFrom} onChange={setValidFrom} required withAsterisk={false} />
      <Textarea
        label={t('costs.bandLines', { currency: account.currency })}
        description={t('costs.bandHelp')}
        value={lines}
        onChange={event => setLines(event.currentTarget.value)}
        error={lines !== '' && bands === null ? t('costs.noBands') : undefined}
        autosize
        minRows={3}
        dir="ltr"
        required
        withAsterisk={false}
      />
    </Confirm>
  )
}
