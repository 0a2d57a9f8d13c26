/** Who looked at a person, for those who watch over that. Whoever looks on this page is among them. */
import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Act } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useActText } from '../../shown/useActText.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'

const pageSize = 20

export function WhoLooked({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <Section title={t('looks.who')}>
      {opened ? (
        <Looks id={id} />
      ) : (
        <Stack align="flex-start" gap="xs">
          <Text>{t('looks.whoSays')}</Text>
          <Button variant="default" onClick={() => setOpened(true)}>
            {t('looks.showWho')}
          </Button>
        </Stack>
      )}
    </Section>
  )
}

function Looks({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const actText = useActText()
  const roleName = useRoleName()
  const cursor = useCursor(id, pageSize)
  const looks = useQuery({
    queryKey: ['person', id, 'looks', cursor.after],
    queryFn: () => {
      const query = { subjectKind: 'personal data', subjectId: id, limit: pageSize }
      return ask(api.GET('/audit', { params: { query: { ...query, ...(cursor.after && { after: cursor.after }) } } }))
    },
  })
  const columns = useMemo(
    (): readonly Column<Act>[] => [
      { id: 'at', header: t('admin.when'), always: true, cell: ({ at }) => shown.moment(at) },
      { id: 'person', header: t('admin.who'), always: true, cell: ({ person }) => <Who handle={person} /> },
      { id: 'role', header: t('admin.role'), cell: ({ role }) => roleName(role) },
      { id: 'act', header: t('admin.what'), cell: ({ act }) => actText(act) },
    ],
    [t, shown, actText, roleName],
  )
  const data = looks.data
  return (
    <DataTable
      name="looks"
      label={t('looks.who')}
      columns={columns}
      rows={data?.items}
      rowId={({ id }) => id}
      error={data === undefined ? looks.error : null}
      again={() => void looks.refetch()}
      paging={cursor.paging(data && { next: data.next, here: data.items.length })}
      empty={<Empty title={t('looks.nobody')} says={t('looks.nobodySays')} />}
    />
  )
}
