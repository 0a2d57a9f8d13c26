/** Where a voucher stands, in one word, with a colour that is never the only sign of it. */
import { useTranslation } from 'react-i18next'
import type { VoucherStateName } from '../../searches.ts'
import { Tag, type TagColour } from '../../parts/Tag.tsx'

const colours: Record<VoucherStateName, TagColour> = {
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
  return <Tag colour={colours[state as VoucherStateName]}>{t(`voucherState.${state as VoucherStateName}`)}</Tag>
}
