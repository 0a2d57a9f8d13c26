/** Proposes a change of an account: only what differs goes; somebody else decides it. */
import { Alert, Checkbox, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { FspAccount } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { AccountFields } from './AccountFields.tsx'
import { isWhole, partOf, typedOf, wrongIn, type Typed } from './accountTyped.ts'
import { addressesOf } from './addresses.ts'
import { useFieldName } from './useFieldName.ts'
import { fspsQuery } from './queries.ts'
import { useToldText } from '../../shown/useToldText.ts'

interface Props {
  readonly account: FspAccount
  readonly on: Basis
  readonly close: () => void
}

interface Change {
  readonly name?: string
  readonly credentials?: Record<string, string>
  readonly settings?: Record<string, string>
  readonly sourceAllowList?: string[]
  readonly failClosed?: boolean
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
const inOrder = (texts: Readonly<Record<string, string>>): [string, string][] => Object.entries(texts).sort()

export function ChangeFspAccount({ account, on, close }: Props) {
  const { t } = useTranslation()
  const told = useToldText()
  const fieldName = useFieldName()
  const fsps = useQuery(fspsQuery)
  const fsp = fsps.data?.find(({ name }) => name === account.fspName)
  const [name, setName] = useState(account.name)
  const [typed, setTyped] = useState<Typed>(() => typedOf(account.settings))
  const [renews, setRenews] = useState(false)
  const [addresses, setAddresses] = useState(account.sourceAllowList.join('\n'))
  const [failClosed, setFailClosed] = useState(account.failClosed)
  const of = (part: 'credentials' | 'settings') => (fsp?.fields ?? []).filter(field => field.part === part)
  const settings = partOf('settings', typed)
  const change: Change = {
    ...(name.trim() === account.name ? {} : { name: name.trim() }),
    ...(same(inOrder(settings), inOrder(account.settings)) ? {} : { settings }),
    ...(renews ? { credentials: partOf('credentials', typed) } : {}),
    ...(same(addressesOf(addresses), account.sourceAllowList) ? {} : { sourceAllowList: addressesOf(addresses) }),
    ...(failClosed === account.failClosed ? {} : { failClosed }),
  }
  const propose = useReplacing(on, {
    run: (body: Change, header) =>
      ask(api.PATCH('/fsp-accounts/{id}', { params: { path: { id: account.id }, header }, body })),
    says: () => t('setup.waitsForSecond'),
    done: close,
  })
  const whole = isWhole(of('settings'), typed) && (!renews || isWhole(of('credentials'), typed))
  const fields = {
    typed,
    put: (change: Typed) => setTyped({ ...typed, ...change }),
    wrong: wrongIn(propose.error, told),
  }
  return (
    <Confirm
      opened
      close={close}
      title={`${t('accounts.change')}: ${account.name}`}
      says={t('accounts.changeSays')}
      act={t('accounts.propose')}
      // Before it is known what the FSP needs nobody knows what is missing.
      disabled={!fsps.data || !whole || name.trim() === '' || Object.keys(change).length === 0}
      busy={propose.isPending}
      error={propose.error ?? fsps.error}
      over={{
        basis: on,
        stands: (
          <Facts
            facts={[
              { name: t('accounts.name'), value: <bdi>{account.name}</bdi> },
              ...Object.entries(account.settings).map(([field, value]) => ({
                name: fieldName(field),
                value: <bdi>{value}</bdi>,
              })),
              { name: t('accounts.allowList'), value: <bdi>{account.sourceAllowList.join(', ') || '–'}</bdi> },
              { name: t('accounts.failClosed'), value: t(account.failClosed ? 'admin.yes' : 'admin.no') },
            ]}
          />
        ),
      }}
      run={() => propose.mutate(change)}
    >
      <Stack gap="sm">
        <TextInput
          label={t('accounts.name')}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          maxLength={120}
          required
          withAsterisk={false}
          autoComplete="off"
        />
        <AccountFields fields={of('settings')} {...fields} />
        {fsp?.gives === 'transfers' && (
          <>
            <Textarea
              label={t('accounts.allowList')}
              description={t('accounts.allowListHelp')}
              value={addresses}
              onChange={event => setAddresses(event.currentTarget.value)}
              dir="ltr"
              autosize
            />
            <Checkbox
              label={t('accounts.failClosed')}
              description={t('accounts.failClosedHelp')}
              checked={failClosed}
              onChange={event => setFailClosed(event.currentTarget.checked)}
            />
          </>
        )}
        <Checkbox
          label={t('accounts.renew')}
          checked={renews}
          onChange={event => setRenews(event.currentTarget.checked)}
        />
        {renews && (
          <>
            <Alert color="gray">{t('accounts.credentialsSay')}</Alert>
            <AccountFields fields={of('credentials')} {...fields} all />
          </>
        )}
      </Stack>
    </Confirm>
  )
}
