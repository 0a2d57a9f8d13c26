/** Messages that somebody has to read out to people: no cases before they are a week old, and work all the same. */
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { waitingQuery } from '../waiting/queries.ts'

export function ReadOutBeside() {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  const { all } = useProgrammes()
  // Asked as Home asks it, so that whoever comes from there waits for nothing.
  const { data } = useQuery({ ...waitingQuery, enabled: may('messages.answer') })
  if (!data || data.readOut.length === 0) return null
  return (
    <Text mb="sm">
      {t('home.readOut')}:{' '}
      {data.readOut.map(({ programmeId, count }, at) => (
        <Fragment key={programmeId}>
          {at > 0 && ' · '}
          <Anchor
            underline="always"
            renderRoot={props => (
              <Link
                to="/programmes/$programmeId/messages"
                params={{ programmeId }}
                search={{ part: 'print' as const }}
                {...props}
              />
            )}
          >
            {shown.number(count)} (<bdi>{all.find(({ id }) => id === programmeId)?.name}</bdi>)
          </Anchor>
        </Fragment>
      ))}
    </Text>
  )
}
