/** What every part of the campaign is given: people at their desks, the provider, the two programmes. */
import type { Desk } from './desks.js'
import type { Plan } from './plan.js'
import type { Provider } from './provider.js'

export interface Programme {
  readonly name: string
  readonly programmeId: string
  readonly fspAccountId: string
  /** at the provider */
  readonly username: string
  readonly productName: string
  readonly failClosed: boolean
  readonly callbackUrl: string
  readonly fundedMinor: bigint
  readonly distributions: Distribution[]
}

export interface Distribution {
  readonly id: string
  readonly round: number
  /** somebody cancelled it: what had not left will not be paid */
  cancelled?: boolean
}

export interface Stage {
  readonly plan: Plan
  readonly maker: Desk
  readonly approver: Desk
  readonly operator: Desk
  /** may start what others made and approved */
  readonly starter: Desk
  readonly provider: Provider
  say(line: string): void
}
