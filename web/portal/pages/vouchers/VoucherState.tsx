/** Where a voucher stands, in one word, with a colour that is never the only sign of it. */
import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { VoucherStateName } from '../../searches.ts'

const colours: Record<VoucherStateName, string> = {
  to_issue: 'gray',
  issuing: 'blue',
  unsettled: 'orange',
  lost: 'orange',
  waiting: 'blue',
  agreed: 'blue',
  delivered: 'hand',
  cancelling: 'orange',
  cancelled: 'gray',
  refused: 'red',
  void: 'gray',
  expired: 'gray',
}

export function VoucherState({ state }: { readonly state: string }) {
  const { t } = useTranslation()
  return (
    <Badge
      color={colours[state as VoucherStateName]}
      variant="light"
      tt="none"
      miw="max-content"
      styles={{ label: { color: 'var(--mantine-color-text)' } }}
    >
      {t(`voucherState.${state as VoucherStateName}`)}
    </Badge>
  )
}
