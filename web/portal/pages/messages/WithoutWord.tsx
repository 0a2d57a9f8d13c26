/** Messages of which a carrier never told whether they arrived: whose they are, and ticked off once somebody asked. */
import { Anchor, Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { WithoutWord as Row } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { pageSize, withoutWordQuery } from './queries.ts'
import { useMessageWords } from './useMessageWords.ts'

export function WithoutWord({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState(false)
  const cursor = useCursor([programmeId, 'withoutWord'], pageSize)
  const list = useQuery({ ...withoutWordQuery(programmeId, cursor.after), placeholderData: keepPreviousData })
  const columns = useColumns()
  const settle = useAct({
    run: ({ ids, how }: { ids: string[]; how: string }, header) =>
      ask(
        api.POST('/programmes/{id}/messages-without-word/done', {
          params: { path: { id: programmeId }, header },
          body: { ids, how },
        }),
      ),
    says: ({ done }) => t('withoutWord.done', { number: shown.number(done) }),
    done: () => {
      setChosen(new Set())
      setAsked(false)
    },
  })
  const maySettle = mayWhole('messages.answer', programmeId)
  return (
    <>
      <DataTable
        name="withoutWord"
        label={t('messages.part.unheard')}
        columns={columns}
        rows={list.data?.items}
        rowId={({ id }) => id}
        rowName={({ ref }) => ref}
        {...(maySettle ? { chosen, onChoose: setChosen } : {})}
        error={list.data === undefined ? list.error : null}
        again={() => void list.refetch()}
        busy={list.isPlaceholderData}
        paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
        toolbar={
          maySettle && chosen.size > 0 ? (
            <Button onClick={() => setAsked(true)}>
              {t('withoutWord.settle')}: {shown.number(chosen.size)} …
            </Button>
          ) : null
        }
        empty={<Empty title={t('withoutWord.none')} says={t('withoutWord.noneSays')} />}
      />
      {asked && (
        <Confirm
          opened
          close={() => setAsked(false)}
          title={t('withoutWord.settle')}
          says={t('withoutWord.says')}
          facts={[{ name: t('messages.title'), value: shown.number(chosen.size) }]}
          act={t('withoutWord.settle')}
          reason="needed"
          busy={settle.isPending}
          error={settle.error}
          run={how => settle.mutate({ ids: [...chosen], how })}
        />
      )}
    </>
  )
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  return useMemo(
    () => [
      { id: 'place', header: t('people.place'), cell: ({ place }) => place },
      {
        id: 'person',
        header: t('vouchers.person'),
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
      { id: 'kind', header: t('texts.kind'), always: true, cell: ({ kind }) => words.kind(kind) },
      { id: 'way', header: t('totals.way'), cell: ({ channel }) => words.channel(channel) },
      { id: 'carrier', header: t('withoutWord.carrier'), cell: ({ carrier }) => <span dir="auto">{carrier}</span> },
      { id: 'at', header: t('withoutWord.left'), oneLine: true, cell: ({ at }) => shown.moment(at) },
    ],
    [t, shown, words],
  )
}
