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
import { useCaseText } from '../../shown/useCaseText.ts'
import { useShown } from '../../shown/useShown.ts'
import { WorkflowLink } from '../../parts/WorkflowLink.tsx'
import { useWho } from '../../shown/useWho.ts'
import { Conversation } from './Conversation.tsx'
import { FieldHistory } from './FieldHistory.tsx'
import { Notes } from './Notes.tsx'
import { PersonActs } from './PersonActs.tsx'
import { PersonData } from './PersonData.tsx'
import { PersonPayouts } from './PersonPayouts.tsx'
import { PersonRounds } from './PersonRounds.tsx'
import { PersonVouchers } from './PersonVouchers.tsx'
import { PersonTimeline } from './PersonTimeline.tsx'
import { WhoLooked } from './WhoLooked.tsx'
import { storyQuery } from './queries.ts'

export function PersonPage() {
  const { t } = useTranslation()
  const { personId } = useParams({ from: '/people/$personId' })
  const { may, mayWhole } = useSession()
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
              <PersonData story={data} />
              <PersonPayouts story={data} />
              <PersonRounds person={data.person} />
              {may('vouchers.read', data.person.programmeId) && <PersonVouchers story={data} />}
              {may('messages.read', data.person.programmeId) && <Conversation person={data.person} />}
              <Notes person={data.person} />
              <PersonTimeline story={data} />
            </SimpleGrid>
            <FieldHistory id={personId} />
            {mayWhole('audit.read', data.person.programmeId) && <WhoLooked id={personId} />}
            <WorkflowLink life={`beneficiary/${personId}`} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

/** The status, and everything that stands before the next payment, each with where it is mended. */
function Next({ story }: { readonly story: Story }) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const caseText = useCaseText()
  const { may } = useSession()
  const { person, cases, destinations, payouts, overlaps } = story
  const proposed = destinations.find(({ state }) => state === 'proposed')
  const unknown = payouts.some(({ state }) => state === 'unknown')
  const stops = [
    person.heldReason !== null && t('person.heldNext', { reason: person.heldReason }),
    person.accountCheck === 'cannot_receive' && t('person.cannotNext'),
    person.accountCheck === 'unchecked' && t('numberChecks.uncheckedNext'),
    person.accountCheck === 'pending' && t('numberChecks.pendingNext'),
    person.accountCheck === 'unclear' && t('numberChecks.unclearNext'),
    proposed && t('about.proposedNext', { who: who(proposed.enteredBy), when: shown.moment(proposed.enteredAt) }),
    unknown && t('about.unknownNext'),
    person.stateReason !== null && t('about.stateReason', { reason: person.stateReason }),
  ].filter(text => typeof text === 'string')
  const open = cases.filter(({ state }) => state === 'open')
  const waits = ['registered', 'validated', 'paused'].includes(person.state)
  const stopped = waits || stops.length + open.length > 0 || person.duplicateOpen
  return (
    <Alert color={stopped ? 'orange' : 'hand'} title={t('person.next')} role="note">
      <PersonState state={person.state} onColour /> {t(`person.nextState.${person.state}`)}
      {stops.map(text => (
        <div key={text}>{text}</div>
      ))}
      {person.duplicateOpen && (
        <div>
          {t('person.alikeNext')}{' '}
          {may('duplicates.read', person.programmeId) && (
            <Anchor
              underline="always"
              c="inherit"
              renderRoot={props => (
                <Link
                  to="/programmes/$programmeId/people/duplicates"
                  params={{ programmeId: person.programmeId }}
                  {...props}
                />
              )}
            >
              {t('files.page.duplicates')}
            </Anchor>
          )}
        </div>
      )}
      {overlaps.map(({ overlapId, other }) => (
        <div key={overlapId}>
          {other === null ? (
            t('overlaps.personBeyond')
          ) : (
            <>
              {t('overlaps.person')} <bdi>{other.programme}</bdi>,{' '}
              <Anchor
                underline="always"
                c="inherit"
                renderRoot={props => (
                  <Link to="/people/$personId" params={{ personId: other.beneficiaryId }} {...props} />
                )}
              >
                <bdi>{other.ref}</bdi>
              </Anchor>
            </>
          )}
        </div>
      ))}
      {open.map(({ caseId, deadlineAt, ...told }) => (
        <div key={caseId}>
          {t('person.caseNext', { says: caseText(told), until: shown.day(deadlineAt) })}{' '}
          {may('cases.read', person.programmeId) && (
            <Anchor
              underline="always"
              c="inherit"
              renderRoot={props => <Link to="/work/$caseId" params={{ caseId }} {...props} />}
            >
              {t('about.openCase')}
            </Anchor>
          )}
        </div>
      ))}
    </Alert>
  )
}
