import type { House } from '../db/database.js'
import type { FspAccount } from '../db/fspAccounts.js'
import { Refused } from './failure.js'

/** The account that a person means by its name (capitals do not count) or id. */
export async function accountNamed(house: House, wanted: string): Promise<FspAccount> {
  const { listFspAccounts } = await import('../db/fspAccounts.js')
  const all = await listFspAccounts(house)
  const lower = wanted.trim().toLowerCase()
  const found = all.find(each => each.fspAccountId === lower || each.name.toLowerCase() === lower)
  if (found) return found
  if (all.length === 0) throw new Refused('There is no FSP account yet: make one with the API (POST /fsp-accounts).')
  throw new Refused(`There is no such FSP account: name one of ${all.map(each => each.name).join(', ')}.`)
}
