/** The WhatsApp templates that texts name, and what the carrier says of each now. */
import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageTemplate } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { useToldText } from '../../shown/useToldText.ts'
import { templatesQuery } from './settingsQueries.ts'
import { useMessageWords } from './useMessageWords.ts'
import { Tag } from '../../parts/Tag.tsx'

export function Templates({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const words = useMessageWords()
  const told = useToldText()
  const templates = useQuery(templatesQuery(programmeId))
  const columns = useMemo(
    (): readonly Column<MessageTemplate>[] => [
      { id: 'kind', header: t('texts.kind'), always: true, cell: ({ kind }) => words.kind(kind) },
      { id: 'language', header: t('templates.language'), cell: ({ language }) => words.language(language) },
      {
        id: 'approval',
        header: t('accounts.stateTitle'),
        always: true,
        cell: ({ approval }) => (
          <Tag colour={approval === 'approved' ? 'hand' : 'orange'}>
            {t(`templates.approval.${(approval ?? 'notKnown') as 'approved'}`)}
          </Tag>
        ),
      },
      {
        id: 'remarks',
        header: t('templates.remarks'),
        cell: ({ remarks }) =>
          remarks.length === 0 ? (
            '–'
          ) : (
            <List size="sm">
              {remarks.map(({ says, said }) => (
                <List.Item key={says}>{told(said, says)}</List.Item>
              ))}
            </List>
          ),
      },
    ],
    [t, words, told],
  )
  return (
    <Section title={t('templates.title')}>
      <Text size="sm" mb="sm">
        {t('templates.says')}
      </Text>
      <DataTable
        name="templates"
        label={t('templates.title')}
        columns={columns}
        rows={templates.data}
        rowId={({ kind, language }) => `${kind} ${language}`}
        error={templates.data === undefined ? templates.error : null}
        again={() => void templates.refetch()}
        empty={<Empty title={t('templates.none')} says={t('templates.noneSays')} />}
      />
    </Section>
  )
}
