/** A corrected number: proposed by one, decided by another who sees the old one and the new one. */
import { Alert, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Who } from '../../parts/Who.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { resumeThese, ResumeToo, usePausedText, type DecidedWith } from '../waiting/ResumeToo.tsx'
import type { ActProps } from './CaseActs.tsx'
import { NumberNow } from './NumberNow.tsx'
import { useCaseStake } from './SimpleAct.tsx'

export function ProposeNumber({ found, id, close }: ActProps) {
  const { t } = useTranslation()
  const [number, setNumber] = useState('')
  const { may } = useSession()
  const stake = useCaseStake(found)
  const facts = [
    ...stake.facts,
    ...(may('people.read', found.programmeId ?? undefined)
      ? [{ name: t('plainly.numberNow'), value: <NumberNow personId={id} /> }]
      : []),
  ]
  const propose = useAct({
    run: (body: { number: string; reason: string }, header) =>
      ask(api.POST('/beneficiaries/{id}/corrections', { params: { path: { id }, header }, body })),
    says: () => t('person.proposed'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('work.act.proposeNumber')}
      says={t('person.correctSays')}
      facts={facts}
      counting={stake.counting}
      act={t('work.act.proposeNumber')}
      reason="needed"
      disabled={number.trim() === ''}
      busy={propose.isPending}
      error={propose.error}
      run={reason => propose.mutate({ number: number.trim(), reason })}
    >
      <TextInput
        label={t('person.newNumber')}
        value={number}
        onChange={event => setNumber(event.currentTarget.value)}
        type="tel"
        dir="ltr"
        autoComplete="off"
        maxLength={60}
        required
        withAsterisk={false}
        data-autofocus
      />
    </Confirm>
  )
}

/** As many as the API gives at once. */
const most = 500

export function DecideNumber({ found, id, close, approve }: ActProps & { readonly approve: boolean }) {
  const { t } = useTranslation()
  const programmeId = found.programmeId ?? ''
  const waiting = useQuery({
    queryKey: ['corrections', programmeId, id],
    queryFn: async () => {
      const params = { path: { id: programmeId }, query: { limit: most } }
      const { items } = await ask(api.GET('/programmes/{id}/corrections', { params }))
      return items.find(each => each.id === id) ?? null
    },
  })
  const one = waiting.data
  const [resume, setResume] = useState(false)
  const pausedText = usePausedText()
  const paused = approve && one?.paused ? [one] : []
  const decide = useAct({
    run: async ({ reason, paused, resume }: DecidedWith, header) => {
      const params = { path: { id }, header }
      await ask<unknown>(
        approve
          ? api.POST('/corrections/{id}/approve', { params })
          : api.POST('/corrections/{id}/reject', { params, body: { reason } }),
      )
      const resumed = resume ? await resumeThese(programmeId, paused, header) : 0
      return { resumed, stillPaused: paused.length - resumed }
    },
    says: people => `${t(approve ? 'waiting.numberApproved' : 'waiting.numberRejected')} ${pausedText(people)}`.trim(),
    done: close,
  })
  const name = approve ? 'approveNumber' : 'rejectNumber'
  return (
    <Confirm
      opened
      close={close}
      title={t(`work.act.${name}`)}
      says={t(`work.actSays.${name}`)}
      facts={
        one
          ? [
              { name: t('work.person'), value: one.ref },
              { name: t('waiting.oldNumber'), value: <bdi dir="ltr">{one.oldNumber ?? '–'}</bdi> },
              { name: t('person.newNumber'), value: <bdi dir="ltr">{one.newNumber}</bdi> },
              { name: t('people.check'), value: t(`accountCheck.${one.accountCheck}`) },
              { name: t('waiting.proposedBy'), value: <Who handle={one.enteredThrough ?? one.enteredBy} /> },
            ]
          : []
      }
      act={t(`work.act.${name}`)}
      danger={!approve}
      reason={approve ? 'none' : 'needed'}
      // A number that nobody has seen is approved by nobody.
      disabled={!one}
      busy={decide.isPending}
      error={waiting.error ?? decide.error}
      run={reason => decide.mutate({ reason, paused, resume })}
    >
      {one === null && <Alert color="orange">{t('waiting.numberGone')}</Alert>}
      <ResumeToo programmeId={programmeId} paused={paused} resume={resume} setResume={setResume} />
    </Confirm>
  )
}
