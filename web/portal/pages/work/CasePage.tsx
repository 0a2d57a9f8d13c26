/** One case: what happened, whose it is, what its deadline does, what was tried, and what ends it. */
import { Alert, Anchor, Button, Group, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { CaseWithContacts } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { PayoutState } from '../../parts/StateBadge.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useCaseEndText } from '../../shown/useCaseEndText.ts'
import { useCaseText } from '../../shown/useCaseText.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'
import { CaseActs } from './CaseActs.tsx'
import { Contacts } from './Contacts.tsx'
import { Evidence } from './Evidence.tsx'
import { NoticeOfCase } from './NoticeOfCase.tsx'
import { Proposed } from './Proposed.tsx'
import { NumberNow } from './NumberNow.tsx'
import { OwnerField } from './OwnerField.tsx'
import { caseQuery, payoutQuery } from './queries.ts'
import { useOwnerText } from './useOwnerText.ts'

/** As whom the house writes down what nobody did. */
const ourselves = 'mkono'

export function CasePage() {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const { caseId } = useParams({ from: '/work/$caseId' })
  const one = useQuery(caseQuery(caseId))
  const title = one.data ? t(`work.kind.${one.data.kind}`) : t('work.case')
  const { may } = useSession()
  const endText = useCaseEndText()
  return (
    <Page
      title={title}
      above={
        <Anchor size="sm" renderRoot={props => <Link to="/work" {...props} />}>
          {t('work.back')}
        </Anchor>
      }
      acts={one.data && may('cases.assign') && one.data.state === 'open' && <Assign found={one.data} />}
    >
      <Loaded of={one}>
        {found => (
          <>
            <Section title={t(found.state === 'open' ? 'work.toDo' : 'hall.endedBy')}>
              <Proposed found={found} />
              {found.state === 'open' ? (
                <CaseActs found={found} />
              ) : (
                <Text>
                  {found.closedBy === ourselves
                    ? t('hall.byItself', { when: shown.day(found.closedAt) })
                    : t('work.closedBy', { who: who(found.closedBy), when: shown.day(found.closedAt) })}{' '}
                  {found.resolution !== null && <bdi>{endText(found.resolution)}</bdi>}
                </Text>
              )}
            </Section>
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <About found={found} />
              <Contacts found={found} />
            </SimpleGrid>
            {found.payoutId !== null && may('payouts.evidence', found.programmeId ?? undefined) && (
              <Evidence payoutId={found.payoutId} />
            )}
            {found.noticeId !== null && may('payouts.evidence', found.programmeId ?? undefined) && (
              <NoticeOfCase caseId={found.id} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function About({ found }: { readonly found: CaseWithContacts }) {
  const { t } = useTranslation()
  const shown = useShown()
  const ownerText = useOwnerText()
  const reasonText = useReasonText()
  const caseText = useCaseText()
  const { all } = useProgrammes()
  const { may } = useSession()
  const { payoutId, beneficiaryId, distributionId, programmeId } = found
  const sees = payoutId !== null && may('payouts.read', programmeId ?? undefined)
  const payout = useQuery({ ...payoutQuery(payoutId ?? ''), enabled: sees }).data?.payout
  return (
    <Section title={t('work.what')}>
      {found.escalations > 0 && (
        <Alert color="orange" mb="sm">
          {t('work.raisedSays', { times: shown.number(found.escalations) })}
        </Alert>
      )}
      <Text mb="sm">
        <bdi>{caseText(found)}</bdi>
      </Text>
      <Facts
        facts={[
          { name: t('work.number'), value: <bdi dir="ltr">{found.caseRef}</bdi> },
          ...(beneficiaryId === null
            ? []
            : [
                {
                  name: t('work.person'),
                  value: (
                    <Anchor
                      renderRoot={props => (
                        <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />
                      )}
                    >
                      {found.ref ?? t('work.person')}
                    </Anchor>
                  ),
                },
              ]),
          ...(beneficiaryId === null || !may('people.read', programmeId ?? undefined)
            ? []
            : [{ name: t('people.phone'), value: <NumberNow personId={beneficiaryId} /> }]),
          ...(found.place === null ? [] : [{ name: t('people.place'), value: <bdi>{found.place}</bdi> }]),
          ...(payout
            ? [
                { name: t('distribution.amount'), value: shown.money(payout.amountMinor, payout.currency) },
                { name: t('work.payout'), value: <PayoutState state={payout.state} /> },
              ]
            : []),
          ...(found.reason === null ? [] : [{ name: t('distribution.reason'), value: reasonText(found.reason) }]),
          ...(distributionId === null
            ? []
            : [
                {
                  name: t('distributions.title'),
                  value: (
                    <Anchor
                      renderRoot={props => (
                        <Link to="/distributions/$distributionId" params={{ distributionId }} {...props} />
                      )}
                    >
                      {t('work.openList')}
                    </Anchor>
                  ),
                },
              ]),
          { name: t('frame.programme'), value: <bdi>{all.find(({ id }) => id === programmeId)?.name ?? '–'}</bdi> },
          { name: t('work.owner'), value: <bdi>{ownerText(found.owner)}</bdi> },
          { name: t('work.opened'), value: shown.moment(found.openedAt) },
          ...(found.state === 'closed'
            ? []
            : [
                {
                  name: t('work.deadline'),
                  value: `${shown.moment(found.deadlineAt)} (${shown.ago(found.deadlineAt)})`,
                },
                { name: t('work.atDeadline'), value: t(`work.deadlineDoes.${found.atDeadline}`) },
              ]),
        ]}
      />
    </Section>
  )
}

function Assign({ found }: { readonly found: CaseWithContacts }) {
  const { t } = useTranslation()
  const { account } = useSession()
  const ownerText = useOwnerText()
  const [opened, setOpened] = useState(false)
  const [owner, setOwner] = useState(account.handle)
  const assign = useAct({
    run: (owner: string, header) =>
      ask(api.POST('/cases/{id}/assign', { params: { path: { id: found.id }, header }, body: { owner } })),
    says: () => t('work.assignedOne', { who: ownerText(owner) }),
    undo: (_, given) =>
      given === found.owner
        ? null
        : {
            says: t('work.assignedOne', { who: ownerText(found.owner) }),
            run: header =>
              ask(
                api.POST('/cases/{id}/assign', {
                  params: { path: { id: found.id }, header },
                  body: { owner: found.owner },
                }),
              ),
          },
    done: () => setOpened(false),
  })
  return (
    <Group>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('work.assign')} …
      </Button>
      <Confirm
        opened={opened}
        close={() => setOpened(false)}
        title={t('work.assign')}
        says={t('work.assignSays')}
        facts={[{ name: t('work.ownerNow'), value: <bdi>{ownerText(found.owner)}</bdi> }]}
        act={t('work.assign')}
        disabled={owner === '' || owner === found.owner}
        busy={assign.isPending}
        error={assign.error}
        run={() => assign.mutate(owner)}
      >
        <OwnerField owner={owner} set={setOwner} />
      </Confirm>
    </Group>
  )
}
