/** The rows of a list that were refused, to be corrected and given again; asked for first where files of people take two. */
import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Import } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { FileButton } from '../../parts/FileButton.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { twoPeopleQuery } from '../programme/queries.ts'

export function RefusedRows({ list: { id, programmeId, refused, fileName } }: { readonly list: Import }) {
  const { t } = useTranslation()
  const shown = useShown()
  const [asking, setAsking] = useState(false)
  const two = useQuery(twoPeopleQuery(programmeId)).data?.what.includes('exports') ?? false
  const asked = useAct({
    run: (reason: string, header) =>
      ask(api.POST('/imports/{id}/refused-rows', { params: { path: { id }, header }, body: { reason } })),
    says: ({ proposalId }) => t(proposalId === null ? 'files.ready' : 'outside.listWaits'),
    done: () => setAsking(false),
  })
  return (
    <Group gap="xs" justify="flex-end">
      <span>{shown.number(refused)}</span>
      {two && (
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
          {t('files.askRefused')} …
        </Button>
      )}
      <FileButton
        size="compact-sm"
        path={`/imports/${id}/refused-rows.csv`}
        fileName={`${fileName.replace(/\.[^.]*$/, '')} ${t('files.mistakes')}.csv`}
      >
        {t('outside.download')}
      </FileButton>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('files.askRefused')}
        says={t('files.exportTwo')}
        facts={[{ name: t('files.refused'), value: shown.number(refused) }]}
        act={t('files.askRefused')}
        reason="needed"
        busy={asked.isPending}
        error={asked.error}
        run={reason => asked.mutate(reason)}
      />
    </Group>
  )
}
