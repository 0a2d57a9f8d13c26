/** The people of the table as a file: those it shows or those chosen in it, with its columns and in its order. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Person, PeopleFileBody } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Column } from '../../parts/DataTable.tsx'
import { shownColumns } from '../../parts/shownColumns.ts'
import { useAct } from '../../parts/useAct.ts'
import type { PeopleSearch } from '../../searches.ts'
import { useShown } from '../../shown/useShown.ts'
import { rememberAsked } from '../peopleFiles/askedFile.ts'
import { isCounting } from '../atStake/stake.ts'
import { twoPeopleQuery } from '../programme/queries.ts'
import { whoOf } from './queries.ts'

interface Props {
  readonly programmeId: string
  readonly search: PeopleSearch
  readonly columns: readonly Column<Person>[]
  readonly chosen: ReadonlySet<string>
  /** whom the filters show; undefined: somebody is looked for, whose words go nowhere */
  readonly total: number | undefined
}

type FileColumn = NonNullable<PeopleFileBody['columns']>[number]

/** That the API takes of people chosen one by one. */
const mostChosen = 1_000

export function PeopleAsFile(props: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { chosen, total } = props
  const none = chosen.size > mostChosen || (chosen.size === 0 && (total ?? 0) === 0)
  return (
    <>
      <Button variant="default" disabled={none} onClick={() => setAsking(true)}>
        {t('exports.asFile')} …
      </Button>
      {asking && <Ask {...props} close={() => setAsking(false)} />}
    </>
  )
}

function Ask({ programmeId, search, columns, chosen, total, close }: Props & { readonly close: () => void }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const navigate = useNavigate()
  const rules = useQuery(twoPeopleQuery(programmeId))
  const two = rules.data?.what.includes('exports') ?? false
  const people = chosen.size > 0 ? chosen.size : total
  const [here] = useState(() => shownColumns('people', columns))
  const heads = columns.filter(({ id }) => here.includes(id)).map(({ header }) => header)
  const run = useAct({
    run: (reason: string, header) => {
      const body: PeopleFileBody = {
        reason,
        who: chosen.size > 0 ? { ids: [...chosen] } : whoOf(search),
        columns: here as FileColumn[],
        ...(search.sort && { sort: search.sort }),
        ...(search.down && { descending: true }),
      }
      return ask(api.POST('/programmes/{id}/exports', { params: { path: { id: programmeId }, header }, body }))
    },
    says: ({ proposalId }) => t(proposalId === null ? 'files.ready' : 'outside.listWaits'),
    done: ({ id }) => {
      rememberAsked(programmeId, id)
      void navigate({ to: '/programmes/$programmeId/people/export', params: { programmeId } })
    },
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('exports.peopleAsFile')}
      says={two ? `${t('exports.peopleSays')} ${t('files.exportTwo')}` : t('exports.peopleSays')}
      facts={[
        {
          name: t(chosen.size > 0 ? 'people.title' : 'people.ofFiltered'),
          value: people === undefined ? '…' : shown.number(people),
        },
        {
          name: t('table.columns'),
          value: new Intl.ListFormat(i18n.language).format(heads),
        },
      ]}
      act={t('files.askExport')}
      reason="needed"
      counting={isCounting(rules)}
      disabled={people === undefined}
      busy={run.isPending}
      error={run.error}
      run={reason => run.mutate(reason)}
    />
  )
}
