/** Who works in a programme, by which roles; where another one is asked for. */
import { Anchor, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { TeamMember } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useWho } from '../../shown/useWho.ts'
import { teamQuery } from './queries.ts'

export function TeamSection({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const team = useQuery(teamQuery(programmeId))
  return (
    <Section title={t('team.title')}>
      <Loaded of={team}>
        {members => (
          <List spacing="sm" listStyleType="none">
            {members.map(member => (
              <List.Item key={member.handle}>
                <Text fw={600}>
                  <bdi>{member.name}</bdi>
                  {!member.hasEntered && ` (${t('team.notYetIn')})`}
                </Text>
                <Roles member={member} />
              </List.Item>
            ))}
          </List>
        )}
      </Loaded>
      <Text size="sm" mt="sm">
        {may('staff.manage') ? (
          <Anchor underline="always" renderRoot={props => <Link to="/staff" {...props} />}>
            {t('team.manage')}
          </Anchor>
        ) : (
          t('team.ask')
        )}
      </Text>
    </Section>
  )
}

function Roles({ member: { roles } }: { readonly member: TeamMember }) {
  const { t, i18n } = useTranslation()
  const roleName = useRoleName()
  const who = useWho()
  const listed = new Intl.ListFormat(i18n.language, { type: 'unit' })
  return (
    <>
      {roles.map(({ role, everywhere, areas, partner, onBehalfOf }) => {
        const limits = [
          ...(everywhere ? [t('admin.everywhere')] : []),
          ...(areas === null ? [] : [listed.format(areas)]),
          ...(partner === null ? [] : [t('team.partner', { partner })]),
          ...(onBehalfOf === null ? [] : [t('team.inPlaceOf', { who: who(onBehalfOf) })]),
        ]
        return (
          <Text key={`${role} ${limits.join()}`} size="sm" c="dimmed">
            {roleName(role)}
            {limits.map(limit => (
              <span key={limit}>
                {' · '}
                <bdi>{limit}</bdi>
              </span>
            ))}
          </Text>
        )
      })}
    </>
  )
}
