/** What of the programme takes two people, beside what always does. */
import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { OnBasis, type Basis } from '../../parts/OnBasis.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useReplacing } from '../../parts/useReplacing.ts'
import { useSession } from '../../session/session.ts'
import { useTwoPeopleStake } from '../atStake/useProgrammeStake.tsx'
import { twoPeopleQuery } from './queries.ts'

const kinds = ['roles', 'exports'] as const
type Kind = (typeof kinds)[number]

export function TwoPeople({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [changing, setChanging] = useState(false)
  const two = useQuery(twoPeopleQuery(programmeId))
  return (
    <Section
      title={t('setup.twoPeople')}
      acts={
        mayWhole('programmes.approvalSteps', programmeId) &&
        two.data && (
          <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
            {t('setup.change')} …
          </Button>
        )
      }
    >
      <Loaded of={two}>
        {({ what, basis }) => (
          <Stack gap="xs">
            <Text>{t('setup.alwaysTwo')}</Text>
            <Each what={what} />
            {changing && (
              <OnBasis now={basis}>
                {on => <Change programmeId={programmeId} before={what} on={on} close={() => setChanging(false)} />}
              </OnBasis>
            )}
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}

function Each({ what }: { readonly what: readonly Kind[] }) {
  const { t } = useTranslation()
  return kinds.map(kind => (
    <Text key={kind}>
      {t(`setup.two.${kind}`)}: <b>{t(what.includes(kind) ? 'setup.twoYes' : 'setup.twoNo')}</b>
    </Text>
  ))
}

interface ChangeProps {
  readonly on: Basis
  readonly programmeId: string
  readonly before: readonly Kind[]
  readonly close: () => void
}

function Change({ programmeId, before, on, close }: ChangeProps) {
  const { t } = useTranslation()
  const [what, setWhat] = useState<readonly Kind[]>(before)
  const stake = useTwoPeopleStake(programmeId)
  const set = useReplacing(on, {
    run: (what: Kind[], header) =>
      ask(api.POST('/programmes/{id}/two-people', { params: { path: { id: programmeId }, header }, body: { what } })),
    says: ({ proposalId }) => t(proposalId === null ? 'setup.twoSet' : 'setup.waitsForSecond'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('setup.twoPeople')}
      says={t('setup.twoSays')}
      {...stake}
      act={t('setup.save')}
      busy={set.isPending}
      error={set.error}
      over={{ basis: on, stands: <Each what={before} /> }}
      run={() => set.mutate([...what])}
    >
      {kinds.map(kind => (
        <Checkbox
          key={kind}
          label={t(`setup.two.${kind}`)}
          checked={what.includes(kind)}
          onChange={({ currentTarget: { checked } }) =>
            setWhat(checked ? [...what, kind] : what.filter(each => each !== kind))
          }
        />
      ))}
    </Confirm>
  )
}
