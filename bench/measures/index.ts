import { callbacks } from './callbacks.js'
import { changed } from './changed.js'
import type { Measure } from './contract.js'
import { duplicates } from './duplicates.js'
import { growth } from './growth.js'
import { insight } from './insight.js'
import { takeIn } from './takeIn.js'
import { lists } from './lists.js'
import { messages } from './messages.js'
import { papers } from './papers.js'
import { rateLimit } from './rateLimit.js'
import { shown } from './shown.js'
import { smallBesideLarge } from './smallBesideLarge.js'
import { statements } from './statements.js'
import { vouchers } from './vouchers.js'
import { vouchersAsked } from './vouchersAsked.js'
import { vouchersWaiting } from './vouchersWaiting.js'

/** Everything that can be measured beside the headline, in the order of `--all`. */
export const measures: readonly Measure[] = [
  growth,
  rateLimit,
  smallBesideLarge,
  takeIn,
  duplicates,
  callbacks,
  lists,
  insight,
  shown,
  changed,
  statements,
  messages,
  vouchers,
  vouchersAsked,
  vouchersWaiting,
  papers,
]
