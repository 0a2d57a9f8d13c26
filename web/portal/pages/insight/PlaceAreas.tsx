/** Where the areas lie, written line by line or read from a file, and looked at before it is kept. */
import { Button, Code, FileButton, Group, Text, Textarea } from '@mantine/core'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Areas } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useShown } from '../../shown/useShown.ts'
import { readAreas, writeAreas, type AreaLine } from './areaLines.ts'
import { areasQuery } from './queries.ts'

export function PlaceAreas({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const [openedAt, setOpenedAt] = useState<number | null>(null)
  const { data, error, dataUpdatedAt, refetch } = useQuery({ ...areasQuery(programmeId), enabled: openedAt !== null })
  // What was read for an earlier look may be old.
  const known = { data: openedAt !== null && dataUpdatedAt >= openedAt ? data : undefined, error, refetch }
  const open = (): void => {
    setOpenedAt(Date.now())
    void refetch()
  }
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        {t('insight.place.open')}
      </Button>
      {openedAt !== null && (
        <OnBasis key={known.data === undefined ? 'asked' : 'known'} now={known.data?.basis ?? ''}>
          {on => <Place programmeId={programmeId} known={known} on={on} close={() => setOpenedAt(null)} />}
        </OnBasis>
      )}
    </>
  )
}

interface PlaceProps {
  readonly programmeId: string
  readonly known: Pick<UseQueryResult<Areas>, 'data' | 'error' | 'refetch'>
  readonly on: Basis
  readonly close: () => void
}

function Place({ programmeId, known, on, close }: PlaceProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const stands = writeAreas(known.data?.items ?? [])
  const [text, setText] = useState(stands)
  const { areas, without, wrong } = readAreas(text)
  const act = useReplacing(on, {
    run: (given: readonly AreaLine[], header) =>
      ask(
        api.PUT('/programmes/{id}/areas', {
          params: { path: { id: programmeId }, header },
          body: { areas: [...given] },
        }),
      ),
    says: ({ areas }) => t('insight.place.done', { number: shown.number(areas) }),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('insight.place.title')}
      says={t('insight.place.says')}
      facts={[
        { name: t('insight.place.on'), value: shown.number(areas.length) },
        { name: t('insight.place.without'), value: shown.number(without) },
      ]}
      act={t('insight.place.keep', { count: areas.length, number: shown.number(areas.length) })}
      disabled={wrong.length > 0 || known.data === undefined}
      busy={act.isPending}
      error={act.error}
      over={{ basis: on, stands: <Code block>{stands || '–'}</Code> }}
      run={() => act.mutate(areas)}
    >
      <Loaded of={known}>
        {() => (
          <>
            <Textarea
              label={t('insight.place.lines')}
              description={t('insight.place.linesHelp')}
              value={text}
              onChange={event => setText(event.currentTarget.value)}
              autosize
              minRows={6}
              maxRows={14}
              dir="ltr"
              error={
                wrong.length > 0 &&
                t('insight.place.wrong', { lines: shown.list(wrong.slice(0, 10).map(shown.number)) })
              }
            />
            <Group>
              <FileButton
                accept=".csv,.txt,text/csv,text/plain"
                onChange={file => void file?.text().then(setText)}
                inputProps={{ 'aria-label': t('insight.place.file') }}
              >
                {props => (
                  <Button size="compact-sm" variant="default" {...props}>
                    {t('insight.place.file')}
                  </Button>
                )}
              </FileButton>
              <Text size="sm" c="dimmed">
                {t('insight.place.fileHelp')}
              </Text>
            </Group>
          </>
        )}
      </Loaded>
    </Confirm>
  )
}
