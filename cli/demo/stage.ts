import type { Carrier } from './carrier.js'
import type { Desk } from './desk.js'
import type { Plan } from './plan.js'
import type { Provider } from './provider.js'
import type { Screen } from './screen.js'

/** Who plays, and where it is shown. Maker and approver are two people, as the rules want it. */
export interface Stage {
  readonly plan: Plan
  readonly maker: Desk
  readonly approver: Desk
  /** sets the FSP account up; sees nobody who is paid */
  readonly operator: Desk
  readonly provider: Provider
  /** who carries messages to people */
  readonly carrier: Carrier
  readonly screen: Screen
}
