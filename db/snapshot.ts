import type { House } from './database.js'

/** Does `work`, which only reads, on the rows as they stand at one moment, whatever moves meanwhile. */
export function inSnapshot<T>(house: House, work: (house: House) => Promise<T>): Promise<T> {
  if (house.db.isTransaction) return work(house)
  return house.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(db => work({ ...house, db }))
}
