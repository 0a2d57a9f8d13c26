/** What aid workers read out to people whom no phone reaches: place by place, and ticked off once it was read. */
import { Anchor, Button, Group } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ToPrint } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { printedAtOnce, toPrintQuery } from './queries.ts'
import { useMessageWords } from './useMessageWords.ts'

export function ToReadOut({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState(false)
  const cursor = useCursor([programmeId, 'print'], printedAtOnce)
  const list = useQuery({ ...toPrintQuery(programmeId, cursor.after), placeholderData: keepPreviousData })
  const columns = useColumns()
  const settle = useAct({
    run: (ids: string[], header) =>
      ask(
        api.POST('/programmes/{id}/messages-to-print/done', {
          params: { path: { id: programmeId }, header },
          body: { ids },
        }),
      ),
    says: ({ done }) => t('readOut.done', { number: shown.number(done) }),
    done: () => {
      setChosen(new Set())
      setAsked(false)
    },
  })
  const maySettle = mayWhole('messages.answer', programmeId)
  return (
    <>
      <DataTable
        name="readOut"
        label={t('messages.part.print')}
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
          <Group gap="xs">
            <Button variant="default" onClick={() => window.print()}>
              {t('readOut.print')}
            </Button>
            {maySettle && chosen.size > 0 && (
              <Button onClick={() => setAsked(true)}>
                {t('readOut.settle')}: {shown.number(chosen.size)} …
              </Button>
            )}
          </Group>
        }
        empty={<Empty title={t('readOut.none')} says={t('readOut.noneSays')} />}
      />
      {asked && (
        <Confirm
          opened
          close={() => setAsked(false)}
          title={t('readOut.settle')}
          says={t('readOut.says')}
          facts={[{ name: t('messages.title'), value: shown.number(chosen.size) }]}
          act={t('readOut.settle')}
          busy={settle.isPending}
          error={settle.error}
          run={() => settle.mutate([...chosen])}
        />
      )}
    </>
  )
}

function useColumns(): readonly Column<ToPrint>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  return useMemo(
    () => [
      { id: 'place', header: t('people.place'), cell: ({ place }) => <bdi>{place}</bdi> },
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
      { id: 'name', header: t('people.name'), cell: ({ name }) => <bdi>{name}</bdi> },
      { id: 'language', header: t('people.language'), hidden: true, cell: ({ language }) => words.language(language) },
      { id: 'body', header: t('readOut.text'), always: true, cell: ({ body }) => <span dir="auto">{body}</span> },
      { id: 'since', header: t('distribution.since'), oneLine: true, cell: ({ since }) => shown.moment(since) },
    ],
    [t, shown, words],
  )
}
