/** All activities of the house, made from what they need. Workflows see only their types (contract.ts). */
import { balanceActivities } from './balance.js'
import { caretakerActivities } from './caretaker.js'
import type { Activities } from './contract.js'
import type { RoundActivities } from './roundContract.js'
import { distributionActivities } from './distributions.js'
import { importActivities } from './imports.js'
import { listActivities } from './lists.js'
import { likenessActivities } from './likeness.js'
import { noticeActivities } from './notices.js'
import { payoutActivities } from './payouts.js'
import { peopleActivities } from './people.js'
import { personActivities } from './persons.js'
import { roundActivities } from './rounds.js'
import { statementActivities } from './statements.js'
import { voucherActivities } from './vouchers.js'
import type { World } from './world.js'

export function createActivities(world: World): Activities & RoundActivities {
  return {
    ...distributionActivities(world),
    ...balanceActivities(world),
    ...payoutActivities(world),
    ...personActivities(world),
    ...noticeActivities(world),
    ...caretakerActivities(world),
    ...importActivities(world),
    ...statementActivities(world),
    ...listActivities(world),
    ...voucherActivities(world),
    ...likenessActivities(world),
    ...roundActivities(world),
    ...peopleActivities({ house: world.house, connectors: world.connectors, lives: world.waker }),
  }
}
