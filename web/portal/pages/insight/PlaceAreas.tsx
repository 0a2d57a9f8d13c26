/** Where the areas lie, written line by line or read from a file, and looked at before it is kept. */
import { Button, FileButton, Group, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { readAreas, writeAreas, type AreaLine } from './areaLines.ts'
import { areasQuery } from './queries.ts'

export function PlaceAreas({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState<string | null>(null)
  const known = useQuery({ ...areasQuery(programmeId), enabled: opened })
  const text = typed ?? writeAreas(known.data ?? [])
  const { areas, without, wrong } = readAreas(text)
  const close = (): void => {
    setOpened(false)
    setTyped(null)
  }
  const act = useAct({
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
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        {t('insight.place.open')}
      </Button>
      <Confirm
        opened={opened}
        close={close}
        title={t('insight.place.title')}
        says={t('insight.place.says')}
        facts={[
          { name: t('insight.place.on'), value: shown.number(areas.length) },
          { name: t('insight.place.without'), value: shown.number(without) },
        ]}
        act={t('insight.place.keep', { number: shown.number(areas.length) })}
        disabled={wrong.length > 0 || known.data === undefined}
        busy={act.isPending}
        error={act.error}
        run={() => act.mutate(areas)}
      >
        <Loaded of={known}>
          {() => (
            <>
              <Textarea
                label={t('insight.place.lines')}
                description={t('insight.place.linesHelp')}
                value={text}
                onChange={event => setTyped(event.currentTarget.value)}
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
                  onChange={file => void file?.text().then(setTyped)}
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
    </>
  )
}
