/** What the programme wants to know of every person, beside what every programme knows. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Field } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Page } from '../../parts/Page.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useSession } from '../../session/session.ts'
import { useFieldStake } from '../atStake/useProgrammeStake.tsx'
import { NewField } from './NewField.tsx'
import { ProgrammeTabs } from './ProgrammeTabs.tsx'
import { fieldsQuery, programmeQuery } from './queries.ts'

export function Fields() {
  const { t, i18n } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/fields' })
  const { mayWhole } = useSession()
  const [adding, setAdding] = useState(false)
  const [askedId, setAsked] = useState<string | null>(null)
  const fields = useQuery(fieldsQuery(programmeId))
  const asked = fields.data?.find(({ id }) => id === askedId)
  const programme = useQuery(programmeQuery(programmeId)).data
  const changes = mayWhole('programmes.fields', programmeId)
  const columns = useMemo(
    (): readonly Column<Field>[] => [
      {
        id: 'label',
        header: t('fields.label'),
        always: true,
        cell: ({ labels, key }) => <bdi>{labels[i18n.language] ?? Object.values(labels)[0] ?? key}</bdi>,
      },
      { id: 'key', header: t('fields.key'), cell: ({ key }) => <bdi dir="ltr">{key}</bdi> },
      { id: 'type', header: t('fields.type'), cell: ({ type }) => t(`fields.types.${type}`) },
      { id: 'required', header: t('fields.required'), cell: ({ required }) => t(required ? 'admin.yes' : 'admin.no') },
      { id: 'personal', header: t('fields.personal'), cell: ({ personal }) => t(personal ? 'admin.yes' : 'admin.no') },
      {
        id: 'state',
        header: t('distributions.state'),
        cell: ({ archivedAt }) => t(archivedAt === null ? 'fields.inUse' : 'fields.putAway'),
      },
      ...(changes
        ? [
            {
              id: 'acts',
              header: t('admin.acts'),
              always: true,
              cell: (field: Field) => (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`${t(field.archivedAt === null ? 'fields.away' : 'fields.back')}: ${field.key}`}
                  onClick={() => setAsked(field.id)}
                >
                  {t(field.archivedAt === null ? 'fields.away' : 'fields.back')} …
                </Button>
              ),
            },
          ]
        : []),
    ],
    [t, i18n.language, changes],
  )
  return (
    <Page
      title={t('setup.page.fields')}
      above={programme?.name}
      acts={changes && programme && <Button onClick={() => setAdding(true)}>{t('fields.add')} …</Button>}
    >
      <ProgrammeTabs programmeId={programmeId} />
      <DataTable
        name="fields"
        label={t('setup.page.fields')}
        columns={columns}
        rows={fields.data}
        rowId={({ id }) => id}
        error={fields.data === undefined ? fields.error : null}
        again={() => void fields.refetch()}
        empty={<Empty title={t('fields.none')} says={t('fields.noneSays')} />}
      />
      {adding && programme && <NewField programme={programme} close={() => setAdding(false)} />}
      {asked && (
        <OnBasis key={asked.id} now={asked.basis}>
          {on => <Archive field={asked} on={on} close={() => setAsked(null)} />}
        </OnBasis>
      )}
    </Page>
  )
}

interface ArchiveProps {
  readonly field: Field
  readonly on: Basis
  readonly close: () => void
}

function Archive({ field, on, close }: ArchiveProps) {
  const { t, i18n } = useTranslation()
  const [archived] = useState(field.archivedAt === null)
  const act = archived ? 'fields.away' : 'fields.back'
  const stake = useFieldStake(field.id)
  const run = useReplacing(on, {
    run: (archived: boolean, header) =>
      ask(api.PATCH('/programme-fields/{id}', { params: { path: { id: field.id }, header }, body: { archived } })),
    says: () => t('fields.changed'),
    done: close,
    undo: ({ basis }) => ({
      says: t(archived ? 'undo.fieldBack' : 'undo.fieldAway'),
      // What somebody else has changed since is not touched.
      run: header =>
        ask(
          api.PATCH('/programme-fields/{id}', {
            params: { path: { id: field.id }, header: { ...header, basis } },
            body: { archived: !archived },
          }),
        ),
    }),
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(act)}: ${field.key}`}
      says={t(archived ? 'fields.awaySays' : 'fields.backSays')}
      {...stake}
      act={t(act)}
      busy={run.isPending}
      error={run.error}
      over={{
        basis: on,
        stands: (
          <Facts
            facts={[
              { name: t('fields.label'), value: <bdi>{field.labels[i18n.language] ?? field.key}</bdi> },
              { name: t('fields.required'), value: t(field.required ? 'admin.yes' : 'admin.no') },
              {
                name: t('distributions.state'),
                value: t(field.archivedAt === null ? 'fields.inUse' : 'fields.putAway'),
              },
            ]}
          />
        ),
      }}
      run={() => run.mutate(archived)}
    />
  )
}
