/** What two people approved ahead: rounds up to a sum go by themselves until a day. */
import { Alert, Anchor, Button, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StandingApproval } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useWho } from '../../shown/useWho.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { standingQuery } from './queries.ts'
import { EndStanding, ProposeStanding } from './StandingActs.tsx'

interface Props {
  readonly programmeId: string
  /** only rounds that open by themselves are approved ahead */
  readonly hasCalendar: boolean
}

export function StandingApprovals({ programmeId, hasCalendar }: Props) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const { all } = useProgrammes()
  const currency = all.find(({ id }) => id === programmeId)?.currency ?? ''
  const [asked, setAsked] = useState<'propose' | 'end' | null>(null)
  const standing = useQuery(standingQuery(programmeId))
  const now = standing.data?.find(isGood)
  const close = (): void => setAsked(null)
  return (
    <Section
      title={t('standing.title')}
      acts={
        now
          ? mayWhole('distributions.pause', programmeId) && (
              <Button variant="default" size="compact-md" onClick={() => setAsked('end')}>
                {t('standing.end')} …
              </Button>
            )
          : hasCalendar &&
            mayWhole('distributions.make', programmeId) &&
            standing.data && (
              <Button variant="default" size="compact-md" onClick={() => setAsked('propose')}>
                {t('standing.propose')} …
              </Button>
            )
      }
    >
      <Loaded of={standing}>
        {items =>
          items.length === 0 ? (
            <Empty title={t('standing.none')} says={t('standing.noneSays')} />
          ) : (
            <Stack gap="md">
              {items.map(each => (
                <One key={each.id} approval={each} currency={currency} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      {asked === 'propose' && <ProposeStanding programmeId={programmeId} currency={currency} close={close} />}
      {asked === 'end' && now && (
        <EndStanding programmeId={programmeId} approval={now} currency={currency} close={close} />
      )}
    </Section>
  )
}

const isGood = ({ endedAt, until }: StandingApproval): boolean => endedAt === null && new Date(until) > new Date()

interface OneProps {
  readonly approval: StandingApproval
  readonly currency: string
}

function One({ approval, currency }: OneProps) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const { roundUpToMinor, inAllMinor, usedMinor, until, proposedBy, approvedBy, endedAt, endedBy, uses } = approval
  return (
    <div>
      {isGood(approval) ? (
        <Alert color="green" mb="xs">
          {t('standing.good', { sum: shown.money(roundUpToMinor, currency), when: shown.moment(until) })}
        </Alert>
      ) : (
        <Text fw={600}>
          {endedAt === null
            ? t('standing.over', { when: shown.moment(until) })
            : t('standing.ended', { when: shown.moment(endedAt), who: who(endedBy) })}
        </Text>
      )}
      <Facts
        facts={[
          { name: t('waiting.field.roundUpToMinor'), value: shown.money(roundUpToMinor, currency) },
          { name: t('waiting.field.inAllMinor'), value: shown.money(inAllMinor, currency) },
          { name: t('standing.used'), value: shown.money(usedMinor, currency) },
          { name: t('waiting.proposedBy'), value: <Who handle={proposedBy} /> },
          { name: t('standing.approvedBy'), value: <Who handle={approvedBy} /> },
        ]}
      />
      {uses.length > 0 && (
        <List size="sm" mt="xs">
          {uses.map(({ distributionId, minor, at }) => (
            <List.Item key={distributionId}>
              <Anchor
                size="sm"
                renderRoot={props => (
                  <Link to="/distributions/$distributionId" params={{ distributionId }} {...props} />
                )}
              >
                {t('standing.use', { sum: shown.money(minor, currency), when: shown.moment(at) })}
              </Anchor>
            </List.Item>
          ))}
        </List>
      )}
    </div>
  )
}
