/** What an account holds, as its provider said last. Asked anew on the page of reconciling. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useShown } from '../../shown/useShown.ts'
import { floatQuery } from '../reconciling/queries.ts'

export function HeldNow({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { data } = useQuery(floatQuery(accountId))
  if (!data) return '…'
  const { reading, currency } = data
  if (reading === null) return t('lists.float.unknown')
  return `${shown.money(reading.heldMinor, currency)} (${shown.ago(reading.at)})`
}
