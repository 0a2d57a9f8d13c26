/** From a step of the set-up to where it is mended, when that is another page and whoever looks may go there. */
import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Readiness } from '../../api/shapes.ts'
import { useSession, type Session } from '../../session/session.ts'
import { programmeQuery } from './queries.ts'

interface Props {
  readonly step: Readiness['steps'][number]
  readonly programmeId: string
}

type Place =
  | '/fsp-accounts'
  | '/fsp-accounts/$accountId'
  | '/waiting'
  | '/staff'
  | `/programmes/$programmeId/${'people' | 'calendar' | 'messages'}`

/** @param accountId the programme’s own, null where none is chosen */
function placeOf(
  { step: { step, why }, programmeId }: Props,
  session: Session,
  accountId: string | null,
): Place | null {
  const { may, mayWhole, mayInHouse } = session
  switch (step) {
    case 'fspAccount':
      if (!mayInHouse('fspAccounts.read')) return null
      // Where there is an account it is chosen on this page; where there is none it is added there.
      if (accountId === null) return '/fsp-accounts'
      return why === 'unconfirmed' && mayInHouse('fspAccounts.decide') ? '/waiting' : '/fsp-accounts/$accountId'
    case 'people':
      return may('people.read', programmeId) ? '/programmes/$programmeId/people' : null
    case 'calendar':
      return may('rounds.read', programmeId) ? '/programmes/$programmeId/calendar' : null
    case 'messages':
      return mayWhole('messages.read', programmeId) ? '/programmes/$programmeId/messages' : null
    case 'approvers':
      return may('staff.read') ? '/staff' : null
    default:
      return null
  }
}

export function Mend(props: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const { programmeId } = props
  const accountId = useQuery(programmeQuery(programmeId)).data?.fspAccountId ?? null
  const to = placeOf(props, session, accountId)
  if (to === null) return null
  return (
    <Anchor
      size="sm"
      underline="always"
      // Within an alert its colour is the alert’s: another one is too pale there.
      c="inherit"
      renderRoot={props => (
        <Link
          to={to}
          params={{ programmeId, accountId: accountId ?? '' }}
          search={to === '/programmes/$programmeId/messages' ? { part: 'settings' } : {}}
          {...props}
        />
      )}
    >
      {t('setup.mend')}
    </Anchor>
  )
}
