/**
 * What many are to be told: whom, by filters or chosen before, and in which words. It becomes a draft, which is counted before
 * anything is sent.
 */
import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { PersonState, Programme } from '../../api/shapes.ts'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { useAct } from '../../parts/useAct.ts'
import { accountChecks, personStates } from '../../searches.ts'
import { useShown } from '../../shown/useShown.ts'
import { useMessageWords } from './useMessageWords.ts'
import { useGivesBack } from '../../parts/useGivesBack.ts'

interface Props {
  readonly programme: Programme
  /** chosen one by one, with what a message to them is called at first; left out: by filters */
  readonly to?: { readonly ids: readonly string[]; readonly name: string }
  readonly close: () => void
}

interface Draft {
  readonly name: string
  readonly who: {
    readonly ids?: string[]
    readonly states?: PersonState[]
    readonly place?: string
    readonly languages?: string[]
    readonly accountChecks?: (typeof accountChecks)[number][]
  }
  readonly texts: Record<string, string>
}

export function NewBroadcast({ programme: { id, languages }, to, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  useGivesBack()
  const words = useMessageWords()
  const navigate = useNavigate()
  const [name, setName] = useState(to?.name ?? '')
  const [state, setState] = useState<string>('included')
  const [check, setCheck] = useState('')
  const [place, setPlace] = useState('')
  const [language, setLanguage] = useState('')
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const spoken = [...new Set([...languages, 'en'])]
  const make = useAct({
    run: (body: Draft, header) =>
      ask(api.POST('/programmes/{id}/broadcasts', { params: { path: { id }, header }, body })),
    says: () => t('broadcast.drafted'),
    done: made =>
      void navigate({
        to: '/programmes/$programmeId/messages/broadcasts/$broadcastId',
        params: { programmeId: id, broadcastId: made.id },
      }),
  })
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''))
  const stated = personStates.find(each => each === state)
  const checked = accountChecks.find(each => each === check)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    make.mutate({
      name: name.trim(),
      who: to
        ? { ids: [...to.ids] }
        : {
            ...(stated && { states: [stated] }),
            ...(checked && { accountChecks: [checked] }),
            ...(place.trim() !== '' && { place: place.trim() }),
            ...(language !== '' && { languages: [language] }),
          },
      texts: given,
    })
  }
  const any = { value: '', label: t('table.any') }
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={to ? t('writeTo.title') : t('broadcast.new')}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text>
            {to
              ? t('writeTo.says', { count: to.ids.length, number: shown.number(to.ids.length) })
              : t('broadcast.newSays')}
          </Text>
          <TextInput
            label={t('broadcast.name')}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
            required
            withAsterisk={false}
            maxLength={120}
            data-autofocus
          />
          {!to && (
            <>
              <Group grow align="flex-end">
                <NativeSelect
                  label={t('people.state')}
                  value={state}
                  onChange={event => setState(event.currentTarget.value)}
                  data={[any, ...personStates.map(value => ({ value, label: t(`personState.${value}`) }))]}
                />
                <NativeSelect
                  label={t('people.check')}
                  value={check}
                  onChange={event => setCheck(event.currentTarget.value)}
                  data={[any, ...accountChecks.map(value => ({ value, label: t(`accountCheck.${value}`) }))]}
                />
              </Group>
              <Group grow align="flex-end">
                <TextInput
                  label={t('people.place')}
                  value={place}
                  onChange={event => setPlace(event.currentTarget.value)}
                  maxLength={200}
                />
                <NativeSelect
                  label={t('people.language')}
                  value={language}
                  onChange={event => setLanguage(event.currentTarget.value)}
                  data={[any, ...spoken.map(value => ({ value, label: words.language(value) }))]}
                />
              </Group>
            </>
          )}
          {spoken.map(each => (
            <Textarea
              key={each}
              label={t('broadcast.textIn', { language: words.language(each) })}
              value={texts[each] ?? ''}
              onChange={event => {
                const text = event.currentTarget.value
                setTexts(now => ({ ...now, [each]: text }))
              }}
              maxLength={4_000}
              autosize
              minRows={2}
              dir="auto"
            />
          ))}
          {make.error && <ProblemAlert error={make.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('confirm.back')}
            </Button>
            <Button
              type="submit"
              loading={make.isPending}
              disabled={name.trim() === '' || Object.keys(given).length === 0}
            >
              {t('broadcast.draft')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
