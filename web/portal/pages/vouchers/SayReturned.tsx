/** What came back of an expired card, as the provider’s desk says: proposed here, decided by somebody else, then available again. */
import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Voucher } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { DeskWord, useDeskTyped, type DeskTyped } from './DeskWord.tsx'
import { lastOfParts } from './queries.ts'

interface Props {
  readonly programmeId: string
  readonly payoutId: string
  readonly vouchers: readonly Voucher[]
}

/** The API judges; this spares offering what it would refuse. */
const isUnbooked = ({ state, movedMinor }: Voucher): boolean => state === 'expired' && movedMinor === null

export function SayReturned({ programmeId, payoutId, vouchers }: Props) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [opened, setOpened] = useState(false)
  const those = lastOfParts(vouchers).filter(isUnbooked)
  if (!may('vouchers.replace', programmeId) || those.length === 0) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('returnedMoney.act')} …
      </Button>
      {opened && <Say payoutId={payoutId} those={those} close={() => setOpened(false)} />}
    </>
  )
}

interface SayProps {
  readonly payoutId: string
  readonly those: readonly Voucher[]
  readonly close: () => void
}

function Say({ payoutId, those: now, close }: SayProps) {
  const { t } = useTranslation()
  const shown = useShown()
  // What somebody proposes is what they were shown, whatever becomes of it meanwhile.
  const [cards] = useState(now)
  const [part, setPart] = useState(cards[0]?.part ?? 1)
  const card = cards.find(each => each.part === part)
  const currency = card?.currency ?? ''
  const typed = useDeskTyped(currency)
  const say = useAct({
    run: ({ reason, desk }: { reason: string; desk: NonNullable<DeskTyped['word']> }, header) =>
      ask(
        api.POST('/payouts/{id}/vouchers/replace', {
          params: { path: { id: payoutId }, header },
          body: { reason, part, desk },
        }),
      ),
    says: () => t('replacing.proposed'),
    done: close,
  })
  const name = (of: number): string => t('replacing.card', { part: shown.number(of) })
  return (
    <Confirm
      opened
      close={close}
      title={t('returnedMoney.act')}
      says={t('returnedMoney.says')}
      facts={card ? [{ name: name(card.part), value: shown.money(card.amountMinor, currency) }] : []}
      act={t('replacing.propose')}
      reason="needed"
      disabled={typed.word === null}
      busy={say.isPending}
      error={say.error}
      run={reason => typed.word && say.mutate({ reason, desk: typed.word })}
    >
      {cards.length > 1 && (
        <NativeSelect
          label={t('replacing.which')}
          value={part}
          onChange={event => setPart(Number(event.currentTarget.value))}
          data={cards.map(each => ({ value: String(each.part), label: name(each.part) }))}
        />
      )}
      <DeskWord typed={typed} label={t('returnedMoney.came')} />
    </Confirm>
  )
}
