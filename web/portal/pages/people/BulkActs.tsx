/** Changes the status of whoever is meant, once somebody said who: counted by the API first, with how many can not be changed and why. */
import { Alert, Button, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useNarrow } from '../../parts/useNarrow.ts'
import type { PeopleSearch } from '../../searches.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { useGivesRounds } from './useGivesRounds.ts'
import { whoOf } from './queries.ts'
import { usePeopleUndo } from './usePersonUndo.ts'
import { needsReason, stateActs, type StateAct } from './stateActs.ts'
import type { Meant } from './useMeant.ts'
import { WhoIsMeant } from './WhoIsMeant.tsx'
import { WriteTo } from './WriteTo.tsx'

// Seldom asked for, and not to be waited for with the page.
const GiveRounds = lazy(async () => ({ default: (await import('./GiveRounds.tsx')).GiveRounds }))
const NewDistribution = lazy(async () => ({
  default: (await import('../distributions/NewDistribution.tsx')).NewDistribution,
}))

/** That the API takes of people chosen one by one. */
const mostOnList = 5_000

interface Props {
  readonly programmeId: string
  readonly search: PeopleSearch
  readonly meant: Meant
  readonly total: number | undefined
  readonly here: readonly string[]
}

export function BulkActs({ programmeId, search, meant, total, here }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const narrow = useNarrow()
  const { may, mayWhole } = useSession()
  const [act, setAct] = useState<StateAct | null>(null)
  const allowed = stateActs.filter(each => may(`people.${each}`, programmeId))
  const programme = useProgrammes().all.find(({ id }) => id === programmeId)
  const makes = programme !== undefined && mayWhole('distributions.make', programmeId)
  const [making, setMaking] = useState(false)
  const gives = useGivesRounds(programmeId)
  const [giving, setGiving] = useState(false)
  const { chosen, everybody, drop: done } = meant
  const writes = chosen.size > 0 && mayWhole('messages.broadcast', programmeId)
  if (allowed.length === 0 && !makes && !gives && !writes) return null
  const nobody = chosen.size === 0 && !everybody
  const who = everybody ? whoOf(search) : { ids: [...chosen] }
  return (
    <Stack gap={4} role="group" aria-label={t('people.act')}>
      <WhoIsMeant meant={meant} total={total} here={here} />
      <Group gap="xs">
        {!(nobody && narrow) &&
          allowed.map(each => (
            <Button key={each} variant="default" disabled={nobody} onClick={() => setAct(each)}>
              {t(`stateAct.${each}`)} …
            </Button>
          ))}
        {gives && !(nobody && narrow) && (
          <Button variant="default" disabled={nobody} onClick={() => setGiving(true)}>
            {t('roundPlans.give')} …
          </Button>
        )}
        <Suspense>
          {giving && (
            <GiveRounds
              programmeId={programmeId}
              who={who}
              close={() => setGiving(false)}
              done={() => {
                setGiving(false)
                done()
              }}
            />
          )}
        </Suspense>
        <WriteTo
          programmeId={programmeId}
          ids={[...chosen]}
          name={t('people.chosen', { number: shown.number(chosen.size) })}
        />
        {makes && chosen.size > 0 && (
          <Button variant="default" disabled={chosen.size > mostOnList} onClick={() => setMaking(true)}>
            {t('lists.new.fromPeople')} …
          </Button>
        )}
        <Suspense>
          {making && programme && (
            <NewDistribution programme={programme} people={[...chosen]} close={() => setMaking(false)} />
          )}
        </Suspense>
        {act && (
          <Counted
            programmeId={programmeId}
            act={act}
            who={who}
            close={() => setAct(null)}
            done={() => {
              setAct(null)
              done()
            }}
          />
        )}
      </Group>
    </Stack>
  )
}

interface CountedProps {
  readonly programmeId: string
  readonly act: StateAct
  readonly who: ReturnType<typeof whoOf> | { ids: string[] }
  readonly close: () => void
  readonly done: () => void
}

function Counted({ programmeId, act, who, close, done }: CountedProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const path = { id: programmeId }
  const counted = useQuery({
    queryKey: ['people', programmeId, 'dry-run', act, who],
    queryFn: () => {
      // A reason is asked for by the act itself; a count needs some.
      const body = { who, ...(needsReason(act) ? { reason: 'counting' } : {}) }
      return ask(api.POST(`/programmes/{id}/beneficiaries/${act}/dry-run`, { params: { path }, body }))
    },
    // Counted anew whenever it is opened: no old number is confirmed.
    staleTime: 0,
    gcTime: 0,
  })
  const undo = usePeopleUndo(programmeId)
  const change = useAct({
    run: (reason: string, header) =>
      ask(
        api.POST(`/programmes/{id}/beneficiaries/${act}`, {
          params: { path, header },
          body: { who, ...(reason === '' ? {} : { reason }) },
        }),
      ),
    says: ({ changed, considered }) =>
      t(changed === considered ? 'bulk.done' : 'bulk.doneInPart', {
        changed: shown.number(changed),
        left: shown.number(considered - changed),
      }),
    done,
    undo: ({ ids }) => undo(act, ids),
  })
  const data = counted.data
  const facts = data
    ? [
        { name: t('bulk.considered'), value: shown.number(data.considered) },
        { name: t('bulk.can'), value: shown.number(data.changed) },
        ...data.cannot.map(({ says, said, count }) => ({ name: told(said, says), value: shown.number(count) })),
      ]
    : []
  return (
    <Confirm
      opened
      close={close}
      title={t(`stateAct.${act}`)}
      says={data ? t(`stateActSays.${act}`) : t('confirm.counting')}
      facts={facts}
      act={data ? `${t(`stateAct.${act}`)}: ${shown.number(data.changed)}` : t(`stateAct.${act}`)}
      danger={act === 'decline'}
      reason={needsReason(act) ? 'needed' : 'none'}
      disabled={!data || data.changed === 0}
      busy={change.isPending}
      error={counted.error ?? change.error}
      run={reason => change.mutate(reason)}
    >
      {data?.changed === 0 && <Alert color="orange">{t('bulk.nobody')}</Alert>}
    </Confirm>
  )
}
