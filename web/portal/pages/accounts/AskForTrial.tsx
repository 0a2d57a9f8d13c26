/** Asks for a trial payment: to whom of the staff, who agreed, and how much. Real money, decided by somebody else. */
import { Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { FspAccount } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney } from '../../shown/money.ts'
import { useShown } from '../../shown/useShown.ts'
import { isCounting } from '../atStake/stake.ts'
import { abilitiesQuery } from './queries.ts'

interface Asked {
  readonly number: string
  readonly name: string
  readonly amountMinor?: string
  readonly consent: true
}

export function AskForTrial({ account, close }: { readonly account: FspAccount; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { currencies } = useSurroundings()
  const { currency, id } = account
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const [amount, setAmount] = useState('')
  const [agreed, setAgreed] = useState(false)
  const abilities = useQuery(abilitiesQuery(id))
  const can = abilities.data
  const amountMinor = amount.trim() === '' ? undefined : parseMoney(amount, currency, currencies)
  const least = can && (can.minMinor ?? can.stepMinor)
  const propose = useAct({
    run: (body: Asked, header) =>
      ask(api.POST('/fsp-accounts/{id}/trial-payments', { params: { path: { id }, header }, body })),
    says: () => t('setup.waitsForSecond'),
    done: close,
  })
  const sum = amountMinor ?? least
  return (
    <Confirm
      opened
      close={close}
      title={t('trials.ask')}
      says={t('trials.askSays')}
      facts={sum ? [{ name: t('waiting.field.amountMinor'), value: shown.money(sum, currency) }] : []}
      // Without an amount it is the least that is possible, which is said before.
      counting={isCounting(abilities)}
      act={t('trials.propose')}
      disabled={!agreed || name.trim() === '' || number.trim() === '' || amountMinor === null}
      busy={propose.isPending}
      error={propose.error}
      run={() =>
        propose.mutate({
          name: name.trim(),
          number: number.trim(),
          consent: true,
          ...(amountMinor ? { amountMinor } : {}),
        })
      }
    >
      <TextInput
        label={t('trials.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={120}
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        label={t('trials.number')}
        value={number}
        onChange={event => setNumber(event.currentTarget.value)}
        type="tel"
        dir="ltr"
        maxLength={40}
        required
        withAsterisk={false}
        autoComplete="off"
      />
      <TextInput
        label={t('setup.amount', { currency })}
        description={least ? t('trials.amountHelp', { sum: shown.money(least, currency) }) : undefined}
        value={amount}
        onChange={event => setAmount(event.currentTarget.value)}
        error={amountMinor === null ? t('setup.noAmount') : undefined}
        inputMode="decimal"
        dir="ltr"
      />
      <Checkbox
        label={t('trials.consent')}
        checked={agreed}
        onChange={event => setAgreed(event.currentTarget.checked)}
      />
    </Confirm>
  )
}
