/** A text as somebody would read it, with examples for what it names: on a phone, with how many SMS it takes and what it costs. */
import { Alert, Stack } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { MessageKind, WrittenLanguage } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { PhoneText } from './PhoneText.tsx'
import { useMessageWords } from './useMessageWords.ts'
import { useSender } from './useSender.ts'

export const previewQuery = (programmeId: string, kind: MessageKind, language: WrittenLanguage, text: string) =>
  ({
    queryKey: ['messages', programmeId, 'preview', kind, language, text],
    queryFn: () =>
      ask(
        api.POST('/programmes/{id}/message-texts/preview', {
          params: { path: { id: programmeId } },
          body: { kind, language, text },
        }),
      ),
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  }) as const

interface Props {
  readonly programmeId: string
  readonly kind: MessageKind
  readonly language: WrittenLanguage
  /** as it is written */
  readonly text: string
  readonly title: string
  readonly children?: ReactNode
}

export function TextPreview({ programmeId, kind, language, text, title, children }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const told = useToldText()
  const sender = useSender(programmeId)
  const preview = useQuery(previewQuery(programmeId, kind, language, text))
  return (
    <Loaded of={preview} lines={4}>
      {({ wrong, wrongSaid, reads, segments, units, advice, adviceSaid, costs }) => (
        <Stack gap="xs">
          {wrong.map((says, at) => (
            <Alert key={says} color="red" title={title}>
              {told(wrongSaid[at] ?? null, says)}
            </Alert>
          ))}
          {reads !== null && (
            <PhoneText title={title} text={reads} language={language} sender={sender}>
              {[
                segments === null ? '' : t('messages.segments', { number: shown.number(segments) }),
                units === null ? '' : t('texts.letters', { count: units, number: shown.number(units) }),
                ...costs.map(
                  ({ channel, currency, micros }) => `${words.channel(channel)}: ${words.price(micros, currency)}`,
                ),
                advice === null ? '' : told(adviceSaid, advice),
              ]
                .filter(Boolean)
                .map(each => (
                  <div key={each}>
                    <bdi>{each}</bdi>
                  </div>
                ))}
            </PhoneText>
          )}
          {children}
        </Stack>
      )}
    </Loaded>
  )
}
