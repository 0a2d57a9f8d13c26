import type { Stage } from '../stage.js'
import type { VoucherPlan } from './plan.js'
import type { VoucherWorld } from './world.js'

/** Who plays, and where it is shown: the desks of the demo of Isiolo, another plan, another world. */
export interface VoucherStage extends Pick<Stage, 'maker' | 'approver' | 'operator' | 'screen'> {
  readonly plan: VoucherPlan
  readonly world: VoucherWorld
  /** where carriers reach us */
  readonly publicUrl: string
}
