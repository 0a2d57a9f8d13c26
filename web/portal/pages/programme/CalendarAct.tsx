/** Pause, resume, leave one round out, bring the next one forward: each says before whom and what it is about, and what is left. */
import { Alert, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { CalendarActTried } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts, type Fact } from '../../parts/Facts.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'

export type CalendarActName = 'pause' | 'resume' | 'skip' | 'runNow'

interface Props {
  readonly programmeId: string
  readonly act: CalendarActName
  /** of the round that is left out */
  readonly plannedDate?: string
  readonly title?: string
  readonly close: () => void
}

export function CalendarAct({ programmeId, act, plannedDate = '', title, close }: Props) {
  const { t } = useTranslation()
  const tried = useQuery({
    queryKey: ['programme', programmeId, 'calendar', 'dry-run', act, plannedDate],
    queryFn: () =>
      ask(
        api.POST('/programmes/{id}/rounds/dry-run', {
          params: { path: { id: programmeId } },
          body: act === 'skip' ? { act, plannedDate } : { act: act === 'runNow' ? 'run_now' : act },
        }),
      ),
    staleTime: 0,
    gcTime: 0,
    // What is refused stays refused.
    retry: false,
  })
  const run = useAct({
    run: (reason: string, header) => {
      const params = { path: { id: programmeId }, header }
      if (act === 'pause')
        return ask<unknown>(api.POST('/programmes/{id}/calendar/pause', { params, body: { reason } }))
      if (act === 'resume') return ask<unknown>(api.POST('/programmes/{id}/calendar/resume', { params }))
      if (act === 'skip')
        return ask<unknown>(api.POST('/programmes/{id}/rounds/skip', { params, body: { plannedDate, reason } }))
      return ask<unknown>(api.POST('/programmes/{id}/rounds/run-now', { params }))
    },
    says: () => t(`calendar.actDone.${act}`),
    done: close,
    undo: () =>
      act === 'pause' || act === 'resume'
        ? {
            says: t(`calendar.actDone.${act === 'pause' ? 'resume' : 'pause'}`),
            run: header => {
              const params = { path: { id: programmeId }, header }
              return act === 'pause'
                ? ask(api.POST('/programmes/{id}/calendar/resume', { params }))
                : ask(api.POST('/programmes/{id}/calendar/pause', { params, body: { reason: t('undo.reason') } }))
            },
          }
        : null,
  })
  const { data } = tried
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`calendar.act.${act}`)}${title === undefined ? '' : `: ${title}`}`}
      says={t(`calendar.actSays.${act}`)}
      act={t(`calendar.act.${act}`)}
      danger={act === 'skip'}
      reason={act === 'pause' || act === 'skip' ? 'needed' : 'none'}
      disabled={!data}
      busy={run.isPending}
      error={tried.error ?? run.error}
      run={reason => run.mutate(reason)}
    >
      {data ? <Effect act={act} tried={data} /> : !tried.error && <Text>{t('confirm.counting')}</Text>}
    </Confirm>
  )
}

/** In numbers: the round that it is about, and what the rest becomes. */
function Effect({ act, tried }: { readonly act: CalendarActName; readonly tried: CalendarActTried }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const { round, leftOut, then, approvedAhead } = tried
  const { currency } = then
  const last = then.rounds.at(-1)
  const about: Fact[] = [
    ...(leftOut.length === 0
      ? []
      : [{ name: t('roundPlans.cameInPause'), value: leftOut.map(day => shown.date(day)).join(' · ') }]),
    ...(round === null
      ? []
      : [
          {
            name: t(
              act === 'pause' ? 'roundPlans.firstStopped' : act === 'resume' ? 'roundPlans.nextOne' : 'calendar.day',
            ),
            value: shown.date(round.date),
          },
          { name: t('distribution.people'), value: shown.number(round.people) },
          { name: t('distribution.sum'), value: shown.money(round.amountMinor, currency) },
        ]),
  ]
  // Resuming leaves the next round among the rest.
  const rest = act === 'resume' ? then.rounds.slice(1) : then.rounds
  const sum = act === 'resume' ? BigInt(then.amountMinor) - BigInt(round?.amountMinor ?? 0) : BigInt(then.amountMinor)
  return (
    <>
      {about.length > 0 && <Facts facts={about} />}
      {round === null && leftOut.length === 0 && <Alert color="blue">{t('roundPlans.noneAhead')}</Alert>}
      {act === 'pause' && round && <Text>{t('roundPlans.restStill')}</Text>}
      {act === 'skip' && <Text>{t('roundPlans.later')}</Text>}
      {round && (
        <Facts
          facts={[
            { name: t('roundPlans.restRounds'), value: shown.number(rest.length) },
            ...(last && rest.length > 0 ? [{ name: t('roundPlans.restLast'), value: shown.date(last.date) }] : []),
            { name: t('roundPlans.restSum'), value: shown.money(sum.toString(), currency) },
          ]}
        />
      )}
      {then.personRoundsWithoutDate > tried.now.personRoundsWithoutDate && (
        <Alert color="orange">
          {t('calendar.withoutDate', { number: shown.number(then.personRoundsWithoutDate) })}
        </Alert>
      )}
      {approvedAhead && round && round.people > 0 && (
        <Alert color={approvedAhead.goes ? 'orange' : 'blue'}>
          {approvedAhead.goes
            ? t('roundPlans.goes')
            : t('roundPlans.waits', { why: told(approvedAhead.said, approvedAhead.why ?? '') })}
        </Alert>
      )}
    </>
  )
}
