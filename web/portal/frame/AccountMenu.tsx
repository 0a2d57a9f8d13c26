/** Who is signed in, by which roles, and the way out; on a phone language and appearance too, for which the header has no room. */
import { Button, Menu, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { beginAnew } from '../api/client.ts'
import { useNarrow } from '../parts/useNarrow.ts'
import { useSession } from '../session/session.ts'
import { tellOtherTabs } from '../session/otherTabs.ts'
import { signOut } from '../session/signInAsking.ts'
import { useRoleName } from '../shown/useRoleName.ts'
import { useShown } from '../shown/useShown.ts'
import { languages } from '../words/languages.ts'
import { useLanguageChoice } from './choosing.ts'
import { LanguageItems } from './LanguageMenu.tsx'
import { ThemeItems } from './ThemeMenu.tsx'

/** `Halima Abdi` → `HA`: what there is room for. */
const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map(word => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toLocaleUpperCase()

export function AccountMenu() {
  const { account, grants } = useSession()
  const { t } = useTranslation()
  const narrow = useNarrow()
  const roleName = useRoleName()
  const shown = useShown()
  const out = useMutation({
    mutationFn: signOut,
    onSettled: () => {
      tellOtherTabs()
      void beginAnew()
    },
  })
  const roles = [...new Set(grants.map(({ role }) => roleName(role)))]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-md">
          {narrow ? (
            <>
              <bdi aria-hidden="true">{initials(account.name)}</bdi>
              <VisuallyHidden>
                <bdi>{account.name}</bdi>
              </VisuallyHidden>
            </>
          ) : (
            <bdi>{account.name}</bdi>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="80vh" style={{ overflowY: 'auto' }}>
        {narrow && (
          <Menu.Label>
            <bdi>{account.name}</bdi>
          </Menu.Label>
        )}
        <Menu.Label>{shown.list(roles)}</Menu.Label>
        <Menu.Divider />
        <Menu.Item renderRoot={props => <Link to="/account" {...props} />}>{t('nav.own')}</Menu.Item>
        {narrow && <Looks />}
        <Menu.Item onClick={() => out.mutate()}>{t('frame.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Looks() {
  const { t } = useTranslation()
  const { now } = useLanguageChoice()
  const { colorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Divider />
      <Menu.Label>
        {t('frame.language', { name: '' })}
        <bdi lang={now}>{languages[now].name}</bdi>
      </Menu.Label>
      <LanguageItems />
      <Menu.Divider />
      <Menu.Label>{t('frame.theme', { name: t(`theme.${colorScheme}`) })}</Menu.Label>
      <ThemeItems />
      <Menu.Divider />
    </>
  )
}
