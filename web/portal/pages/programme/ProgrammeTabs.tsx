/** From one page of a programme’s set-up to the next, in the order in which one sets up. */
import { Button, Group } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session/session.ts'

const pages = [
  ['setup', 'programmes.read'],
  ['entitlement', 'programmes.entitlement'],
  ['calendar', 'rounds.read'],
  ['fields', 'programmes.read'],
] as const

export function ProgrammeTabs({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const { pathname } = useLocation()
  return (
    <Group component="nav" gap="xs" aria-label={t('setup.pages')}>
      {pages
        .filter(([, permission]) => mayWhole(permission, programmeId))
        .map(([page]) => {
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
              {t(`setup.page.${page}`)}
            </Button>
          )
        })}
    </Group>
  )
}
