/** Does PostgreSQL answer? Asked by /ready. */
import { sql } from 'kysely'
import type { House } from '../database.js'

/** @returns false when it does not answer within `deadlineMs` */
export async function databaseAnswers(house: House, deadlineMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), deadlineMs)
  })
  const asked = sql`select 1`.execute(house.db).then(
    () => true,
    () => false,
  )
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
