/** Is a list that came back the one that was approved? Its hash and its rows are held against it; nothing of the file is kept. */
import { Alert, FileInput, List, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { asField, asForm } from '../../api/files.ts'
import type { PaperVerdict } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { useShown } from '../../shown/useShown.ts'

/** Differing rows that are shown; their number says how many there are. */
const most = 20
const colours = { is_the_list: 'green', names_it: 'orange', differs: 'red' } as const

interface Props {
  readonly distributionId: string
  readonly close: () => void
}

export function CheckPaper({ distributionId, close }: Props) {
  const { t } = useTranslation()
  const [file, setFile] = useState<File | null>(null)
  const check = useMutation({
    mutationFn: (given: File) =>
      ask(
        api.POST('/distributions/{id}/verify-list', {
          params: { path: { id: distributionId } },
          body: { file: asField(given) },
          bodySerializer: asForm,
        }),
      ),
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('paper.check')}
      says={t('paper.says')}
      act={t('paper.check')}
      disabled={file === null}
      busy={check.isPending}
      error={check.error}
      run={() => file && check.mutate(file)}
    >
      <FileInput
        label={t('paper.file')}
        description={t('paper.fileHelp')}
        placeholder={t('reconciling.chooseFile')}
        accept=".csv,.xlsx,.pdf"
        value={file}
        onChange={chosen => {
          setFile(chosen)
          check.reset()
        }}
      />
      {check.data && <Verdict said={check.data} />}
    </Confirm>
  )
}

function Verdict({ said: { verdict, rows, approvedHash, namedHash } }: { readonly said: PaperVerdict }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const fieldName = (field: string): string =>
    i18n.exists(`paper.field.${field}`) ? t(`paper.field.${field as 'amount'}`) : field
  return (
    <Stack gap="sm" role="status">
      <Alert color={colours[verdict]} title={t(`paper.verdict.${verdict}`)}>
        {t(`paper.verdictSays.${verdict}`)}
      </Alert>
      <Facts
        facts={[
          ...(rows === null
            ? []
            : (['approved', 'same', 'differing', 'missing', 'added'] as const).map(name => ({
                name: t(`paper.rows.${name}`),
                value: shown.number(rows[name]),
              }))),
          { name: t('distribution.hash'), value: <Hash text={approvedHash} /> },
          ...(namedHash === null || namedHash === approvedHash
            ? []
            : [{ name: t('paper.namedHash'), value: <Hash text={namedHash} /> }]),
        ]}
      />
      {rows !== null && rows.differences.length > 0 && (
        <>
          <Text fw={600}>{t('paper.differences')}</Text>
          <List size="sm">
            {rows.differences.slice(0, most).map(({ position, row, field, received, approved }) => (
              <List.Item key={`${row} ${field}`}>
                {t('paper.difference', {
                  position: shown.number(position),
                  row: shown.number(row),
                  field: fieldName(field),
                  approved: approved ?? '•••',
                  received: received ?? '•••',
                })}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  )
}

const Hash = ({ text }: { readonly text: string }) => (
  <bdi dir="ltr" style={{ overflowWrap: 'anywhere' }}>
    {text}
  </bdi>
)
