/** Pause, resume, and other credentials and settings. */
import { Alert } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { AccountField, CarrierAccount } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useCarrierStake } from '../atStake/useHouseStake.ts'
import { AccountFields } from '../accounts/AccountFields.tsx'
import { isWhole, partOf, typedOf, wrongIn, type Typed } from '../accounts/accountTyped.ts'
import { useToldText } from '../../shown/useToldText.ts'

export type CarrierActName = 'pause' | 'resume' | 'change'

interface Props {
  readonly account: CarrierAccount
  readonly fields: readonly AccountField[]
  readonly act: CarrierActName
  readonly close: () => void
}

export function CarrierAct({ account: { id, name, settings }, fields, act, close }: Props) {
  const { t } = useTranslation()
  const told = useToldText()
  const [typed, setTyped] = useState<Typed>(() => typedOf(settings))
  const stake = useCarrierStake(id)
  const run = useAct({
    run: (given: { reason: string; typed: Typed }, header) => {
      const params = { path: { id }, header }
      if (act === 'pause')
        return ask(api.POST('/carrier-accounts/{id}/pause', { params, body: { reason: given.reason } }))
      if (act === 'resume') return ask(api.POST('/carrier-accounts/{id}/resume', { params }))
      const body = { credentials: partOf('credentials', given.typed), settings: partOf('settings', given.typed) }
      return ask(api.PUT('/carrier-accounts/{id}', { params, body }))
    },
    says: () => t(`carriers.actDone.${act}`),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(act === 'change' ? 'carriers.change' : `accounts.${act}`)}: ${name}`}
      says={t(`carriers.actSays.${act}`)}
      {...stake}
      act={t(act === 'change' ? 'setup.save' : `accounts.${act}`)}
      danger={act === 'pause'}
      reason={act === 'pause' ? 'needed' : 'none'}
      disabled={act === 'change' && !isWhole(fields, typed)}
      busy={run.isPending}
      error={run.error}
      run={reason => run.mutate({ reason, typed })}
    >
      {act === 'change' && (
        <>
          <Alert color="gray">{t('accounts.credentialsSay')}</Alert>
          <AccountFields
            fields={fields}
            typed={typed}
            put={change => setTyped({ ...typed, ...change })}
            wrong={wrongIn(run.error, told)}
            all
          />
        </>
      )}
    </Confirm>
  )
}
