/** A new account at a carrier: what it needs, typed once and never shown again. */
import { Alert, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Carriers } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { AccountFields } from '../accounts/AccountFields.tsx'
import { isWhole, partOf, wrongIn, type Typed } from '../accounts/accountTyped.ts'
import { useCarrierTitle } from '../../shown/useTitles.ts'
import { useToldText } from '../../shown/useToldText.ts'

interface Props {
  readonly kinds: Carriers['carriers']
  readonly close: () => void
}

interface Added {
  readonly carrier: string
  readonly name: string
  readonly credentials: Record<string, string>
  readonly settings: Record<string, string>
}

export function NewCarrier({ kinds, close }: Props) {
  const { t } = useTranslation()
  const told = useToldText()
  const carrierTitle = useCarrierTitle()
  const navigate = useNavigate()
  const [carrier, setCarrier] = useState(kinds[0]?.name ?? '')
  const [name, setName] = useState('')
  const [typed, setTyped] = useState<Typed>({})
  const fields = kinds.find(each => each.name === carrier)?.fields ?? []
  const add = useAct({
    run: (body: Added, header) => ask(api.POST('/carrier-accounts', { params: { header }, body })),
    says: () => t('carriers.added'),
    done: ({ id }) => void navigate({ to: '/carriers/$carrierId', params: { carrierId: id } }),
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('carriers.add')}
      says={t('carriers.addSays')}
      act={t('carriers.add')}
      disabled={name.trim() === '' || !isWhole(fields, typed)}
      busy={add.isPending}
      error={add.error}
      run={() =>
        add.mutate({
          carrier,
          name: name.trim(),
          credentials: partOf('credentials', typed),
          settings: partOf('settings', typed),
        })
      }
    >
      <NativeSelect
        label={t('carriers.one')}
        value={carrier}
        onChange={event => {
          setCarrier(event.currentTarget.value)
          setTyped({})
        }}
        data={kinds.map(each => ({ value: each.name, label: carrierTitle(each.name, each.title) }))}
        data-autofocus
      />
      <TextInput
        label={t('accounts.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={120}
        required
        withAsterisk={false}
        autoComplete="off"
      />
      {fields.some(({ part }) => part === 'credentials') && <Alert color="gray">{t('accounts.credentialsSay')}</Alert>}
      <AccountFields
        key={carrier}
        fields={fields}
        typed={typed}
        put={change => setTyped({ ...typed, ...change })}
        wrong={wrongIn(add.error, told)}
        all
      />
    </Confirm>
  )
}
