/** Everything that happened to a person, newest first, of one kind where that is chosen. */
import { Anchor, Button, NativeSelect, Text, Timeline } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Story } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useActText } from '../../shown/useActText.ts'
import { useCaseText } from '../../shown/useCaseText.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { useMessageWords } from '../messages/useMessageWords.ts'
import { payoutVouchersQuery } from '../vouchers/queries.ts'
import { lifeKinds, lifeLines, type LifeKind, type LifeLine } from './lifeLines.ts'
import { conversationQuery } from './queries.ts'

const shownAtFirst = 12
/** The newest payouts whose vouchers are looked at, as many as the part about vouchers does. */
const payoutsLooked = 12

export function PersonTimeline({ story }: { readonly story: Story }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  const { person, payouts } = story
  const said = useQuery({ ...conversationQuery(person.id), enabled: may('messages.read', person.programmeId) })
  const newest = [...payouts].sort((one, other) => other.round - one.round).slice(0, payoutsLooked)
  const mayVouchers = may('vouchers.read', person.programmeId)
  const found = useQueries({
    queries: (mayVouchers ? newest : []).map(({ payoutId }) => payoutVouchersQuery(payoutId)),
  })
  const [all, setAll] = useState(false)
  const [kind, setKind] = useState<LifeKind | ''>('')
  const lines = lifeLines({ story, said: said.data, vouchers: found.flatMap(({ data }) => data?.vouchers ?? []) })
  const kinds = lifeKinds.filter(each => lines.some(line => line.kind === each))
  const chosen = lines.filter(line => kind === '' || line.kind === kind)
  const visible = all ? chosen : chosen.slice(0, shownAtFirst)
  return (
    <Section title={t('person.history')}>
      {lines.length === 0 && <Empty title={t('person.noHistory')} says={t('personLine.emptySays')} />}
      {kinds.length > 1 && (
        <NativeSelect
          mb="md"
          label={t('personLine.show')}
          value={kind}
          onChange={event => setKind(event.currentTarget.value as LifeKind | '')}
          data={[
            { value: '', label: t('personLine.everything') },
            ...kinds.map(each => ({ value: each, label: t(`personLine.kind.${each}`) })),
          ]}
        />
      )}
      <Timeline bulletSize={12} lineWidth={2} active={visible.length} styles={{ itemTitle: { lineHeight: 1.35 } }}>
        {visible.map((line, index) => (
          <Timeline.Item key={`${line.kind} ${line.at} ${index}`} title={<Title line={line} />}>
            <Text size="sm" c="dimmed" component="div">
              <bdi>{shown.moment(line.at)}</bdi>
              <More line={line} programmeId={person.programmeId} />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
      {chosen.length > visible.length && (
        <Button variant="subtle" onClick={() => setAll(true)}>
          {t('person.all', { number: shown.number(chosen.length) })}
        </Button>
      )}
    </Section>
  )
}

/** What happened. */
function Title({ line }: { readonly line: LifeLine }) {
  const { t } = useTranslation()
  const shown = useShown()
  const actText = useActText()
  const caseText = useCaseText()
  const words = useMessageWords()
  switch (line.kind) {
    case 'money': {
      const round = t('person.round', { number: shown.number(line.payout.round) })
      const { attempt } = line
      if (attempt === null) return <>{t('personLine.listed', { round })}</>
      return <>{t('personLine.paying', { round, state: t(`attemptState.${attempt.state}`) })}</>
    }
    case 'messages':
      return <>{'told' in line ? `${t('person.toPerson')}: ${words.kind(line.told.kind)}` : t('person.fromPerson')}</>
    case 'vouchers':
      return <>{t(`personLine.voucher.${line.step}`)}</>
    case 'cases':
      return <>{t(`personLine.case.${line.step}`, { says: caseText(line.of) })}</>
    case 'acts':
      return <>{actText(line.act.act)}</>
  }
}

/** What else is known of it, and where it is looked at. */
function More({ line, programmeId }: { readonly line: LifeLine; readonly programmeId: string }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const shown = useShown()
  const reasonText = useReasonText()
  const roleName = useRoleName()
  const words = useMessageWords()
  const { all } = useProgrammes()
  const currency = all.find(({ id }) => id === programmeId)?.currency
  switch (line.kind) {
    case 'money':
      return (
        <>
          {currency !== undefined && <> · {shown.money(line.payout.amountMinor, currency)}</>}
          {line.attempt?.reason != null && <> · {reasonText(line.attempt.reason)}</>}
        </>
      )
    case 'messages':
      return 'told' in line ? (
        <>
          {' · '}
          {words.state(line.told.state)}
          {line.told.body !== null && <Said text={line.told.body} />}
        </>
      ) : (
        <Said text={line.written.text} />
      )
    case 'vouchers':
      return <> · {shown.money(line.voucher.amountMinor, line.voucher.currency)}</>
    case 'cases':
      return may('cases.read', programmeId) ? (
        <>
          {' · '}
          <Anchor
            size="sm"
            underline="always"
            renderRoot={props => <Link to="/work/$caseId" params={{ caseId: line.of.caseId }} {...props} />}
          >
            {t('about.openCase')}
          </Anchor>
        </>
      ) : null
    case 'acts':
      return (
        <>
          {' · '}
          <Who handle={line.act.person} /> ({roleName(line.act.role)})
        </>
      )
  }
}

const Said = ({ text }: { readonly text: string }) => (
  // In the direction of what was written, at the side where the line stands.
  <Text size="sm" dir="auto" lineClamp={2} title={text} style={{ overflowWrap: 'anywhere', textAlign: 'match-parent' }}>
    <bdi>{text}</bdi>
  </Text>
)
