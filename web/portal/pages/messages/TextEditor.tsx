/** One text in one language: written, seen as on a phone with its length and price, and every version that it had. */
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { MessageKind, WrittenLanguage } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { ChangedSince } from '../../parts/ChangedSince.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { useWho } from '../../shown/useWho.ts'
import { previewQuery, TextPreview } from './TextPreview.tsx'
import type { TextItem } from './Texts.tsx'
import { useMessageWords } from './useMessageWords.ts'
import { useGivesBack } from '../../parts/useGivesBack.ts'

interface Props {
  readonly programmeId: string
  /** as it stands now */
  readonly item: TextItem
  readonly on: Basis
  readonly mayChange: boolean
  readonly close: () => void
}

interface Written {
  readonly text: string | null
  readonly contentSid: string | null
  readonly contentVariables: string[]
}

const oursAgain: Written = { text: null, contentSid: null, contentVariables: [] }

export function TextEditor({ programmeId, item, on, mayChange, close }: Props) {
  const { t } = useTranslation()
  useGivesBack()
  const words = useMessageWords()
  const shown = useShown()
  const told = useToldText()
  const path = { id: programmeId }
  const kind = item.kind as MessageKind
  const language = item.language as WrittenLanguage
  const [text, setText] = useState(item.text ?? '')
  const [contentSid, setContentSid] = useState(item.contentSid ?? '')
  const [variables, setVariables] = useState(item.contentVariables.join(', '))
  const save = useReplacing(on, {
    run: (body: Written, header) =>
      ask(api.PUT('/programmes/{id}/message-texts', { params: { path, header }, body: { kind, language, ...body } })),
    says: ({ version, template }) =>
      [
        t('texts.saved', { number: shown.number(version) }),
        ...(template?.remarks ?? []).map(({ says, said }) => told(said, says)),
      ].join(' '),
    done: close,
  })
  const template = {
    contentSid: contentSid.trim() === '' ? null : contentSid.trim(),
    contentVariables: variables.split(/[,\s]+/).filter(Boolean),
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate({ text, ...template })
  }
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={`${words.kind(kind)} · ${words.language(language)}`}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text>{t('texts.says')}</Text>
          <Textarea
            label={t('texts.text')}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            readOnly={!mayChange}
            maxLength={4_000}
            autosize
            minRows={3}
            dir="auto"
            data-autofocus
          />
          <Preview programmeId={programmeId} kind={kind} language={language} text={text} />
          <TextInput
            label={t('texts.template')}
            description={t('texts.templateHelp')}
            value={contentSid}
            onChange={event => setContentSid(event.currentTarget.value)}
            readOnly={!mayChange}
            maxLength={34}
          />
          {contentSid.trim() !== '' && (
            <TextInput
              label={t('texts.variables')}
              description={t('texts.variablesHelp')}
              value={variables}
              onChange={event => setVariables(event.currentTarget.value)}
              readOnly={!mayChange}
            />
          )}
          {save.error && (
            <ChangedSince
              error={save.error}
              basis={on}
              stands={
                <Text size="sm" dir="auto" style={{ overflowWrap: 'anywhere' }}>
                  {item.text ?? t('texts.ours')}
                </Text>
              }
              busy={save.isPending}
              again={() => save.mutate(save.variables?.text === null ? oursAgain : { text, ...template })}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('confirm.back')}
            </Button>
            {mayChange && item.version > 0 && (
              <Button variant="default" disabled={save.isPending} onClick={() => save.mutate(oursAgain)}>
                {t('texts.oursAgain')}
              </Button>
            )}
            {mayChange && (
              <Button type="submit" loading={save.isPending} disabled={text.trim() === ''}>
                {t('texts.save')}
              </Button>
            )}
          </Group>
          <Versions programmeId={programmeId} kind={kind} language={language} take={mayChange ? setText : null} />
        </Stack>
      </form>
    </Modal>
  )
}

interface OneText {
  readonly programmeId: string
  readonly kind: MessageKind
  readonly language: WrittenLanguage
}

function Preview({ programmeId, kind, language, text }: OneText & { readonly text: string }) {
  const { t } = useTranslation()
  // Not at every letter that is typed.
  const [still] = useDebouncedValue(text, 500)
  const names = useQuery(previewQuery(programmeId, kind, language, still)).data?.placeholders ?? []
  if (still.trim() === '') return null
  return (
    <TextPreview programmeId={programmeId} kind={kind} language={language} text={still} title={t('texts.preview')}>
      {names.length > 0 && (
        <Text size="sm">
          {t('texts.placeholders')}{' '}
          {names.map(({ name }) => (
            <code key={name}>{`{${name}} `}</code>
          ))}
        </Text>
      )}
    </TextPreview>
  )
}

/** @param take null: it can only be looked at */
function Versions({ programmeId, kind, language, take }: OneText & { readonly take: ((text: string) => void) | null }) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const versions = useQuery({
    queryKey: ['messages', programmeId, 'versions', kind, language],
    queryFn: () =>
      ask(
        api.GET('/programmes/{id}/message-texts/versions', {
          params: { path: { id: programmeId }, query: { kind, language } },
        }),
      ),
  })
  return (
    <Loaded of={versions} lines={2}>
      {({ items }) => (
        <Stack gap="xs">
          <Text fw={600}>{t('texts.versions')}</Text>
          {items.length === 0 && <Empty title={t('texts.noVersions')} says={t('texts.noVersionsSays')} />}
          {items.map(({ version, text, madeBy, madeAt }) => (
            <div key={version}>
              <Group justify="space-between">
                <Text size="sm" c="dimmed">
                  {t('texts.version', {
                    number: shown.number(version),
                    who: who(madeBy),
                    when: shown.moment(madeAt),
                  })}
                </Text>
                {take && text !== null && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`${t('texts.take')}: ${shown.number(version)}`}
                    onClick={() => take(text)}
                  >
                    {t('texts.take')}
                  </Button>
                )}
              </Group>
              <Text size="sm" dir="auto" style={{ overflowWrap: 'anywhere' }}>
                {text ?? t('texts.ours')}
              </Text>
            </div>
          ))}
        </Stack>
      )}
    </Loaded>
  )
}
