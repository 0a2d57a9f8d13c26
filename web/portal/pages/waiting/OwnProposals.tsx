/** What one proposed oneself and nobody has decided yet: to be taken back, so that something else can be proposed. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Proposal } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { isDecided, withdrawProposal } from './decisions.ts'
import { useProposalFacts } from './useProposalFacts.tsx'

export function OwnProposals({ own }: { readonly own: readonly Proposal[] }) {
  const { t } = useTranslation()
  return (
    <Section title={t('ownProposals.title')}>
      <Text mb="md">{t('ownProposals.says')}</Text>
      <Stack gap="xl">
        {own.map(each => (
          <One key={each.proposalId} proposal={each} />
        ))}
      </Stack>
    </Section>
  )
}

function One({ proposal }: { readonly proposal: Proposal }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const { all } = useProgrammes()
  const facts = useProposalFacts(proposal)
  const [asked, setAsked] = useState(false)
  const { kind, programmeId, proposedAt, goodUntil, reason } = proposal
  const name = i18n.exists(`proposal.${kind}`) ? t(`proposal.${kind as 'export'}`) : kind.replaceAll('_', ' ')
  const programme = all.find(({ id }) => id === programmeId)?.name
  const title = programme === undefined ? name : `${name}: ${shown.name(programme)}`
  return (
    <Stack gap="sm">
      <Text fw={600}>{title}</Text>
      <Facts
        facts={[
          ...facts,
          ...(reason === null ? [] : [{ name: t('confirm.reason'), value: <bdi>{reason}</bdi> }]),
          { name: t('ownProposals.when'), value: shown.ago(proposedAt) },
          ...(goodUntil === null ? [] : [{ name: t('waiting.goodUntil'), value: shown.moment(goodUntil) }]),
        ]}
      />
      {isDecided(kind) && (
        <Group>
          <Button
            variant="default"
            aria-label={`${t('ownProposals.withdraw')}: ${title}`}
            onClick={() => setAsked(true)}
          >
            {t('ownProposals.withdraw')} …
          </Button>
        </Group>
      )}
      {isDecided(kind) && asked && (
        <Withdraw kind={kind} id={proposal.proposalId} title={title} close={() => setAsked(false)} />
      )}
    </Stack>
  )
}

interface WithdrawProps {
  readonly kind: Parameters<typeof withdrawProposal>[0]
  readonly id: string
  readonly title: string
  readonly close: () => void
}

function Withdraw({ kind, id, title, close }: WithdrawProps) {
  const { t } = useTranslation()
  const withdraw = useAct({
    run: (reason: string, header) => withdrawProposal(kind, id, { reason, header }),
    says: () => t('ownProposals.withdrawn'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t('ownProposals.withdraw')}: ${title}`}
      says={t('ownProposals.withdrawSays')}
      act={t('ownProposals.withdraw')}
      // How an unknown ended is proposed with its evidence; taking it back needs no more.
      reason={kind === 'unknown_end' ? 'none' : 'needed'}
      busy={withdraw.isPending}
      error={withdraw.error}
      run={reason => withdraw.mutate(reason)}
    />
  )
}
