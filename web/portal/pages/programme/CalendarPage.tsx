/** The calendar of a programme that runs by itself: what is ahead, what became of each round, and what people change. */
import { Alert, Button, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis } from '../../parts/OnBasis.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { Ahead } from './Ahead.tsx'
import { CalendarAct, type CalendarActName } from './CalendarAct.tsx'
import { CalendarForm } from './CalendarForm.tsx'
import { ProgrammeTabs } from './ProgrammeTabs.tsx'
import { calendarQuery } from './queries.ts'
import { RoundsSoFar } from './RoundsSoFar.tsx'
import { StandingApprovals } from './StandingApprovals.tsx'

export function CalendarPage() {
  const { t } = useTranslation()
  const shown = useShown()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/calendar' })
  const { all } = useProgrammes()
  const { mayWhole } = useSession()
  const [editing, setEditing] = useState(false)
  const [asked, setAsked] = useState<{ act: CalendarActName; plannedDate?: string } | null>(null)
  const found = useQuery(calendarQuery(programmeId))
  const plans = mayWhole('rounds.plan', programmeId)
  const calendar = found.data?.calendar ?? null
  return (
    <Page
      title={t('setup.page.calendar')}
      above={all.find(({ id }) => id === programmeId)?.name}
      acts={
        plans &&
        found.data && (
          <>
            {calendar && (
              <>
                <Button variant="default" onClick={() => setAsked({ act: calendar.paused ? 'resume' : 'pause' })}>
                  {t(calendar.paused ? 'calendar.act.resume' : 'calendar.act.pause')} …
                </Button>
                <Button variant="default" onClick={() => setAsked({ act: 'runNow' })}>
                  {t('calendar.act.runNow')} …
                </Button>
              </>
            )}
            <Button onClick={() => setEditing(true)}>{t(calendar ? 'calendar.change' : 'calendar.make')} …</Button>
          </>
        )
      }
    >
      <ProgrammeTabs programmeId={programmeId} />
      <Loaded of={found} lines={6}>
        {({ calendar, ahead, basis }) => (
          <Stack gap="lg">
            {calendar?.paused && (
              <Alert color="orange">{t('distribution.pausedFor', { reason: calendar.paused.reason })}</Alert>
            )}
            {calendar?.rules.calendar.frequency.unit === 'minutes' && (
              <Alert>
                {t('playCalendar.says', {
                  number: shown.number(calendar.rules.calendar.frequency.every),
                  times: shown.number(calendar.rules.calendar.frequency.times),
                })}
              </Alert>
            )}
            <Section title={t('calendar.ahead')}>
              {calendar && ahead ? (
                <Ahead
                  ahead={ahead}
                  {...(plans ? { skip: (plannedDate: string): void => setAsked({ act: 'skip', plannedDate }) } : {})}
                />
              ) : (
                <Empty title={t('calendar.none')} says={t('calendar.noneSays')} />
              )}
            </Section>
            <Section title={t('calendar.soFar')}>
              <RoundsSoFar programmeId={programmeId} />
            </Section>
            {mayWhole('distributions.read', programmeId) && (
              <StandingApprovals programmeId={programmeId} hasCalendar={calendar !== null} />
            )}
            {editing && (
              <OnBasis now={basis}>
                {on => (
                  <CalendarForm
                    programmeId={programmeId}
                    before={calendar?.rules ?? null}
                    on={on}
                    close={() => setEditing(false)}
                  />
                )}
              </OnBasis>
            )}
            {asked && (
              <CalendarAct
                programmeId={programmeId}
                act={asked.act}
                {...(asked.plannedDate === undefined
                  ? {}
                  : { plannedDate: asked.plannedDate, title: shown.date(dayOf(asked.plannedDate, ahead?.rounds)) })}
                close={() => setAsked(null)}
              />
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

/** The day on which a round is, which weekends and holidays move. */
const dayOf = (
  plannedDate: string,
  rounds: readonly { readonly plannedDate: string; readonly date: string }[] = [],
): string => rounds.find(round => round.plannedDate === plannedDate)?.date ?? plannedDate
