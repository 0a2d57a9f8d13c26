/** How an FSP prices and rounds, asked of its connector: what dry runs and approvals reckon with. */
import { money, type Currency } from '../domain/money.js'
import type { Pricing } from '../db/distributionList.js'
import { cardBounds } from '../fsp/cardBounds.js'
import type { Connector } from '../fsp/contract.js'

export const pricingOf = (connector: Connector, currency: Currency): Pricing => ({
  payableStepMinor: connector.describe().payableStepMinor(currency),
  highestFee: amountMinor => connector.highestFee(money(amountMinor, currency)).minor,
  cards: cardBounds(connector),
})
