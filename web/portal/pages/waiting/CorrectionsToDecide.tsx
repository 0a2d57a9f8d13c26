/** Corrected numbers of a programme that wait: old and new beside each other, decided one by one or many at once. */
import { Anchor, Button, Group } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Correction } from '../../api/shapes.ts'
import { BlocksSoFar, NotDone } from '../../parts/Blocks.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { blockSize, inBlocks, type ManyDone } from '../../parts/inBlocks.ts'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { PersonState } from '../../parts/StateBadge.tsx'
import { Who } from '../../parts/Who.tsx'
import { useAct, type KeyHeader } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { resumeThese, ResumeToo, usePausedText, type DecidedWith } from './ResumeToo.tsx'

const pageSize = 50
const none: ReadonlySet<string> = new Set()

interface Props {
  readonly programmeId: string
  readonly name: string
  /** checked, and somebody else’s: may be approved now */
  readonly ready: number
  /** whether a decision is open, or tells what became of it */
  readonly hold: (on: boolean) => void
}

export function CorrectionsToDecide({ programmeId, name, ready, hold }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const [chosen, setChosen] = useState(none)
  const [asked, setAsked] = useState<{ ids: string[]; approve: boolean } | null>(null)
  const decideOn = (next: typeof asked): void => {
    setAsked(next)
    hold(next !== null)
  }
  const cursor = useCursor(programmeId, pageSize)
  const list = useQuery({
    queryKey: ['corrections', programmeId, 'ready', cursor.after],
    queryFn: () => {
      const query = { accountCheck: 'ok' as const, limit: pageSize, ...(cursor.after && { after: cursor.after }) }
      return ask(api.GET('/programmes/{id}/corrections', { params: { path: { id: programmeId }, query } }))
    },
  })
  // Those chosen on another page too.
  const pages = useQueryClient().getQueriesData<{ items: Correction[] }>({
    queryKey: ['corrections', programmeId, 'ready'],
  })
  const seen = [...new Map(pages.flatMap(([, data]) => data?.items ?? []).map(each => [each.id, each])).values()]
  const many = mayWhole('corrections.decide', programmeId)
  const columns = useColumns((id, approve) => decideOn({ ids: [id], approve }))
  return (
    <Section title={`${t('home.corrections')}: ${shown.name(name)}`}>
      <DataTable
        name="corrections"
        label={t('home.corrections')}
        columns={columns}
        rows={list.data?.items}
        rowId={({ id }) => id}
        rowName={({ ref }) => ref}
        error={list.data === undefined ? list.error : null}
        again={() => void list.refetch()}
        {...(many ? { chosen, onChoose: setChosen } : {})}
        paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
        toolbar={
          many && (
            <Group gap="xs">
              <Button disabled={chosen.size === 0} onClick={() => decideOn({ ids: [...chosen], approve: true })}>
                {t('waiting.approveChosen', { number: shown.number(chosen.size) })} …
              </Button>
              <Button
                variant="default"
                disabled={chosen.size === 0}
                onClick={() => decideOn({ ids: [...chosen], approve: false })}
              >
                {t('waiting.rejectChosen', { number: shown.number(chosen.size) })} …
              </Button>
            </Group>
          )
        }
        empty={<Empty title={t('home.noTasks')} says={t('home.noTasksSays')} />}
      />
      {asked && (
        <Decide
          programmeId={programmeId}
          {...asked}
          ready={ready}
          rows={seen}
          close={() => decideOn(null)}
          done={() => {
            decideOn(null)
            setChosen(none)
          }}
        />
      )}
    </Section>
  )
}

function useColumns(decide: (id: string, approve: boolean) => void): readonly Column<Correction>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const { account } = useSession()
  return useMemo(
    () => [
      {
        id: 'ref',
        header: t('people.ref'),
        always: true,
        cell: ({ ref, beneficiaryId }) => (
          <Anchor
            style={{ whiteSpace: 'nowrap' }}
            renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
          >
            {ref}
          </Anchor>
        ),
      },
      {
        id: 'status',
        header: t('people.state'),
        cell: ({ paused }) => (paused ? <PersonState state="paused" /> : '–'),
      },
      { id: 'name', header: t('people.name'), cell: ({ name }) => <bdi>{name}</bdi> },
      { id: 'old', header: t('waiting.oldNumber'), cell: ({ oldNumber }) => <bdi dir="ltr">{oldNumber ?? '–'}</bdi> },
      { id: 'new', header: t('person.newNumber'), cell: ({ newNumber }) => <bdi dir="ltr">{newNumber}</bdi> },
      { id: 'reason', header: t('distribution.reason'), cell: ({ reason }) => <bdi>{reason ?? '–'}</bdi> },
      {
        id: 'by',
        header: t('waiting.proposedBy'),
        cell: ({ enteredBy, enteredThrough, enteredAt }) => (
          <>
            <Who handle={enteredThrough ?? enteredBy} />, {shown.ago(enteredAt)}
          </>
        ),
      },
      {
        id: 'acts',
        header: t('waiting.yourDecision'),
        always: true,
        cell: ({ id, ref, enteredBy }) =>
          enteredBy === account.handle ? (
            t('waiting.yourOwn')
          ) : (
            <Group gap="xs" wrap="nowrap">
              <Button size="compact-sm" aria-label={`${t('waiting.approve')}: ${ref}`} onClick={() => decide(id, true)}>
                {t('waiting.approve')} …
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`${t('waiting.reject')}: ${ref}`}
                onClick={() => decide(id, false)}
              >
                {t('waiting.reject')} …
              </Button>
            </Group>
          ),
      },
    ],
    [t, shown, account.handle, decide],
  )
}

interface DecideProps {
  readonly programmeId: string
  readonly ids: string[]
  readonly approve: boolean
  readonly ready: number
  readonly rows: readonly Correction[]
  readonly close: () => void
  readonly done: () => void
}

function Decide({ programmeId, ids, approve, ready, rows, close, done }: DecideProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const pausedText = usePausedText()
  const [resume, setResume] = useState(false)
  const [only] = ids.length === 1 ? ids : []
  const one = rows.find(({ id }) => id === only)
  const paused = approve ? rows.filter(({ id, paused }) => paused && ids.includes(id)) : []
  const [soFar, setSoFar] = useState(0)
  const [ended, setEnded] = useState<Decided | null>(null)
  const says = ({ asked, done, ...people }: Decided): string =>
    `${t(approve ? 'waiting.approvedOf' : 'waiting.rejectedOf', {
      done: shown.number(done),
      asked: shown.number(asked),
    })} ${pausedText(people)}`.trim()
  const decide = useAct({
    run: async ({ reason, paused, resume }: DecidedWith, header): Promise<Decided> => {
      const { not, ...decided } = await decideThese({ programmeId, ids, approve, reason, header, seen: setSoFar })
      const corrected = paused.filter(({ id }) => !not.has(id))
      const resumed = resume ? await resumeThese(programmeId, corrected, header) : 0
      return { ...decided, resumed, stillPaused: corrected.length - resumed }
    },
    says,
    done: said => (said.done < said.asked ? setEnded(said) : done()),
  })
  const title = t(approve ? 'work.act.approveNumber' : 'work.act.rejectNumber')
  if (ended) return <NotDone title={title} says={says(ended)} many={ended} close={done} />
  return (
    <Confirm
      opened
      close={close}
      title={title}
      says={t(approve ? 'work.actSays.approveNumber' : 'work.actSays.rejectNumber')}
      facts={
        one
          ? [
              { name: t('work.person'), value: one.ref },
              { name: t('waiting.oldNumber'), value: <bdi dir="ltr">{one.oldNumber ?? '–'}</bdi> },
              { name: t('person.newNumber'), value: <bdi dir="ltr">{one.newNumber}</bdi> },
            ]
          : [
              { name: t('waiting.deciding'), value: shown.number(ids.length) },
              { name: t('waiting.ready'), value: shown.number(ready) },
            ]
      }
      act={t(approve ? 'waiting.approve' : 'waiting.reject')}
      danger={!approve}
      reason={approve ? 'none' : 'needed'}
      busy={decide.isPending}
      error={decide.error}
      run={reason => decide.mutate({ reason, paused, resume })}
    >
      <ResumeToo programmeId={programmeId} paused={paused} resume={resume} setResume={setResume} />
      {decide.isPending && <BlocksSoFar asked={soFar} of={ids.length} block={blockSize} />}
    </Confirm>
  )
}

interface Decided extends ManyDone {
  readonly resumed: number
  readonly stillPaused: number
}

interface Deciding {
  readonly programmeId: string
  readonly ids: readonly string[]
  readonly approve: boolean
  readonly reason: string
  readonly header: KeyHeader
  readonly seen: (asked: number) => void
}

/** @returns `not`: of whom it is not known that their number was decided by this act */
async function decideThese({ programmeId, ids, approve, reason, header, seen }: Deciding) {
  const not = new Set<string>()
  const [only] = ids.length === 1 ? ids : []
  if (only === undefined) {
    const many = await inBlocks<number>(
      header,
      async (header, from = 0) => {
        const block = ids.slice(from, from + blockSize)
        const body = { ids: block, approve, ...(approve ? {} : { reason }) }
        const params = { path: { id: programmeId }, header }
        const said = await ask(api.POST('/programmes/{id}/corrections/decide', { params, body }))
        // Whom somebody else decided meanwhile is not asked any more, and it is not told who that was.
        for (const id of said.asked < block.length ? block : said.refused.map(({ id }) => id)) not.add(id)
        return { ...said, next: from + blockSize < ids.length ? from + blockSize : null }
      },
      seen,
    )
    return { ...many, asked: ids.length, not }
  }
  const params = { path: { id: only }, header }
  await ask<unknown>(
    approve
      ? api.POST('/corrections/{id}/approve', { params })
      : api.POST('/corrections/{id}/reject', { params, body: { reason } }),
  )
  return { asked: 1, done: 1, why: [], not }
}
