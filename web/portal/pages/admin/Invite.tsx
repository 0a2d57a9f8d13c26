/** Somebody new: who they are and what they may. The way in goes by e-mail, or is shown once. */
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Member } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import type { Given } from './Link.tsx'
import { RolesEditor, rolesOf, type TypedRole } from './RolesEditor.tsx'

interface Props {
  readonly close: () => void
  readonly give: (given: Given) => void
}

interface Invited {
  readonly handle: string
  readonly name: string
  readonly email: string
  readonly roles: Member['roles']
}

export function Invite({ close, give }: Props) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [handle, setHandle] = useState('')
  const [roles, setRoles] = useState<readonly TypedRole[]>([])
  const invite = useAct({
    run: (body: Invited, header) => ask(api.POST('/staff', { params: { header }, body })),
    says: ({ proposalId }) => t(proposalId === null ? 'admin.invited' : 'admin.invitedWaits'),
    done: ({ link, expiresAt }) => {
      close()
      give({ name, link, expiresAt })
    },
  })
  const ready = [name, email, handle].every(each => each.trim() !== '')
  return (
    <Confirm
      opened
      close={close}
      title={t('admin.invite')}
      says={t('admin.inviteSays')}
      act={t('admin.invite')}
      disabled={!ready}
      busy={invite.isPending}
      error={invite.error}
      run={() =>
        invite.mutate({ name: name.trim(), email: email.trim(), handle: handle.trim(), roles: rolesOf(roles) })
      }
    >
      <TextInput
        label={t('admin.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={200}
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        label={t('signIn.email')}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
        type="email"
        dir="ltr"
        maxLength={254}
        required
        withAsterisk={false}
        autoComplete="off"
      />
      <TextInput
        label={t('admin.handle')}
        description={t('admin.handleHelp')}
        value={handle}
        onChange={event => setHandle(event.currentTarget.value)}
        dir="ltr"
        maxLength={64}
        required
        withAsterisk={false}
        autoComplete="off"
      />
      <RolesEditor rows={roles} set={setRoles} />
    </Confirm>
  )
}
