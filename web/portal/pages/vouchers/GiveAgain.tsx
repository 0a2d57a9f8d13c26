/** A voucher given again whose money went back: a list of one person, counted first, approved by somebody else. */
import { Alert, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Voucher } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { lastOfParts } from './queries.ts'

interface Props {
  readonly programmeId: string
  readonly payoutId: string
  readonly vouchers: readonly Voucher[]
}

const isOver = ({ state }: Voucher): boolean => state === 'cancelled' || state === 'void'

export function GiveAgain({ programmeId, payoutId, vouchers }: Props) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [opened, setOpened] = useState(false)
  const current = lastOfParts(vouchers)
  // What stood for a lost one is proposed to be replaced once more; what waits for another decision the API tells.
  const over = current.every(isOver) && vouchers.every(({ replaces }) => replaces === null)
  const may = mayWhole('distributions.make', programmeId) && mayWhole('distributions.read', programmeId)
  if (!over || !may) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('giveAgain.act')} …
      </Button>
      {opened && <Count payoutId={payoutId} close={() => setOpened(false)} />}
    </>
  )
}

function Count({ payoutId, close }: { readonly payoutId: string; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const navigate = useNavigate()
  const path = { id: payoutId }
  const counted = useQuery({
    queryKey: ['vouchers', 'payout', payoutId, 'again'],
    queryFn: () => ask(api.POST('/payouts/{id}/vouchers/give-again/dry-run', { params: { path } })),
    staleTime: 0,
  })
  const make = useAct({
    run: (_: void, header) => ask(api.POST('/payouts/{id}/vouchers/give-again', { params: { path, header } })),
    says: () => t('giveAgain.made'),
    done: ({ id }) => {
      close()
      void navigate({ to: '/distributions/$distributionId', params: { distributionId: id } })
    },
  })
  const data = counted.data
  const needed = data ? BigInt(data.amountMinor) + BigInt(data.feeReserveMinor) : 0n
  const left = data ? BigInt(data.availableMinor) - needed : 0n
  const [why] = data?.notPayable ?? []
  return (
    <Confirm
      opened
      close={close}
      title={t('giveAgain.act')}
      says={t('giveAgain.says')}
      facts={
        data && data.payable > 0
          ? [
              { name: t('vouchers.amount'), value: shown.money(data.amountMinor, data.currency) },
              { name: t('distributions.available'), value: shown.money(data.availableMinor, data.currency) },
              { name: t('distributions.after'), value: shown.money(left.toString(), data.currency) },
            ]
          : []
      }
      act={t('giveAgain.make')}
      disabled={!data || data.payable === 0 || left < 0n}
      busy={make.isPending || counted.isFetching}
      error={counted.error ?? make.error}
      run={() => make.mutate()}
    >
      {data?.payable === 0 && (
        <Alert color="orange">
          {t('giveAgain.not', { why: why ? told(why.said, why.why.replaceAll('_', ' ')) : '–' })}
        </Alert>
      )}
      {data && left < 0n && <Alert color="red">{t('distributions.short')}</Alert>}
    </Confirm>
  )
}
