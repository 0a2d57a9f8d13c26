/** Something stands still: why, and what lets it go on. What the house stopped has a code; people stop with their own words. */
import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../session/session.ts'
import { usePauseText, type Stopped } from '../shown/usePauseText.ts'

interface Props {
  readonly of: Stopped
  readonly reason: string
}

export function Paused({ of, reason }: Props) {
  const { t } = useTranslation()
  const { may, mayInHouse } = useSession()
  const { says, mends } = usePauseText()(of, reason)
  const seesAccounts = mayInHouse('statements.read')
  return (
    <Alert color="orange">
      <Stack gap={4} align="flex-start">
        <Text inherit>{t('distribution.pausedFor', { reason: says })}</Text>
        {mends !== null && <Text inherit>{t(`pauses.mends.${mends}`)}</Text>}
        {mends === 'money' && seesAccounts && (
          <Anchor inherit c="inherit" td="underline" renderRoot={props => <Link to="/reconciling" {...props} />}>
            {t('mend.toAccount')}
          </Anchor>
        )}
        {(mends === 'account' || mends === 'carrier') && may('cases.read') && (
          <Anchor
            inherit
            c="inherit"
            td="underline"
            renderRoot={props => (
              <Link to="/work" search={{ kind: mends === 'account' ? 'decision' : 'carrier_paused' }} {...props} />
            )}
          >
            {t('pauses.toCase')}
          </Anchor>
        )}
      </Stack>
    </Alert>
  )
}
