/** A house without a programme: what is done first, in its order, by whoever may do it. */
import { Anchor, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session/session.ts'
import { staffQuery } from '../admin/queries.ts'
import { carriersQuery } from '../carriers/queries.ts'
import { accountsQuery } from '../programme/queries.ts'

export function FirstSteps() {
  const { t } = useTranslation()
  const { may, mayInHouse } = useSession()
  const invites = may('staff.manage')
  const staff = useQuery({ ...staffQuery, enabled: invites }).data?.length ?? 0
  const accounts = useQuery({ ...accountsQuery, enabled: mayInHouse('fspAccounts.read') }).data?.length ?? 0
  const carriers = useQuery({ ...carriersQuery, enabled: mayInHouse('carriers.read') }).data?.items.length ?? 0
  const steps = [
    { step: 'staff', to: '/staff', offered: invites, done: staff > 2 },
    { step: 'account', to: '/fsp-accounts', offered: mayInHouse('fspAccounts.create'), done: accounts > 0 },
    { step: 'carrier', to: '/carriers', offered: mayInHouse('carriers.manage'), done: carriers > 0 },
    { step: 'programme', to: '/programmes/new', offered: true, done: false },
  ] as const
  return (
    <>
      <Text mb="sm">{t('firstSteps.says')}</Text>
      <List type="ordered" spacing="sm">
        {steps
          .filter(({ offered }) => offered)
          .map(({ step, to, done }) => (
            <List.Item key={step}>
              <Anchor underline="always" renderRoot={props => <Link to={to} {...props} />}>
                {t(`firstSteps.step.${step}`)}
              </Anchor>
              {done && ` ✓ ${t('setup.mark.done')}`}
              <Text size="sm" c="dimmed">
                {t(`firstSteps.why.${step}`)}
              </Text>
            </List.Item>
          ))}
      </List>
    </>
  )
}
