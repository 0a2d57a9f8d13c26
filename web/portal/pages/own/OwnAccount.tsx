/** One’s own account: what one may, who decides in one’s place, how one signs in and where. */
import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { Delegations } from './Delegations.tsx'
import { Passkeys } from './Passkeys.tsx'
import { Password } from './Password.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { Sessions } from './Sessions.tsx'

export function OwnAccount() {
  const { t } = useTranslation()
  const roleName = useRoleName()
  const { account, grants } = useSession()
  const { all } = useProgrammes()
  const where = (programmeId: string | null): string =>
    programmeId === null
      ? t('admin.everywhere')
      : (all.find(({ id }) => id === programmeId)?.name ?? t('admin.otherProgramme'))
  const roles = [...new Set(grants.map(({ role, programmeId }) => `${roleName(role)} · ${where(programmeId)}`))]
  return (
    <Page title={t('own.title')}>
      <Stack gap="lg">
        <Section title={t('own.you')}>
          <Facts
            facts={[
              { name: t('admin.name'), value: <bdi>{account.name}</bdi> },
              { name: t('admin.handle'), value: <bdi dir="ltr">{account.handle}</bdi> },
              { name: t('admin.roles'), value: roles.join('; ') || '–' },
            ]}
          />
        </Section>
        <Delegations />
        <Password />
        <SecondFactor />
        <Passkeys />
        <Sessions />
      </Stack>
    </Page>
  )
}
