/** What an account’s carrier asks for messages, for every programme that has no table of its own. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { useSession } from '../../session/session.ts'
import { Prices } from './Prices.tsx'
import { carrierPricesQuery } from './queries.ts'

export function CarrierPrices({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const prices = useQuery(carrierPricesQuery(accountId))
  return (
    <Prices
      title={t('prices.title')}
      of={prices}
      set={
        mayInHouse('carriers.manage')
          ? (prices, header) =>
              ask(
                api.PUT('/carrier-accounts/{id}/prices', {
                  params: { path: { id: accountId }, header },
                  body: { prices },
                }),
              )
          : null
      }
    />
  )
}
