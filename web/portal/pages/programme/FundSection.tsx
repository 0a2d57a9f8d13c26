/** Money given to the programme, and what of it is still available. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney } from '../../shown/money.ts'
import { useShown } from '../../shown/useShown.ts'
import { isCounting } from '../atStake/stake.ts'
import { balancesQuery } from '../money/queries.ts'

export function FundSection({ programme }: { readonly programme: ProgrammeWithPeople }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const [giving, setGiving] = useState(false)
  const standing = useQuery(balancesQuery(programme.id))
  return (
    <Section
      title={t('setup.money')}
      acts={
        mayWhole('programmes.fund', programme.id) && (
          <Button variant="default" size="compact-md" onClick={() => setGiving(true)}>
            {t('setup.fund')} …
          </Button>
        )
      }
    >
      <Loaded of={standing}>
        {({ balances, currency }) => (
          <Facts
            facts={[
              { name: t('money.given'), value: shown.money((-BigInt(balances.funding)).toString(), currency) },
              { name: t('money.account.available'), value: shown.money(balances.available, currency) },
            ]}
          />
        )}
      </Loaded>
      {giving && <Give programme={programme} close={() => setGiving(false)} />}
    </Section>
  )
}

interface Given {
  readonly amountMinor: string
  readonly reference: string
}

function Give({ programme, close }: { readonly programme: ProgrammeWithPeople; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { currencies } = useSurroundings()
  const [typed, setTyped] = useState('')
  const [reference, setReference] = useState('')
  const amountMinor = parseMoney(typed, programme.currency, currencies)
  const standing = useQuery(balancesQuery(programme.id))
  const before = standing.data?.balances.available
  const fund = useAct({
    run: (body: Given, header) =>
      ask(api.POST('/programmes/{id}/fund', { params: { path: { id: programme.id }, header }, body })),
    says: ({ booked, balances }) =>
      t(booked ? 'setup.funded' : 'setup.fundedBefore', { sum: shown.money(balances.available, programme.currency) }),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('setup.fund')}
      says={t('setup.fundSays')}
      facts={
        amountMinor === null || before === undefined
          ? []
          : [
              { name: t('money.account.available'), value: shown.money(before, programme.currency) },
              {
                name: t('setup.after'),
                value: shown.money((BigInt(before) + BigInt(amountMinor)).toString(), programme.currency),
              },
            ]
      }
      counting={isCounting(standing)}
      act={t('setup.fund')}
      disabled={amountMinor === null || reference.trim() === ''}
      busy={fund.isPending}
      error={fund.error}
      run={() => amountMinor !== null && fund.mutate({ amountMinor, reference: reference.trim() })}
    >
      <TextInput
        label={t('setup.amount', { currency: programme.currency })}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        error={typed !== '' && amountMinor === null ? t('setup.noAmount') : undefined}
        inputMode="decimal"
        dir="ltr"
        required
        withAsterisk={false}
        data-autofocus
      />
      <TextInput
        label={t('setup.reference')}
        description={t('setup.referenceHelp')}
        value={reference}
        onChange={event => setReference(event.currentTarget.value)}
        maxLength={100}
        required
        withAsterisk={false}
      />
    </Confirm>
  )
}
