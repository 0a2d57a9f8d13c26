/** The words by which people say yes, no and stop: those that Mkono knows, and the programme’s own beside them. */
import { Alert, Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { AnswerWords } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Section } from '../../parts/Section.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'
import { wordsQuery } from './queries.ts'
import { useMessageWords } from './useMessageWords.ts'

const meanings = ['yes', 'no', 'stop'] as const
type Meaning = (typeof meanings)[number]
type Own = Record<string, Record<Meaning, string[]>>

export function AnswerWordsPart({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const { mayWhole } = useSession()
  const words = useMessageWords()
  const [version, setVersion] = useState<number>()
  const [changing, setChanging] = useState<'newest' | 'shown' | null>(null)
  const maySet = mayWhole('messages.setUp', programmeId)
  const newest = useQuery(wordsQuery(programmeId, undefined))
  const found = useQuery({ ...wordsQuery(programmeId, version), placeholderData: keepPreviousData })
  return (
    <Loaded of={found}>
      {data => (
        <Stack>
          <Text>{t('answerWords.says')}</Text>
          <Group justify="space-between">
            <Text size="sm">
              {data.version === 0
                ? t('answerWords.noOwn')
                : t('texts.version', {
                    number: shown.number(data.version),
                    who: who(data.madeBy),
                    when: shown.moment(data.madeAt),
                  })}
            </Text>
            <Group gap="xs">
              {data.version > 1 && (
                <Button variant="default" onClick={() => setVersion(data.version - 1)}>
                  {t('answerWords.before')}
                </Button>
              )}
              {version !== undefined && (
                <Button variant="default" onClick={() => setVersion(undefined)}>
                  {t('answerWords.newest')}
                </Button>
              )}
              {version === undefined && newest.data && maySet && (
                <Button onClick={() => setChanging('newest')}>{t('answerWords.change')} …</Button>
              )}
              {version === data.version && data.version !== newest.data?.version && maySet && (
                <Button onClick={() => setChanging('shown')}>{t('answerWords.again')} …</Button>
              )}
            </Group>
          </Group>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {[...new Set([...data.ours.map(({ language }) => language), ...Object.keys(data.own)])].map(language => {
              const ours = data.ours.find(each => each.language === language)
              const own = data.own[language]
              return (
                <Section key={language} title={words.language(language)}>
                  {ours && !ours.reviewed && (
                    <Alert color="orange" mb="sm">
                      {t('answerWords.unreviewed')}
                    </Alert>
                  )}
                  <Facts
                    facts={meanings.flatMap(meaning => [
                      {
                        name: t(`answerWords.${meaning}`),
                        value: <bdi>{besides(ours?.[meaning] ?? []) || '–'}</bdi>,
                      },
                      ...(own && own[meaning].length > 0
                        ? [
                            {
                              name: t('answerWords.own', { meaning: t(`answerWords.${meaning}`) }),
                              value: <bdi>{besides(own[meaning])}</bdi>,
                            },
                          ]
                        : []),
                    ])}
                  />
                </Section>
              )
            })}
          </SimpleGrid>
          {changing && newest.data && (
            <OnBasis now={newest.data.basis}>
              {on =>
                newest.data && (
                  <Change
                    programmeId={programmeId}
                    now={newest.data}
                    again={changing === 'shown' ? data : null}
                    on={on}
                    close={() => setChanging(null)}
                    done={() => {
                      setChanging(null)
                      setVersion(undefined)
                    }}
                  />
                )
              }
            </OnBasis>
          )}
        </Stack>
      )}
    </Loaded>
  )
}

interface ChangeProps {
  readonly programmeId: string
  readonly now: AnswerWords
  /** a version of before, whose words are to count again */
  readonly again: AnswerWords | null
  readonly on: Basis
  readonly close: () => void
  readonly done: () => void
}

const wordsIn = (typed: string): string[] =>
  typed
    .split(',')
    .map(word => word.trim())
    .filter(Boolean)

function Change({ programmeId, now, again, on, close, done }: ChangeProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const from = again ?? now
  const languages = [
    ...new Set([...now.ours.map(({ language }) => language), ...Object.keys(now.own), ...Object.keys(from.own)]),
  ]
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(
      languages.flatMap(language =>
        meanings.map(meaning => [`${language} ${meaning}`, (from.own[language]?.[meaning] ?? []).join(', ')]),
      ),
    ),
  )
  const of = (language: string, meaning: Meaning): string[] => wordsIn(typed[`${language} ${meaning}`] ?? '')
  const given: Own = Object.fromEntries(
    languages
      .map(language => [language, { yes: of(language, 'yes'), no: of(language, 'no'), stop: of(language, 'stop') }])
      .filter(([, each]) => Object.values(each as Record<Meaning, string[]>).some(list => list.length > 0)),
  ) as Own
  const count = (own: Own): number =>
    Object.values(own).reduce((sum, each) => sum + each.yes.length + each.no.length + each.stop.length, 0)
  const save = useReplacing(on, {
    run: (body: Own, header) =>
      ask(
        api.PUT('/programmes/{id}/answer-words', {
          params: { path: { id: programmeId }, header },
          body: { words: body },
        }),
      ),
    says: ({ version }) => t('texts.saved', { number: shown.number(version) }),
    done,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t(again ? 'answerWords.again' : 'answerWords.change')}
      says={again ? t('answerWords.againSays', { number: shown.number(again.version) }) : t('answerWords.changeSays')}
      facts={[
        { name: t('answerWords.countNow'), value: shown.number(count(now.own as Own)) },
        { name: t('answerWords.countThen'), value: shown.number(count(given)) },
      ]}
      act={t('texts.save')}
      busy={save.isPending}
      error={save.error}
      over={{
        basis: on,
        stands: (
          <Facts
            facts={Object.entries(now.own).flatMap(([language, own]) =>
              meanings
                .filter(meaning => own[meaning].length > 0)
                .map(meaning => ({
                  name: `${words.language(language)}: ${t(`answerWords.${meaning}`)}`,
                  value: own[meaning].join(', '),
                })),
            )}
          />
        ),
      }}
      run={() => save.mutate(given)}
    >
      {languages.map(language => (
        <Stack key={language} gap="xs">
          {meanings.map(meaning => (
            <TextInput
              key={meaning}
              label={`${words.language(language)}: ${t(`answerWords.${meaning}`)}`}
              value={typed[`${language} ${meaning}`] ?? ''}
              onChange={event => {
                const text = event.currentTarget.value
                setTyped(before => ({ ...before, [`${language} ${meaning}`]: text }))
              }}
              dir="auto"
            />
          ))}
        </Stack>
      ))}
    </Confirm>
  )
}

/** Letter by letter as people write them: a list in Arabic would put an “and” before each. */
const besides = (words: readonly string[]): string => words.join(' · ')
