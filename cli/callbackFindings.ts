import { runningOn } from '../engines/data-folder.js'
import type { Finding } from './diagnosis.js'

/** How callbacks of the last day came in, account by account; nothing where no system runs that could be asked. */
export async function callbackFindings(data: string): Promise<Finding[]> {
  if (!process.env['DATABASE_URL'] && runningOn(data) === undefined) return []
  const { listFspAccounts } = await import('../db/fspAccounts.js')
  const { callbackHealth } = await import('../db/read/callbackHealth.js')
  const { lasting } = await import('../domain/callbackHealth.js')
  const { withHouse } = await import('./house.js')
  try {
    return await withHouse(data, async house => {
      const found: Finding[] = []
      for (const { fspAccountId, name } of await listFspAccounts(house)) {
        const { state, lastAt, told, expected, late } = await callbackHealth(house, fspAccountId, 24)
        const last = lastAt === null ? 'none ever' : `the last ${lasting(Date.now() - lastAt.getTime())} ago`
        const why = `${state}: ${last}; ${told} of ${expected} in a day, ${late} missed now`
        const what = `Callbacks of ${name}`
        found.push(
          state === 'silent'
            ? {
                what,
                grade: 'missing',
                why,
                mend: `Run mkono fsp test-callbacks "${name}", then look at what is entered at the FSP.`,
              }
            : { what, grade: 'good', why },
        )
      }
      return found
    })
  } catch {
    // The findings before this one say what is wrong with the database or its keys.
    return []
  }
}
