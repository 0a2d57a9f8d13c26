/** Pause, resume, leave one round out, bring the next one forward. */
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import type { AheadOf } from './Ahead.tsx'

export type CalendarActName = 'pause' | 'resume' | 'skip' | 'runNow'

interface Props {
  readonly programmeId: string
  readonly act: CalendarActName
  /** of the round that is left out */
  readonly plannedDate?: string
  readonly title?: string
  readonly next: AheadOf['rounds'][number] | null
  readonly currency: string
  readonly close: () => void
}

export function CalendarAct({ programmeId, act, plannedDate = '', title, next, currency, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
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
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`calendar.act.${act}`)}${title === undefined ? '' : `: ${title}`}`}
      says={t(`calendar.actSays.${act}`)}
      facts={
        act === 'runNow' && next
          ? [
              { name: t('calendar.day'), value: shown.date(next.date) },
              { name: t('distribution.people'), value: shown.number(next.people) },
              { name: t('distribution.sum'), value: shown.money(next.amountMinor, currency) },
            ]
          : []
      }
      act={t(`calendar.act.${act}`)}
      danger={act === 'skip'}
      reason={act === 'pause' || act === 'skip' ? 'needed' : 'none'}
      busy={run.isPending}
      error={run.error}
      run={reason => run.mutate(reason)}
    />
  )
}
