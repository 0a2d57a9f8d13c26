/** What can be done now with the vouchers of a payout; each says in numbers what it will do. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { saveFile } from '../../api/files.ts'
import type { Voucher } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { lastOfParts } from './queries.ts'

const acts = ['send', 'print', 'handOver', 'cancel'] as const
type Act = (typeof acts)[number]

/** Which of the cards it is about. The API judges; this spares offering what it would refuse. */
const about: Record<Act, (voucher: Voucher) => boolean> = {
  send: ({ state }) => state === 'agreed' || state === 'delivered',
  print: ({ state }) => state === 'agreed' || state === 'delivered',
  handOver: ({ state }) => state === 'agreed',
  cancel: ({ state }) => state === 'to_issue' || state === 'waiting' || state === 'agreed',
}
const permission: Record<Act, string> = {
  send: 'vouchers.send',
  print: 'vouchers.print',
  handOver: 'vouchers.send',
  cancel: 'vouchers.cancel',
}
/** While one of these stands the API takes nothing back. */
const holdsCancel = ['delivered', 'expired', 'issuing', 'unsettled']

interface Props {
  readonly programmeId: string
  readonly payoutId: string
  readonly vouchers: readonly Voucher[]
}

export function VoucherActs({ programmeId, payoutId, vouchers }: Props) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [asked, setAsked] = useState<Act | null>(null)
  const current = lastOfParts(vouchers)
  const offered = acts.filter(
    act =>
      may(permission[act], programmeId) &&
      current.some(about[act]) &&
      !(act === 'cancel' && current.some(({ state }) => holdsCancel.includes(state))),
  )
  return (
    <>
      {offered.map(act => (
        <Button key={act} variant="default" onClick={() => setAsked(act)}>
          {t(`voucherAct.${act}`)} …
        </Button>
      ))}
      {asked && (
        <Asked
          key={asked}
          act={asked}
          payoutId={payoutId}
          those={current.filter(about[asked])}
          close={() => setAsked(null)}
        />
      )}
    </>
  )
}

interface AskedProps {
  readonly act: Act
  readonly payoutId: string
  readonly those: readonly Voucher[]
  readonly close: () => void
}

function Asked({ act, payoutId, those: now, close }: AskedProps) {
  const { t } = useTranslation()
  const shown = useShown()
  // What somebody decides on is what they were shown, whatever becomes of it meanwhile.
  const [those] = useState(now)
  const currency = those[0]?.currency ?? ''
  const sum = those.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n)
  const run = useAct({
    run: async (reason: string, header) => {
      const params = { path: { id: payoutId }, header }
      if (act === 'send') return ask(api.POST('/payouts/{id}/vouchers/send', { params }))
      if (act === 'handOver') return ask(api.POST('/payouts/{id}/vouchers/handed-over', { params, body: { reason } }))
      if (act === 'cancel') return ask(api.POST('/payouts/{id}/vouchers/cancel', { params, body: { reason } }))
      for (const { part } of those) await fetchDocument(payoutId, part)
      return {}
    },
    says: () => t(`voucherDone.${act}`, { number: shown.number(those.length) }),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t(`voucherAct.${act}`)}
      says={t(`voucherSays.${act}`)}
      facts={[
        { name: t('vouchers.title'), value: shown.number(those.length) },
        { name: t('vouchers.amount'), value: shown.money(sum.toString(), currency) },
      ]}
      act={t(`voucherAct.${act}`)}
      danger={act === 'cancel'}
      reason={act === 'handOver' || act === 'cancel' ? 'needed' : 'none'}
      busy={run.isPending}
      error={run.error}
      run={reason => run.mutate(reason)}
    />
  )
}

/** As a file, since it is to be printed; the browser keeps none of it here. */
async function fetchDocument(payoutId: string, part: number): Promise<void> {
  const file = (await ask(
    api.GET('/payouts/{id}/vouchers/document.pdf', {
      params: { path: { id: payoutId }, query: { part } },
      parseAs: 'blob',
    }),
  )) as unknown as Blob
  saveFile(file, `voucher-${part}.pdf`)
}
