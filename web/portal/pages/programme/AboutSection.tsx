/** What a programme is: its name, where and in what it pays, its languages and rounds; changed while it runs. */
import { Button, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeChangeBody, ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Section } from '../../parts/Section.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useSession } from '../../session/session.ts'
import { aDayMs } from '../../shown/days.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'
import { useShown } from '../../shown/useShown.ts'
import { Languages } from './Languages.tsx'

export function AboutSection({ programme }: { readonly programme: ProgrammeWithPeople }) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [changing, setChanging] = useState(false)
  return (
    <Section
      title={t('newProgramme.about')}
      acts={
        mayWhole('programmes.change', programme.id) && (
          <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
            {t('setup.change')} …
          </Button>
        )
      }
    >
      <About programme={programme} />
      {changing && (
        <OnBasis now={programme.basis}>
          {on => <Change programme={programme} on={on} close={() => setChanging(false)} />}
        </OnBasis>
      )}
    </Section>
  )
}

function About({ programme }: { readonly programme: ProgrammeWithPeople }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const languageName = useLanguageName()
  const country = new Intl.DisplayNames([i18n.language], { type: 'region' })
  const spoken = new Intl.ListFormat(i18n.language, { type: 'unit' })
  return (
    <Facts
      facts={[
        { name: t('newProgramme.name'), value: <bdi>{programme.name}</bdi> },
        { name: t('newProgramme.country'), value: country.of(programme.country) ?? programme.country },
        { name: t('setup.currency'), value: programme.currency },
        { name: t('calendar.roundsEach'), value: shown.number(programme.rounds) },
        { name: t('newProgramme.languages'), value: spoken.format(programme.languages.map(languageName)) },
        {
          name: t('aboutProgramme.correctionDays'),
          value: shown.duration(programme.correctionDays * aDayMs),
        },
      ]}
    />
  )
}

interface ChangeProps {
  readonly on: Basis
  readonly programme: ProgrammeWithPeople
  readonly close: () => void
}

function Change({ programme, on, close }: ChangeProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const [name, setName] = useState(programme.name)
  const [languages, setLanguages] = useState<string[]>([...programme.languages])
  const [rounds, setRounds] = useState(programme.rounds)
  const [days, setDays] = useState(programme.correctionDays)
  const change = useReplacing(on, {
    run: (body: ProgrammeChangeBody, header) =>
      ask(api.PATCH('/programmes/{id}', { params: { path: { id: programme.id }, header }, body })),
    says: () => t('aboutProgramme.changed'),
    done: close,
  })
  /** Only what differs from what stands there is sent. */
  const changed: ProgrammeChangeBody = {
    ...(name.trim() !== programme.name && { name: name.trim() }),
    ...([...languages].sort().join() !== [...programme.languages].sort().join() && {
      languages: languages as NonNullable<ProgrammeChangeBody['languages']>,
    }),
    ...(rounds !== programme.rounds && { rounds }),
    ...(days !== programme.correctionDays && { correctionDays: days }),
  }
  return (
    <Confirm
      opened
      close={close}
      title={t('newProgramme.about')}
      says={t('aboutProgramme.says', { people: shown.number(programme.people.total) })}
      act={t('setup.save')}
      disabled={name.trim() === '' || languages.length === 0 || Object.keys(changed).length === 0}
      busy={change.isPending}
      error={change.error}
      over={{ basis: on, stands: <About programme={programme} /> }}
      run={() => change.mutate(changed)}
    >
      <TextInput
        label={t('newProgramme.name')}
        value={name}
        onChange={({ currentTarget: { value } }) => setName(value)}
        maxLength={120}
        required
        withAsterisk={false}
      />
      <NumberInput
        label={t('calendar.roundsEach')}
        value={rounds}
        onChange={value => setRounds(Number(value) || 1)}
        min={1}
        max={1000}
        allowDecimal={false}
        hideControls
      />
      <NumberInput
        label={t('aboutProgramme.correctionDays')}
        description={t('aboutProgramme.correctionHelp')}
        value={days}
        onChange={value => setDays(Number(value) || 1)}
        min={1}
        max={365}
        allowDecimal={false}
        hideControls
      />
      <Languages value={languages} set={setLanguages} />
    </Confirm>
  )
}
