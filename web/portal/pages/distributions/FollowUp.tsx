/** A further list of the same round for those whom an ended one did not pay: counted first, then made. */
import { Alert, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Distribution } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { accountsQuery } from '../programme/queries.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { useDryRunFacts } from './useDryRunFacts.tsx'

export function FollowUp({ distribution }: { readonly distribution: Distribution }) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [opened, setOpened] = useState(false)
  const ended = distribution.state === 'closed' || distribution.state === 'cancelled'
  // One that was called off before its list was frozen has nobody to follow up.
  if (!ended || distribution.listHash === null || !mayWhole('distributions.make', distribution.programmeId)) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('mend.followUp')} …
      </Button>
      {opened && <Count distribution={distribution} close={() => setOpened(false)} />}
    </>
  )
}

function Count({ distribution, close }: { readonly distribution: Distribution; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const lines = useDryRunFacts()
  const navigate = useNavigate()
  const { mayInHouse } = useSession()
  const path = { id: distribution.id }
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState('')
  const [declinedToo, setDeclinedToo] = useState(false)
  const accounts = useQuery({ ...accountsQuery, enabled: mayInHouse('fspAccounts.read') })
  const fitting = (accounts.data ?? []).filter(({ currency }) => currency === distribution.currency)
  const through = { ...(chosen === '' ? {} : { fspAccountId: chosen }), ...(declinedToo && { declinedToo }) }
  const counted = useQuery({
    queryKey: ['distribution', distribution.id, 'follow-up', chosen, declinedToo],
    queryFn: () => ask(api.POST('/distributions/{id}/follow-up/dry-run', { params: { path }, body: through })),
    staleTime: 0,
  })
  const make = useAct({
    run: (body: { name?: string; fspAccountId?: string; declinedToo?: boolean }, header) =>
      ask(api.POST('/distributions/{id}/follow-up', { params: { path, header }, body })),
    says: () => t('distributions.made'),
    done: ({ id }) => {
      close()
      void navigate({ to: '/distributions/$distributionId', params: { distributionId: id } })
    },
  })
  const data = counted.data
  const declined = declinedToo || data?.notPayable.some(({ said }) => said?.code === 'declined_voucher')
  const left = data ? BigInt(data.availableMinor) - BigInt(data.amountMinor) - BigInt(data.feeReserveMinor) : 0n
  return (
    <Confirm
      opened
      close={close}
      title={`${t('mend.followUp')}: ${distribution.name}`}
      says={t('mend.followUpSays')}
      facts={
        data
          ? [
              { name: t('distributions.payable'), value: shown.number(data.payable) },
              { name: t('distributions.total'), value: shown.money(data.amountMinor, data.currency) },
              ...lines.amounts(data),
              { name: t('distributions.fees'), value: shown.money(data.feeReserveMinor, data.currency) },
              { name: t('distributions.available'), value: shown.money(data.availableMinor, data.currency) },
              { name: t('distributions.after'), value: shown.money(left.toString(), data.currency) },
              ...lines.float(data),
              ...data.notPayable.map(({ why, said, count }) => ({
                name:
                  why === 'paid'
                    ? t('plainly.followUp.paid')
                    : `${t('distributions.notPayable')}: ${told(said, why.replaceAll('_', ' '))}`,
                value: shown.number(count),
              })),
            ]
          : []
      }
      act={t('distributions.make')}
      disabled={!data || data.payable === 0 || left < 0n}
      busy={make.isPending || counted.isFetching}
      error={counted.error ?? make.error}
      run={() => make.mutate({ ...through, ...(name.trim() === '' ? {} : { name: name.trim() }) })}
    >
      {data?.payable === 0 && (
        <Alert color="orange">
          {data.notPayable.every(({ why }) => why === 'paid')
            ? t('plainly.followUp.allPaid', { round: shown.number(distribution.round) })
            : `${t('mend.nobodyLeft')} ${t('plainly.followUp.notOn', { round: shown.number(distribution.round) })}`}
        </Alert>
      )}
      {data && left < 0n && <Alert color="red">{t('distributions.short')}</Alert>}
      {declined && (
        <Checkbox
          label={t('giveAgain.declinedToo')}
          description={t('giveAgain.declinedTooSays')}
          checked={declinedToo}
          onChange={event => setDeclinedToo(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label={t('distributions.newName')}
        description={t('mend.followUpName')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={200}
      />
      {fitting.length > 1 && (
        <NativeSelect
          label={t('about.account')}
          value={chosen}
          onChange={event => setChosen(event.currentTarget.value)}
          data={[
            { value: '', label: t('mend.sameAccount') },
            ...fitting.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </Confirm>
  )
}
