/** One thing that somebody proposed: in plain words, with its reason, and a yes or a no. */
import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Proposal } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useShown } from '../../shown/useShown.ts'
import { isCounting } from '../atStake/stake.ts'
import { DecideEnd } from '../work/UnknownEnds.tsx'
import { DecideProposal } from './DecideProposal.tsx'
import { LostVouchers, replacementQuery } from './LostVouchers.tsx'
import { isDecided } from './decisions.ts'
import { aboutOf, useProposalFacts } from './useProposalFacts.tsx'

export function ProposalToDecide({ proposal }: { readonly proposal: Proposal }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const [asked, setAsked] = useState<'approve' | 'reject' | null>(null)
  const { all } = useProgrammes()
  const facts = useProposalFacts(proposal)
  // Decided with its cards in sight, and not before they have come.
  const unseen = isCounting(useQuery(replacementQuery(proposal)))
  const { kind, programmeId, proposedBy, proposedAt, goodUntil, reason } = proposal
  const known = isDecided(kind)
  const title = i18n.exists(`proposal.${kind}`) ? t(`proposal.${kind as 'export'}`) : kind.replaceAll('_', ' ')
  const programme = all.find(({ id }) => id === programmeId)?.name
  // Several of one kind are told apart by what they are about.
  const of = [programme, aboutOf(proposal)].filter(each => each !== undefined).map(shown.name)
  return (
    <Section title={of.length === 0 ? title : `${title}: ${of.join(' · ')}`}>
      <Stack gap="sm">
        {known && <Text>{t(`waiting.means.${kind}`)}</Text>}
        <Facts
          facts={[
            ...facts,
            ...(reason === null ? [] : [{ name: t('confirm.reason'), value: <bdi>{reason}</bdi> }]),
            {
              name: t('waiting.proposedBy'),
              value: (
                <>
                  <Who handle={proposedBy} />, <bdi>{shown.ago(proposedAt)}</bdi>
                </>
              ),
            },
            ...(goodUntil === null ? [] : [{ name: t('waiting.goodUntil'), value: shown.moment(goodUntil) }]),
          ]}
        />
        {kind === 'voucher_replacement' && <LostVouchers proposal={proposal} />}
        {!known ? (
          <Text>{t('waiting.elsewhere')}</Text>
        ) : kind === 'unknown_end' ? (
          <EndOfUnknown proposal={proposal} />
        ) : (
          <Group gap="xs">
            <Button disabled={unseen} onClick={() => setAsked('approve')}>
              {t('waiting.approve')} …
            </Button>
            <Button variant="default" disabled={unseen} onClick={() => setAsked('reject')}>
              {t('waiting.reject')} …
            </Button>
          </Group>
        )}
        {known && kind !== 'unknown_end' && asked && (
          <DecideProposal
            key={asked}
            kind={kind}
            id={proposal.proposalId}
            title={title}
            facts={facts}
            approve={asked === 'approve'}
            close={() => setAsked(null)}
          />
        )}
      </Stack>
    </Section>
  )
}

/** Decided with its evidence in sight: that belongs to the payout, which its case knows. */
function EndOfUnknown({ proposal: { proposalId, programmeId, subject } }: { readonly proposal: Proposal }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const found = useQuery({
    queryKey: ['cases', 'of attempt', programmeId, subject],
    queryFn: async () => {
      const query = { ...(programmeId === null ? {} : { programmeId }), limit: 500 }
      const kinds = (['unknown', 'decision', 'statement'] as const).map(kind =>
        ask(api.GET('/cases', { params: { query: { ...query, kind } } })),
      )
      const cases = (await Promise.all(kinds)).flatMap(({ items }) => items)
      return cases.find(({ attemptId }) => attemptId === subject) ?? null
    },
  })
  return (
    <Loaded of={found} lines={1}>
      {one =>
        one === null ? (
          <Text>{t('waiting.elsewhere')}</Text>
        ) : (
          <Group gap="xs">
            <Button onClick={() => setOpened(true)}>{t('work.act.decideEnd')} …</Button>
            <Anchor renderRoot={props => <Link to="/work/$caseId" params={{ caseId: one.id }} {...props} />}>
              {t('waiting.toCase')}
            </Anchor>
            {opened && <DecideEnd payoutId={one.payoutId} id={proposalId} close={() => setOpened(false)} />}
          </Group>
        )
      }
    </Loaded>
  )
}
