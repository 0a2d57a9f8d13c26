/** What each role allows: those of every house, and those made here. */
import { Accordion, Badge, Button, Group, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { useSession } from '../../session/session.ts'
import { byNoun, usePermissionText } from '../../shown/usePermissionText.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { rolesQuery } from '../programme/queries.ts'
import { EditRole } from './EditRole.tsx'

export function Roles() {
  const { t } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const permission = usePermissionText()
  const { may } = useSession()
  const [edited, setEdited] = useState<Role | 'new' | null>(null)
  const found = useQuery(rolesQuery)
  const manages = may('roles.manage')
  return (
    <Page
      title={t('admin.roles')}
      acts={manages && <Button onClick={() => setEdited('new')}>{t('admin.newRole')} …</Button>}
    >
      <Loaded of={found} lines={8}>
        {({ roles, permissions }) => (
          <>
            <Accordion variant="separated" order={2}>
              {roles.map(role => (
                <Accordion.Item key={role.name} value={role.name}>
                  <Accordion.Control>
                    <Group gap="sm">
                      <Text fw={600}>{role.own ? <bdi>{roleName(role.name)}</bdi> : roleName(role.name)}</Text>
                      {role.own && (
                        <Badge
                          variant="light"
                          tt="none"
                          color="blue"
                          styles={{ label: { color: 'var(--mantine-color-text)' } }}
                        >
                          {t('admin.ownRole')}
                        </Badge>
                      )}
                      <Text size="sm" c="dimmed">
                        {t('admin.allows', { number: shown.number(role.permissions.length) })} · {t('stake.holders')}:{' '}
                        {shown.number(role.heldBy.people)}
                      </Text>
                    </Group>
                  </Accordion.Control>
                  <Accordion.Panel>
                    <List size="sm" spacing={4}>
                      {byNoun(role.permissions).map(([noun, all]) => (
                        <List.Item key={noun}>
                          <b>{permission.of(noun)}</b>: {shown.list(all.map(permission.one))}
                        </List.Item>
                      ))}
                    </List>
                    {manages && role.own && (
                      <Button mt="sm" size="compact-md" variant="default" onClick={() => setEdited(role)}>
                        {t('admin.change')} …
                      </Button>
                    )}
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
            {edited !== null && (
              <EditRole
                role={edited === 'new' ? null : edited}
                permissions={permissions.map(({ name }) => name)}
                close={() => setEdited(null)}
              />
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}
