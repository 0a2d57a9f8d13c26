/** Pause, resume, and other credentials and settings. */
import { Alert } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { AccountField, CarrierAccount } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useCarrierStake } from '../atStake/useHouseStake.ts'
import { AccountFields } from '../accounts/AccountFields.tsx'
import { isWhole, partOf, typedOf, wrongIn, type Typed } from '../accounts/accountTyped.ts'
import { useFieldName } from '../accounts/useFieldName.ts'
import { useToldText } from '../../shown/useToldText.ts'

export type CarrierActName = 'pause' | 'resume' | 'change'

interface Props {
  readonly account: CarrierAccount
  readonly fields: readonly AccountField[]
  readonly act: CarrierActName
  readonly on: Basis
  readonly close: () => void
}

export function CarrierAct({ account: { id, name, settings }, fields, act, on, close }: Props) {
  const { t } = useTranslation()
  const told = useToldText()
  const fieldName = useFieldName()
  const [typed, setTyped] = useState<Typed>(() => typedOf(settings))
  const stake = useCarrierStake(id)
  const run = useAct({
    run: (given: { reason: string; typed: Typed }, header) => {
      const params = { path: { id }, header }
      if (act === 'pause')
        return ask<unknown>(api.POST('/carrier-accounts/{id}/pause', { params, body: { reason: given.reason } }))
      if (act === 'resume') return ask<unknown>(api.POST('/carrier-accounts/{id}/resume', { params }))
      const body = { credentials: partOf('credentials', given.typed), settings: partOf('settings', given.typed) }
      const based = { ...params, header: { ...header, basis: on.from() } }
      return ask<unknown>(api.PUT('/carrier-accounts/{id}', { params: based, body }))
    },
    says: () => t(`carriers.actDone.${act}`),
    done: close,
    undo: () =>
      act === 'change'
        ? null
        : {
            says: t(`carriers.actDone.${act === 'pause' ? 'resume' : 'pause'}`),
            run: header => {
              const params = { path: { id }, header }
              return act === 'pause'
                ? ask(api.POST('/carrier-accounts/{id}/resume', { params }))
                : ask(api.POST('/carrier-accounts/{id}/pause', { params, body: { reason: t('undo.reason') } }))
            },
          },
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
      over={{
        basis: on,
        stands: (
          <Facts
            facts={Object.entries(settings).map(([field, value]) => ({
              name: fieldName(field),
              value: <bdi>{value}</bdi>,
            }))}
          />
        ),
      }}
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
