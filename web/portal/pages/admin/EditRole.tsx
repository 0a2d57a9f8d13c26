/** A role of the house’s own: made, or changed for everybody who holds it. */
import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Permission, Role } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
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

interface Props {
  /** null: a new one */
  readonly role: Role | null
  readonly permissions: readonly Permission[]
  readonly close: () => void
}

export function EditRole({ role, permissions, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const [name, setName] = useState(role?.name ?? '')
  const [held, setHeld] = useState<readonly string[]>(role?.permissions ?? [])
  const run = useAct({
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
