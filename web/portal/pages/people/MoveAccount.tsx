/** A person is paid through another account at a provider from now on: proposed here, approved by somebody else. */
import { Alert, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Person } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useMoveStake } from '../atStake/usePersonStake.tsx'
import { accountsQuery } from '../programme/queries.ts'

interface Props {
  readonly person: Person
  readonly close: () => void
}

export function MoveAccount({ person, close }: Props) {
  const { t } = useTranslation()
  const { all } = useProgrammes()
  const [chosen, setChosen] = useState('')
  const [number, setNumber] = useState('')
  const accounts = useQuery(accountsQuery)
  const currency = all.find(({ id }) => id === person.programmeId)?.currency
  const fitting = currency === undefined ? undefined : accounts.data?.filter(each => each.currency === currency)
  const fspAccountId = chosen || fitting?.[0]?.id
  const stake = useMoveStake(person.id, fspAccountId)
  const move = useAct({
    run: ({ reason, number, fspAccountId }: { reason: string; number: string; fspAccountId: string }, header) =>
      ask(
        api.POST('/beneficiaries/{id}/fsp-account', {
          params: { path: { id: person.id }, header },
          body: { fspAccountId, reason, ...(number === '' ? {} : { number }) },
        }),
      ),
    says: () => t('person.proposed'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t('about.move')}: ${person.ref}`}
      says={t('about.moveSays')}
      {...stake}
      act={t('about.move')}
      reason="needed"
      disabled={fspAccountId === undefined}
      busy={move.isPending}
      error={accounts.error ?? move.error}
      run={reason => fspAccountId !== undefined && move.mutate({ reason, number: number.trim(), fspAccountId })}
    >
      {fitting?.length === 0 && <Alert color="orange">{t('about.noAccount')}</Alert>}
      <NativeSelect
        label={t('about.account')}
        value={fspAccountId ?? ''}
        onChange={event => setChosen(event.currentTarget.value)}
        data={(fitting ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        label={t('person.newNumber')}
        description={t('about.numberStays')}
        value={number}
        onChange={event => setNumber(event.currentTarget.value)}
        type="tel"
        dir="ltr"
        autoComplete="off"
        maxLength={60}
      />
    </Confirm>
  )
}
