/** What somebody is given: a role, in one programme or all, for all its people or some. */
import { Button, Group, NativeSelect, Paper, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { rolesQuery } from '../programme/queries.ts'

export interface TypedRole {
  readonly key: number
  readonly role: string
  /** empty: every programme */
  readonly programmeId: string
  /** one a line */
  readonly areas: string
  readonly partner: string
}

export const typedRoles = (roles: Member['roles']): readonly TypedRole[] =>
  roles.map(({ role, programmeId, areas, partner }, key) => ({
    key,
    role,
    programmeId: programmeId ?? '',
    areas: (areas ?? []).join('\n'),
    partner: partner ?? '',
  }))

/** As the API takes them. */
export const rolesOf = (typed: readonly TypedRole[]): Member['roles'] =>
  typed.map(({ role, programmeId, areas, partner }) => {
    const places = areas
      .split('\n')
      .map(each => each.trim())
      .filter(each => each !== '')
    return {
      role,
      programmeId: programmeId === '' ? null : programmeId,
      areas: places.length === 0 ? null : places,
      partner: partner.trim() === '' ? null : partner.trim(),
    }
  })

interface Props {
  readonly rows: readonly TypedRole[]
  readonly set: (rows: readonly TypedRole[]) => void
}

export function RolesEditor({ rows, set }: Props) {
  const { t } = useTranslation()
  const roleName = useRoleName()
  const { all, known } = useProgrammes()
  const names = useQuery(rolesQuery).data?.roles.map(({ name }) => name) ?? []
  const put = (key: number, change: Partial<TypedRole>): void =>
    set(rows.map(row => (row.key === key ? { ...row, ...change } : row)))
  const next = Math.max(-1, ...rows.map(({ key }) => key)) + 1
  return (
    <Stack gap="xs">
      {rows.map(({ key, role, programmeId, areas, partner }, at) => (
        <Paper key={key} withBorder p="sm" component="fieldset" aria-label={t('admin.roleNumber', { number: at + 1 })}>
          <Stack gap="xs">
            <NativeSelect
              label={t('admin.role')}
              value={role}
              onChange={event => put(key, { role: event.currentTarget.value })}
              data={[...new Set([role, ...names])].map(value => ({ value, label: roleName(value) }))}
            />
            <NativeSelect
              label={t('frame.programme')}
              value={programmeId}
              onChange={event => put(key, { programmeId: event.currentTarget.value })}
              data={[
                { value: '', label: t('admin.everywhere') },
                // Until its name comes it is some programme, and not all of them.
                ...(known || programmeId === '' ? [] : [{ value: programmeId, label: '…' }]),
                ...all.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            {programmeId !== '' && (
              <>
                <Textarea
                  label={t('admin.onlyPlaces')}
                  description={t('admin.onlyPlacesHelp')}
                  value={areas}
                  onChange={event => put(key, { areas: event.currentTarget.value })}
                  autosize
                />
                <TextInput
                  label={t('admin.onlyPartner')}
                  value={partner}
                  onChange={event => put(key, { partner: event.currentTarget.value })}
                  maxLength={200}
                />
              </>
            )}
            <Group justify="flex-end">
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('admin.removeRole', { number: at + 1 })}
                onClick={() => set(rows.filter(row => row.key !== key))}
              >
                {t('setup.remove')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      ))}
      <Button
        variant="default"
        // Without the programmes it would be a role for all of them.
        disabled={names.length === 0 || !known}
        onClick={() =>
          set([
            ...rows,
            {
              key: next,
              role: names.includes('viewer') ? 'viewer' : (names[0] ?? ''),
              programmeId: all[0]?.id ?? '',
              areas: '',
              partner: '',
            },
          ])
        }
      >
        {t('admin.addRole')}
      </Button>
    </Stack>
  )
}
