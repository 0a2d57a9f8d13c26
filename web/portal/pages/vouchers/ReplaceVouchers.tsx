/** Proposing that lost vouchers be replaced: which cards, what is left on them, and what the provider’s desk said where it must. */
import { Button, NativeSelect, Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Voucher } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { DeskWord, useDeskTyped } from './DeskWord.tsx'
import { lastOfParts } from './queries.ts'

interface Props {
  readonly programmeId: string
  readonly payoutId: string
  readonly vouchers: readonly Voucher[]
}

const ends = ['cancelled', 'refused', 'void']
/** The API judges; this spares offering what it would refuse. */
const replaceable = ({ state, ended, replaces }: Voucher): boolean =>
  state === 'delivered' || state === 'cancelling' || (replaces !== null && ended !== 'replaced' && ends.includes(state))

/** Being taken back for another reason than being lost: only the desk's word ends what the provider's answers do not. */
const isStuck = ({ state, ended }: Voucher): boolean => state === 'cancelling' && ended !== 'replaced'

export function ReplaceVouchers({ programmeId, payoutId, vouchers }: Props) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [opened, setOpened] = useState(false)
  const those = lastOfParts(vouchers).filter(replaceable)
  if (!may('vouchers.replace', programmeId) || those.length === 0) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t(those.every(isStuck) ? 'replacing.endAct' : 'replacing.act')} …
      </Button>
      {opened && <Propose payoutId={payoutId} those={those} close={() => setOpened(false)} />}
    </>
  )
}

interface ProposeProps {
  readonly payoutId: string
  readonly those: readonly Voucher[]
  readonly close: () => void
}

function Propose({ payoutId, those: now, close }: ProposeProps) {
  const { t } = useTranslation()
  const shown = useShown()
  // What somebody proposes is what they were shown, whatever becomes of it meanwhile.
  const [cards] = useState(now)
  const [part, setPart] = useState<number | null>(cards.length === 1 ? (cards[0]?.part ?? null) : null)
  const [byDesk, setByDesk] = useState(cards.every(isStuck))
  const ending = cards.every(isStuck)
  const those = cards.filter(each => part === null || each.part === part)
  const currency = cards[0]?.currency ?? ''
  const typed = useDeskTyped(currency)
  const desk = byDesk && part !== null
  const propose = useAct({
    run: (reason: string, header) =>
      ask(
        api.POST('/payouts/{id}/vouchers/replace', {
          params: { path: { id: payoutId }, header },
          body: {
            reason,
            ...(part === null ? {} : { part }),
            ...(desk && typed.word ? { desk: typed.word } : {}),
          },
        }),
      ),
    says: () => t('replacing.proposed'),
    done: close,
  })
  const leftOn = ({ balanceMinor, amountMinor }: Voucher): string =>
    balanceMinor === null
      ? t('replacing.notTold', { amount: shown.money(amountMinor, currency) })
      : t('replacing.leftOf', {
          left: shown.money(balanceMinor, currency),
          amount: shown.money(amountMinor, currency),
        })
  return (
    <Confirm
      opened
      close={close}
      title={t(ending ? 'replacing.endAct' : 'replacing.act')}
      says={t(ending ? 'replacing.endSays' : 'replacing.says')}
      facts={those.map(each => ({
        name: t('replacing.card', { part: shown.number(each.part) }),
        value: leftOn(each),
      }))}
      act={t('replacing.propose')}
      reason="needed"
      disabled={desk ? typed.word === null : ending}
      busy={propose.isPending}
      error={propose.error}
      run={reason => propose.mutate(reason)}
    >
      {cards.length > 1 && (
        <NativeSelect
          label={t('replacing.which')}
          value={part ?? ''}
          onChange={event => setPart(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
          data={[
            { value: '', label: t('replacing.all') },
            ...cards.map(each => ({
              value: String(each.part),
              label: t('replacing.card', { part: shown.number(each.part) }),
            })),
          ]}
        />
      )}
      {part !== null && !ending && (
        <Switch
          label={t('replacing.byDesk')}
          description={t('replacing.byDeskHelp')}
          checked={byDesk}
          onChange={event => setByDesk(event.currentTarget.checked)}
        />
      )}
      {desk && <DeskWord typed={typed} label={t(ending ? 'replacing.comesBack' : 'replacing.deskLeft')} />}
    </Confirm>
  )
}
