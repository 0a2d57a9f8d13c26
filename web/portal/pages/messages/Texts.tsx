/** What is said, kind by kind, as it arrives: in every language of the programme, with what is missing. */
import { Alert, Button, Group, NativeSelect, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageKind, MessageTexts, WrittenLanguage } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { OnBasis } from '../../parts/OnBasis.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'
import { textsQuery } from './queries.ts'
import { TextEditor } from './TextEditor.tsx'
import { TextPreview } from './TextPreview.tsx'
import { useMessageWords } from './useMessageWords.ts'
import { Tag } from '../../parts/Tag.tsx'

export type TextItem = MessageTexts['items'][number]

export function Texts({ programmeId }: { readonly programmeId: string }) {
  const texts = useQuery(textsQuery(programmeId))
  return <Loaded of={texts}>{data => <Kinds programmeId={programmeId} texts={data} />}</Loaded>
}

interface Props {
  readonly programmeId: string
  readonly texts: MessageTexts
}

function Kinds({ programmeId, texts: { items, missing } }: Props) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const words = useMessageWords()
  const { mayWhole } = useSession()
  const kinds = [...new Set([...items, ...missing].map(({ kind }) => kind))]
  const [chosen, setChosen] = useState<string | null>(null)
  const [editing, setEdited] = useState<TextItem | null>(null)
  const [first] = kinds
  if (first === undefined) return <Empty title={t('texts.none')} says={t('texts.noneSays')} />
  const kind = chosen ?? first
  // Where the programme took its own back ours stands beside it, and is what people are told.
  const ofKind = items.flatMap(each => (each.kind === kind && each.text !== null ? [{ ...each, text: each.text }] : []))
  const missingHere = missing.filter(each => each.kind === kind)
  // As it stands now: somebody else may have written it meanwhile.
  const same = items.filter(each => each.kind === editing?.kind && each.language === editing.language)
  const edited = editing && (same.find(({ text }) => text !== null) ?? same[0] ?? editing)
  const maySet = mayWhole('messages.setUp', programmeId)
  return (
    <Stack>
      <NativeSelect
        label={t('texts.kind')}
        value={kind}
        onChange={event => setChosen(event.currentTarget.value)}
        data={kinds.map(value => ({ value, label: words.kind(value) }))}
        maw="28rem"
      />
      {missing.length > 0 && (
        <Alert color="orange">{t('texts.missingAll', { number: shown.number(missing.length) })}</Alert>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {ofKind.map(each => (
          <TextPreview
            key={each.language}
            programmeId={programmeId}
            kind={each.kind as MessageKind}
            language={each.language as WrittenLanguage}
            text={each.text}
            title={words.language(each.language)}
          >
            <Group justify="space-between" maw="20rem">
              {each.version === 0 ? (
                <Tag colour={null}>{t('texts.ours')}</Tag>
              ) : (
                <Text size="xs">
                  {t('texts.version', {
                    number: shown.number(each.version),
                    who: who(each.madeBy),
                    when: shown.day(each.madeAt),
                  })}
                </Text>
              )}
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`${t(maySet ? 'texts.change' : 'texts.look')}: ${words.language(each.language)}`}
                onClick={() => setEdited(each)}
              >
                {t(maySet ? 'texts.change' : 'texts.look')} …
              </Button>
            </Group>
          </TextPreview>
        ))}
        {missingHere.map(({ language, basis }) => (
          <Alert key={language} color="orange" title={words.language(language)}>
            <div>{t('texts.missing')}</div>
            {maySet && (
              <Button
                mt="xs"
                size="compact-sm"
                variant="default"
                aria-label={`${t('texts.write')}: ${words.language(language)}`}
                onClick={() => setEdited(blank(kind, language, basis))}
              >
                {t('texts.write')} …
              </Button>
            )}
          </Alert>
        ))}
      </SimpleGrid>
      {edited && (
        <OnBasis key={`${edited.kind} ${edited.language}`} now={edited.basis}>
          {on => (
            <TextEditor
              programmeId={programmeId}
              item={edited}
              on={on}
              mayChange={maySet}
              close={() => setEdited(null)}
            />
          )}
        </OnBasis>
      )}
    </Stack>
  )
}

const blank = (kind: string, language: string, basis: string): TextItem => ({
  basis,
  kind,
  language,
  version: 0,
  text: '',
  contentSid: null,
  contentVariables: [],
  madeBy: null,
  madeAt: null,
})
