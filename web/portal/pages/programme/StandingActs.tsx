/** Proposes that rounds go by themselves, and ends it: less is never a matter for two. */
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { StandingApproval } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney } from '../../shown/money.ts'
import { useShown } from '../../shown/useShown.ts'

interface ProposeProps {
  readonly programmeId: string
  readonly currency: string
  readonly close: () => void
}

interface Proposed {
  readonly roundUpToMinor: string
  readonly inAllMinor: string
  readonly until: string
  readonly reason: string
}

export function ProposeStanding({ programmeId, currency, close }: ProposeProps) {
  const { t } = useTranslation()
  const { currencies } = useSurroundings()
  const [round, setRound] = useState('')
  const [inAll, setInAll] = useState('')
  const [day, setDay] = useState('')
  const roundUpToMinor = parseMoney(round, currency, currencies)
  const inAllMinor = parseMoney(inAll, currency, currencies)
  const propose = useAct({
    run: (body: Proposed, header) =>
      ask(api.POST('/programmes/{id}/standing-approvals', { params: { path: { id: programmeId }, header }, body })),
    says: () => t('setup.waitsForSecond'),
    done: close,
  })
  const amount = (label: string, value: string, set: (value: string) => void, minor: string | null) => (
    <TextInput
      label={`${label} (${currency})`}
      value={value}
      onChange={event => set(event.currentTarget.value)}
      error={value !== '' && minor === null ? t('setup.noAmount') : undefined}
      inputMode="decimal"
      dir="ltr"
      required
      withAsterisk={false}
    />
  )
  return (
    <Confirm
      opened
      close={close}
      title={t('standing.propose')}
      says={t('standing.proposeSays')}
      act={t('accounts.propose')}
      reason="needed"
      disabled={roundUpToMinor === null || inAllMinor === null || day === ''}
      busy={propose.isPending}
      error={propose.error}
      run={reason =>
        roundUpToMinor !== null &&
        inAllMinor !== null &&
        // Until the end of that day, where whoever proposes it is.
        propose.mutate({ roundUpToMinor, inAllMinor, until: new Date(`${day}T23:59:59`).toISOString(), reason })
      }
    >
      {amount(t('waiting.field.roundUpToMinor'), round, setRound, roundUpToMinor)}
      {amount(t('waiting.field.inAllMinor'), inAll, setInAll, inAllMinor)}
      <DateField label={t('waiting.field.until')} value={day} onChange={setDay} required withAsterisk={false} />
    </Confirm>
  )
}

interface EndProps {
  readonly programmeId: string
  readonly approval: StandingApproval
  readonly currency: string
  readonly close: () => void
}

export function EndStanding({ programmeId, approval, currency, close }: EndProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const end = useAct({
    run: (reason: string, header) =>
      ask(
        api.POST('/programmes/{id}/standing-approvals/end', {
          params: { path: { id: programmeId }, header },
          body: { reason },
        }),
      ),
    says: () => t('standing.endDone'),
    done: close,
  })
  const left = (BigInt(approval.inAllMinor) - BigInt(approval.usedMinor)).toString()
  return (
    <Confirm
      opened
      close={close}
      title={t('standing.end')}
      says={t('standing.endSays')}
      facts={[
        { name: t('standing.used'), value: shown.money(approval.usedMinor, currency) },
        { name: t('standing.left'), value: shown.money(left, currency) },
      ]}
      act={t('standing.end')}
      danger
      reason="needed"
      busy={end.isPending}
      error={end.error}
      run={reason => end.mutate(reason)}
    />
  )
}
