/** One person: who, how they stand and what happens next, their money, what was said, and who did what. */
import { Alert, Anchor, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Story } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { PersonState } from '../../parts/StateBadge.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { Conversation } from './Conversation.tsx'
import { PersonActs } from './PersonActs.tsx'
import { PersonData } from './PersonData.tsx'
import { PersonPayouts } from './PersonPayouts.tsx'
import { PersonVouchers } from './PersonVouchers.tsx'
import { PersonTimeline } from './PersonTimeline.tsx'
import { storyQuery } from './queries.ts'

export function PersonPage() {
  const { t } = useTranslation()
  const { personId } = useParams({ from: '/people/$personId' })
  const { may } = useSession()
  const story = useQuery(storyQuery(personId))
  const person = story.data?.person
  return (
    <Page
      key={personId}
      title={person ? t('person.title', { ref: person.ref }) : t('loading')}
      above={
        person && (
          <Anchor
            size="sm"
            renderRoot={props => (
              <Link to="/programmes/$programmeId/people" params={{ programmeId: person.programmeId }} {...props} />
            )}
          >
            {t('person.back')}
          </Anchor>
        )
      }
      acts={person && <PersonActs person={person} />}
    >
      <Loaded of={story} lines={8}>
        {data => (
          <Stack gap="lg">
            <Next story={data} />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <PersonData person={data.person} />
              <PersonPayouts story={data} />
              {may('vouchers.read', data.person.programmeId) && <PersonVouchers story={data} />}
              {may('messages.read', data.person.programmeId) && <Conversation person={data.person} />}
              <PersonTimeline acts={data.acts} />
            </SimpleGrid>
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

/** The status, and everything that stands before the next payment. */
function Next({ story: { person, cases } }: { readonly story: Story }) {
  const { t } = useTranslation()
  const shown = useShown()
  const stops = [
    person.heldReason !== null && t('person.heldNext', { reason: person.heldReason }),
    person.duplicateOpen && t('person.alikeNext'),
    person.accountCheck === 'cannot_receive' && t('person.cannotNext'),
    ...cases
      .filter(({ state }) => state === 'open')
      .map(({ says, deadlineAt }) => t('person.caseNext', { says, until: shown.day(deadlineAt) })),
  ].filter(text => text !== false)
  return (
    <Alert color={stops.length > 0 ? 'orange' : 'hand'} title={t('person.next')} role="note">
      <PersonState state={person.state} /> {t(`person.nextState.${person.state}`)}
      {stops.map(text => (
        <div key={text}>{text}</div>
      ))}
    </Alert>
  )
}
