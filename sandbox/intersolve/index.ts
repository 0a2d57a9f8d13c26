/** The simulator of Intersolve's vouchers: read `routes.ts` (what is asked), `operations.ts` (what is done), `till.ts` (what is spent). */
import type { Database } from '../database.js'
import { IntersolveAccounts } from './accounts.js'
import { Cards } from './cards.js'

export interface Intersolve {
  accounts: IntersolveAccounts
  cards: Cards
}

export const createIntersolve = (db: Database): Intersolve => ({
  accounts: new IntersolveAccounts(db),
  cards: new Cards(db),
})
