/** What can be done with one person now, by whoever is here. */
import { Button, TextInput } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Person } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { usePersonUndo } from './usePersonUndo.ts'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useGivesRounds } from './useGivesRounds.ts'
import { usePersonStake } from '../atStake/usePersonStake.tsx'
import { MoveAccount } from './MoveAccount.tsx'
import { actsFrom, needsReason, stateActs, type StateAct } from './stateActs.ts'

// Seldom asked for, and not to be waited for with the page.
const GiveRounds = lazy(async () => ({ default: (await import('./GiveRounds.tsx')).GiveRounds }))

type Asked = StateAct | 'hold' | 'release' | 'correct' | 'move' | 'rounds'

export function PersonActs({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const { may, mayInHouse } = useSession()
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = (): void => setAsked(null)
  const held = person.heldReason !== null
  const gives = useGivesRounds(person.programmeId)
  const moves = actsFrom(person.state).filter(act => may(`people.${act}`, person.programmeId))
  // What takes somebody out stands last, and looks like it.
  const offered: Asked[] = [
    ...moves.filter(act => act !== 'decline'),
    ...(may('corrections.propose', person.programmeId) ? (['correct'] as const) : []),
    ...(may('corrections.propose', person.programmeId) && mayInHouse('fspAccounts.read') ? (['move'] as const) : []),
    ...(gives && ['included', 'paused', 'completed'].includes(person.state) ? (['rounds'] as const) : []),
    ...(!held && may('people.hold', person.programmeId) ? (['hold'] as const) : []),
    ...(held && may('people.release', person.programmeId) ? (['release'] as const) : []),
    ...moves.filter(act => act === 'decline'),
  ]
  const label = (act: Asked): string =>
    act === 'move'
      ? t('about.move')
      : act === 'rounds'
        ? t('roundPlans.give')
        : act === 'hold' || act === 'release' || act === 'correct'
          ? t(`person.${act}`)
          : t(`stateAct.${act}`)
  return (
    <>
      {offered.map(act => (
        <Button key={act} variant="default" {...(act === 'decline' ? { c: 'red' } : {})} onClick={() => setAsked(act)}>
          {label(act)} …
        </Button>
      ))}
      {asked === 'correct' && <Correct person={person} close={close} />}
      {asked === 'move' && <MoveAccount person={person} close={close} />}
      <Suspense>
        {asked === 'rounds' && (
          <GiveRounds
            programmeId={person.programmeId}
            who={{ ids: [person.id] }}
            title={person.ref}
            close={close}
            done={close}
          />
        )}
      </Suspense>
      {(asked === 'hold' || asked === 'release') && <Hold person={person} act={asked} close={close} />}
      {isStateAct(asked) && <Move person={person} act={asked} close={close} />}
    </>
  )
}

const isStateAct = (asked: Asked | null): asked is StateAct => stateActs.some(each => each === asked)

interface ActProps<Act> {
  readonly person: Person
  readonly act: Act
  readonly close: () => void
}

function Move({ person, act, close }: ActProps<StateAct>) {
  const { t } = useTranslation()
  const stake = usePersonStake(person.id, act)
  const undo = usePersonUndo(person)
  const move = useAct({
    run: (reason: string, header) =>
      ask(
        api.POST(`/beneficiaries/{id}/${act}`, {
          params: { path: { id: person.id }, header },
          body: reason === '' ? {} : { reason },
        }),
      ),
    says: () => t('person.changed'),
    done: close,
    undo: () => undo(act),
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`stateAct.${act}`)}: ${person.ref}`}
      says={t(`stateActSays.${act}`)}
      {...stake}
      act={t(`stateAct.${act}`)}
      danger={act === 'decline'}
      reason={needsReason(act) ? 'needed' : 'none'}
      busy={move.isPending}
      error={move.error}
      run={reason => move.mutate(reason)}
    />
  )
}

function Hold({ person, act, close }: ActProps<'hold' | 'release'>) {
  const { t } = useTranslation()
  const stake = usePersonStake(person.id, act)
  const undo = usePersonUndo(person)
  const run = useAct({
    run: (reason: string, header) => {
      const params = { path: { id: person.id }, header }
      return ask<unknown>(
        act === 'hold'
          ? api.POST('/beneficiaries/{id}/hold', { params, body: { reason } })
          : api.POST('/beneficiaries/{id}/release', { params }),
      )
    },
    says: () => t(act === 'hold' ? 'person.held' : 'person.released'),
    done: close,
    undo: () => undo(act),
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`person.${act}`)}: ${person.ref}`}
      says={t(act === 'hold' ? 'person.holdSays' : 'person.releaseSays')}
      {...stake}
      act={t(`person.${act}`)}
      reason={act === 'hold' ? 'needed' : 'none'}
      busy={run.isPending}
      error={run.error}
      run={reason => run.mutate(reason)}
    />
  )
}

/** A corrected number, proposed for somebody else to decide. */
export function Correct({
  person,
  close,
}: {
  readonly person: Pick<Person, 'id' | 'ref'> & { readonly phone?: string | null }
  readonly close: () => void
}) {
  const { t } = useTranslation()
  const [number, setNumber] = useState('')
  const correct = useAct({
    run: ({ reason, number }: { reason: string; number: string }, header) =>
      ask(
        api.POST('/beneficiaries/{id}/corrections', {
          params: { path: { id: person.id }, header },
          body: { number, reason },
        }),
      ),
    says: () => t('person.proposed'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t('person.correct')}: ${person.ref}`}
      says={t('person.correctSays')}
      {...(person.phone === undefined
        ? {}
        : { facts: [{ name: t('plainly.numberNow'), value: <bdi dir="ltr">{person.phone ?? '–'}</bdi> }] })}
      act={t('person.correct')}
      reason="needed"
      disabled={number.trim() === ''}
      busy={correct.isPending}
      error={correct.error}
      run={reason => correct.mutate({ reason, number: number.trim() })}
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
