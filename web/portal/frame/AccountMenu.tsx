/** Who is signed in, by which roles, and the way out. */
import { Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../session/session.ts'
import { signOut } from '../session/signInAsking.ts'

export function AccountMenu() {
  const { t } = useTranslation()
  const { account, grants } = useSession()
  const out = useMutation({
    mutationFn: signOut,
    // Nothing that was shown to one person is left for the next.
    onSettled: () => window.location.assign('/portal'),
  })
  const roles = [...new Set(grants.map(({ role }) => role.replaceAll('_', ' ')))]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-md">
          {account.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{roles.join(', ')}</Menu.Label>
        <Menu.Divider />
        <Menu.Item renderRoot={props => <Link to="/account" {...props} />}>{t('nav.own')}</Menu.Item>
        <Menu.Item onClick={() => out.mutate()}>{t('frame.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
