/** What each role allows: those of every house, and those made here. */
import { Accordion, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis } from '../../parts/OnBasis.tsx'
import { Page } from '../../parts/Page.tsx'
import { useSession } from '../../session/session.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { rolesQuery } from '../programme/queries.ts'
import { Allowed, EditRole } from './EditRole.tsx'
import { Tag } from '../../parts/Tag.tsx'

/** Of a role that nobody has made yet. */
const noBasis = 'none'

export function Roles() {
  const { t } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const { may } = useSession()
  const [edited, setEdited] = useState<{ readonly name: string | null } | null>(null)
  const found = useQuery(rolesQuery)
  const manages = may('roles.manage')
  return (
    <Page
      title={t('admin.roles')}
      acts={manages && found.data && <Button onClick={() => setEdited({ name: null })}>{t('admin.newRole')} …</Button>}
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
                      {role.own && <Tag colour="blue">{t('admin.ownRole')}</Tag>}
                      <Text size="sm" c="dimmed">
                        {t('admin.allows', {
                          count: role.permissions.length,
                          number: shown.number(role.permissions.length),
                        })}{' '}
                        · {t('stake.holders')}: {shown.number(role.heldBy.people)}
                      </Text>
                    </Group>
                  </Accordion.Control>
                  <Accordion.Panel>
                    <Allowed permissions={role.permissions} />
                    {manages && role.own && (
                      <Button
                        mt="sm"
                        size="compact-md"
                        variant="default"
                        onClick={() => setEdited({ name: role.name })}
                      >
                        {t('admin.change')} …
                      </Button>
                    )}
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
            {edited !== null && (
              <OnBasis now={roles.find(({ name }) => name === edited.name)?.basis ?? noBasis}>
                {on => (
                  <EditRole
                    role={roles.find(({ name }) => name === edited.name) ?? null}
                    permissions={permissions.map(({ name }) => name)}
                    on={on}
                    close={() => setEdited(null)}
                  />
                )}
              </OnBasis>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}
