/** A role of the house’s own: made, or changed for everybody who holds it. */
import { Box, Checkbox, List, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Permission, Role } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { byNoun, usePermissionText } from '../../shown/usePermissionText.ts'
import { useShown } from '../../shown/useShown.ts'

/** What a role allows, noun by noun. */
export function Allowed({ permissions }: { readonly permissions: readonly string[] }) {
  const shown = useShown()
  const permission = usePermissionText()
  return (
    <List size="sm" spacing={4}>
      {byNoun(permissions).map(([noun, all]) => (
        <List.Item key={noun}>
          <b>{permission.of(noun)}</b>: {shown.list(all.map(permission.one))}
        </List.Item>
      ))}
    </List>
  )
}

interface Props {
  /** null: a new one */
  readonly role: Role | null
  readonly permissions: readonly Permission[]
  readonly on: Basis
  readonly close: () => void
}

export function EditRole({ role, permissions, on, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const permission = usePermissionText()
  const [name, setName] = useState(role?.name ?? '')
  const [held, setHeld] = useState<readonly string[]>(role?.permissions ?? [])
  const run = useReplacing(on, {
    run: (body: { name: string; permissions: Permission[] }, header) =>
      ask(api.POST('/roles', { params: { header }, body })),
    says: ({ proposalId }) => t(proposalId === null ? 'admin.roleSaved' : 'setup.waitsForSecond'),
    done: close,
  })
  return (
    <Confirm
      opened
      wide
      close={close}
      title={t(role === null ? 'admin.newRole' : 'admin.changeRole')}
      says={t('admin.roleSays')}
      facts={[
        ...(role === null
          ? []
          : [
              { name: t('stake.holders'), value: shown.number(role.heldBy.people) },
              { name: t('stake.holderKeys'), value: shown.number(role.heldBy.keys) },
              { name: t('stake.allowedNow'), value: shown.number(role.permissions.length) },
            ]),
        { name: t('admin.chosen'), value: shown.number(held.length) },
      ]}
      act={t('setup.save')}
      disabled={name.trim() === '' || held.length === 0}
      busy={run.isPending}
      error={run.error}
      {...(role ? { over: { basis: on, stands: <Allowed permissions={role.permissions} /> } } : {})}
      run={() => run.mutate({ name: name.trim(), permissions: permissions.filter(each => held.includes(each)) })}
    >
      <TextInput
        label={t('admin.roleName')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        readOnly={role !== null}
        maxLength={40}
        required
        withAsterisk={false}
      />
      <Box style={{ columns: '14rem' }}>
        {byNoun(permissions).map(([noun, all]) => (
          <Checkbox.Group
            key={noun}
            label={permission.of(noun)}
            value={[...held]}
            onChange={setHeld}
            mb="md"
            style={{ breakInside: 'avoid' }}
          >
            <Stack gap="sm" mt={4}>
              {all.map(each => (
                <Checkbox key={each} value={each} label={permission.one(each)} />
              ))}
            </Stack>
          </Checkbox.Group>
        ))}
      </Box>
    </Confirm>
  )
}
