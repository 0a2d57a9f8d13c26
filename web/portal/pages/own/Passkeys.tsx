/** One’s own passkeys: added on a device, removed when it is gone. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { addPasskey } from '../../session/passkeyAdding.ts'
import { waysQuery } from '../../session/signInAsking.ts'
import { useShown } from '../../shown/useShown.ts'
import { passkeysQuery, type Passkey } from './queries.ts'

export function Passkeys() {
  const { t } = useTranslation()
  const shown = useShown()
  const [adding, setAdding] = useState(false)
  const [removed, setRemoved] = useState<Passkey | null>(null)
  const { data: ways } = useQuery(waysQuery)
  const passkeys = useQuery(passkeysQuery)
  const works = ways?.passkey === true && 'PublicKeyCredential' in window
  const columns = useMemo(
    (): readonly Column<Passkey>[] => [
      { id: 'name', header: t('admin.name'), always: true, cell: ({ name }) => <bdi>{name}</bdi> },
      { id: 'created', header: t('admin.since'), oneLine: true, cell: ({ createdAt }) => shown.day(createdAt) },
      {
        id: 'used',
        header: t('tokens.lastUsed'),
        cell: ({ usedAt }) => (usedAt === null ? t('tokens.never') : shown.ago(usedAt)),
      },
      {
        id: 'acts',
        header: t('admin.acts'),
        always: true,
        cell: passkey => (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('own.removeOf', { name: passkey.name })}
            onClick={() => setRemoved(passkey)}
          >
            {t('setup.remove')} …
          </Button>
        ),
      },
    ],
    [t, shown],
  )
  return (
    <Section
      title={t('own.passkeys')}
      acts={
        works && (
          <Button variant="default" size="compact-md" onClick={() => setAdding(true)}>
            {t('own.addPasskey')} …
          </Button>
        )
      }
    >
      <DataTable
        name="passkeys"
        label={t('own.passkeys')}
        columns={columns}
        rows={passkeys.data}
        rowId={({ passkeyId }) => passkeyId}
        error={passkeys.data === undefined ? passkeys.error : null}
        again={() => void passkeys.refetch()}
        empty={<Empty title={t('own.noPasskeys')} says={t(works ? 'own.noPasskeysSays' : 'own.passkeysNotHere')} />}
      />
      {adding && <Add close={() => setAdding(false)} />}
      {removed && <Remove passkey={removed} close={() => setRemoved(null)} />}
    </Section>
  )
}

function Add({ close }: { readonly close: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const add = useAct({
    run: (given: { name: string; password: string }) => addPasskey(given),
    says: () => t('own.passkeyAdded'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('own.addPasskey')}
      says={t('own.addPasskeySays')}
      act={t('own.addPasskey')}
      disabled={name.trim() === ''}
      busy={add.isPending}
      error={add.error}
      run={() => add.mutate({ name: name.trim(), password })}
    >
      <TextInput
        label={t('own.passkeyName')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={100}
        required
        withAsterisk={false}
        data-autofocus
      />
      <PasswordInput
        label={t('own.currentPassword')}
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
      />
    </Confirm>
  )
}

function Remove({ passkey, close }: { readonly passkey: Passkey; readonly close: () => void }) {
  const { t } = useTranslation()
  const remove = useAct({
    run: (passkeyId: string) => ask<unknown>(api.POST('/account/passkeys/remove', { body: { passkeyId } })),
    says: () => t('own.passkeyRemoved'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('own.removeOf', { name: passkey.name })}
      says={t('own.removeSays')}
      act={t('setup.remove')}
      danger
      busy={remove.isPending}
      error={remove.error}
      run={() => remove.mutate(passkey.passkeyId)}
    />
  )
}
