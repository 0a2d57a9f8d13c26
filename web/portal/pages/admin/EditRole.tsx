/** A role of the house’s own: made, or changed for everybody who holds it. */
import { Checkbox, List, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Permission, Role } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useShown } from '../../shown/useShown.ts'

/** `seeNames` as people read it. */
export const spoken = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)

/** `people.read` and `people.pause` are both of people. */
export function byNoun<Name extends string>(permissions: readonly Name[]): readonly (readonly [string, Name[]])[] {
  const found = new Map<string, Name[]>()
  for (const each of permissions) {
    const noun = each.split('.')[0] ?? each
    found.set(noun, [...(found.get(noun) ?? []), each])
  }
  return [...found]
}

/** What a role allows, noun by noun. */
export function Allowed({ permissions }: { readonly permissions: readonly string[] }) {
  return (
    <List size="sm" spacing={4}>
      {byNoun(permissions).map(([noun, all]) => (
        <List.Item key={noun}>
          <b>{spoken(noun)}</b>: {all.map(each => spoken(each.slice(noun.length + 1))).join(', ')}
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
      close={close}
      title={t(role === null ? 'admin.newRole' : 'admin.changeRole')}
      says={t('admin.roleSays')}
      facts={[{ name: t('admin.chosen'), value: shown.number(held.length) }]}
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
      {byNoun(permissions).map(([noun, all]) => (
        <Checkbox.Group key={noun} label={spoken(noun)} value={[...held]} onChange={setHeld}>
          <Stack gap="sm" mt={4}>
            {all.map(each => (
              <Checkbox key={each} value={each} label={spoken(each.slice(noun.length + 1))} />
            ))}
          </Stack>
        </Checkbox.Group>
      ))}
    </Confirm>
  )
}
