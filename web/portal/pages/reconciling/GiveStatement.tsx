/** A new statement: the first rows are read by its profile and shown; then it is taken in, in the background. */
import { Alert, FileInput, List, NativeSelect, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { asField, asForm } from '../../api/files.ts'
import type { FspAccount } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { profilesQuery } from './queries.ts'

/** Troubles that are shown at once; the statement lists them all. */
const most = 5
const builtIn = 'mpesa'

interface Props {
  readonly account: FspAccount
  readonly close: () => void
}

export function GiveStatement({ account, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const navigate = useNavigate()
  const [file, setFile] = useState<File | null>(null)
  const [profile, setProfile] = useState(builtIn)
  const profiles = useQuery(profilesQuery(account.id))
  const path = { id: account.id }
  const sent = { bodySerializer: asForm }
  const preview = useQuery({
    queryKey: ['statement preview', account.id, profile, file?.name, file?.size, file?.lastModified],
    queryFn: () => {
      if (!file) throw new Error('No file is chosen.')
      const body = { file: asField(file), profile }
      return ask(api.POST('/fsp-accounts/{id}/statements/preview', { params: { path }, body, ...sent }))
    },
    enabled: file !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  const give = useAct({
    run: ({ profile }: { profile: string; file: string; size: number }, header) => {
      if (!file) throw new Error('No file is chosen.')
      const body = { file: asField(file), profile }
      return ask(api.POST('/fsp-accounts/{id}/statements', { params: { path, header }, body, ...sent }))
    },
    says: ({ repeated }) => t(repeated ? 'reconciling.knownFile' : 'reconciling.takenIn'),
    done: ({ id }) => {
      close()
      void navigate({ to: '/statements/$statementId', params: { statementId: id } })
    },
  })
  const seen = preview.data
  return (
    <Confirm
      opened
      close={close}
      title={t('reconciling.give')}
      says={t('reconciling.giveSays')}
      facts={
        seen
          ? [
              { name: t('reconciling.period'), value: `${shown.day(seen.periodFrom)} – ${shown.day(seen.periodTo)}` },
              { name: t('reconciling.lookedAt'), value: shown.number(seen.rowsLookedAt) },
              { name: t('reconciling.understood'), value: shown.number(seen.rowsLookedAt - seen.unread.length) },
              { name: t('reconciling.unread'), value: shown.number(seen.unread.length) },
            ]
          : []
      }
      act={t('reconciling.takeIn')}
      disabled={!seen || file === null}
      busy={give.isPending || (file !== null && preview.isFetching)}
      error={preview.error ?? give.error}
      run={() => file && give.mutate({ profile, file: file.name, size: file.size })}
    >
      <FileInput
        label={t('reconciling.file')}
        description={t('reconciling.fileHelp')}
        placeholder={t('reconciling.chooseFile')}
        accept=".csv,.xlsx,text/csv"
        value={file}
        onChange={setFile}
      />
      <NativeSelect
        label={t('reconciling.profile')}
        value={profile}
        onChange={event => setProfile(event.currentTarget.value)}
        data={[
          { value: builtIn, label: 'M-PESA' },
          ...(profiles.data ?? []).map(({ name }) => ({ value: name, label: name })),
        ]}
      />
      {seen && seen.unread.length > 0 && (
        <Alert color="orange" title={t('reconciling.unread')}>
          <List size="sm">
            {seen.unread.slice(0, most).map(({ row, troubles }) => (
              <List.Item key={row}>
                <Text size="sm">
                  {t('reconciling.row', { row: shown.number(row) })}:{' '}
                  {troubles.map(({ column, says, said }) => `${column}: ${told(said, says)}`).join('; ')}
                </Text>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Confirm>
  )
}
