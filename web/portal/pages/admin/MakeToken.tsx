/** A new token: whose acts it does, what it may, until when; then shown this once. */
import { Alert, Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Member } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { aDayMs } from '../../shown/days.ts'
import { useShown } from '../../shown/useShown.ts'
import { Copyable } from '../accounts/Copyable.tsx'
import { RolesEditor, rolesOf, type TypedRole } from './RolesEditor.tsx'
import { useGivesBack } from '../../parts/useGivesBack.ts'

const daysOffered = [7, 30, 90, 365] as const

interface Props {
  readonly close: () => void
  readonly give: (token: string) => void
}

interface Made {
  readonly person: string
  readonly roles: Member['roles']
  readonly expiresAt: string
}

export function MakeToken({ close, give }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const [person, setPerson] = useState('')
  const [days, setDays] = useState<number>(90)
  // Of one moment, so that asking again is the same question.
  const [now] = useState(() => Date.now())
  const [roles, setRoles] = useState<readonly TypedRole[]>([])
  const expiresAt = new Date(now + days * 86_400_000).toISOString()
  const make = useAct({
    run: (body: Made, header) => ask(api.POST('/tokens', { params: { header }, body })),
    says: () => t('tokens.made'),
    done: ({ token }) => {
      close()
      give(token)
    },
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('tokens.make')}
      says={t('tokens.makeSays')}
      facts={[{ name: t('admin.until'), value: shown.day(expiresAt) }]}
      act={t('tokens.make')}
      disabled={person.trim() === '' || roles.length === 0}
      busy={make.isPending}
      error={make.error}
      run={() => make.mutate({ person: person.trim(), roles: rolesOf(roles), expiresAt })}
    >
      <TextInput
        label={t('tokens.person')}
        description={t('tokens.personHelp')}
        value={person}
        onChange={event => setPerson(event.currentTarget.value)}
        dir="ltr"
        maxLength={64}
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
      />
      <NativeSelect
        label={t('tokens.goodFor')}
        value={String(days)}
        onChange={event => setDays(Number(event.currentTarget.value))}
        data={daysOffered.map(value => ({
          value: String(value),
          label: shown.duration(value * aDayMs),
        }))}
      />
      <RolesEditor rows={roles} set={setRoles} />
    </Confirm>
  )
}

export function TokenMade({ token, close }: { readonly token: string; readonly close: () => void }) {
  const { t } = useTranslation()
  useGivesBack()
  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={t('tokens.madeTitle')}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      <Stack>
        <Alert color="orange">{t('tokens.madeSays')}</Alert>
        <Copyable label={t('tokens.token')} value={token} />
        <Group justify="flex-end">
          <Button onClick={close}>{t('confirm.close')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
