/** From one page about a programme’s people to the next. */
import { Button, Group } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session/session.ts'

const pages = [
  ['people', 'people.read', false, 'all'],
  ['people/import', 'imports.read', true, 'import'],
  ['people/changes', 'people.change', true, 'changes'],
  ['people/duplicates', 'duplicates.read', false, 'duplicates'],
  ['people/export', 'people.export', true, 'export'],
  // In the menu only once there are some: here somebody begins.
  ['invitations', 'invitations.read', false, 'invitations'],
] as const

export function PeopleTabs({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { may, mayWhole } = useSession()
  const { pathname } = useLocation()
  return (
    <Group component="nav" gap="xs" aria-label={t('files.pages')}>
      {pages
        .filter(([, permission, whole]) => (whole ? mayWhole : may)(permission, programmeId))
        .map(([page, , , name]) => {
          const here = pathname.endsWith(`/${page}`)
          return (
            <Button
              key={page}
              size="compact-md"
              variant={here ? 'light' : 'subtle'}
              color="gray"
              styles={{ label: { color: 'var(--mantine-color-text)' } }}
              renderRoot={props => (
                <Link
                  to={`/programmes/$programmeId/${page}`}
                  params={{ programmeId }}
                  {...props}
                  {...(here ? { 'aria-current': 'page' } : {})}
                />
              )}
            >
              {t(`files.page.${name}`)}
            </Button>
          )
        })}
    </Group>
  )
}
