/** The sweep: everything overdue is started or woken by its deterministic id. Each part stands for itself. */
import { overdueChecks } from '../db/accountChecks.js'
import { watchCallbacks } from '../db/callbackSilence.js'
import { escalateDue } from '../db/cases.js'
import { tellOfCorrections } from '../db/correctionMail.js'
import { releaseCancelled, releaseOvertaken } from '../db/cancelling.js'
import { releaseDropped } from '../db/droppedParts.js'
import { overdueLists } from '../db/issuedLists.js'
import {
  hasUntaken,
  overdueBatches,
  overdueDistributions,
  overdueImports,
  overduePeople,
  overdueStatements,
} from '../db/lives/overdue.js'
import { casesOfUnprinted } from '../db/messages/printed.js'
import { goTheNextWay, remindInvited } from '../db/invitations/telling.js'
import { casesOfWordless } from '../db/messages/wordless.js'
import { remindCorrections } from '../db/messages/reminders.js'
import { overdueComparisons } from '../db/likenessSearch.js'
import { calendarsDue, overdueCycles } from '../db/lives/roundsDue.js'
import { openDueRounds } from '../db/cycles.js'
import { completePeople } from '../db/personRounds.js'
import { tidyUp } from '../db/tidy.js'
import { vouchersThatGoOn } from '../db/vouchers/heldBack.js'
import { overdueVouchers } from '../db/vouchers/wake.js'
import { settleNotTaken } from '../db/validation.js'
import type { CaretakerActivities, Swept } from './contract.js'
import { kindOf } from './log.js'
import { applyStoredNotices } from './notices.js'
import type { World } from './world.js'

/** Of each kind in one sweep; the next minute sees the rest. */
const limit = 500
/** What is over may lie this long; nobody waits for its going. */
const tidyEveryMs = 3_600_000
/** A round completes its people itself; these are those whose last payout came to its end later. */
const completeEveryMs = 600_000

export function caretakerActivities(world: World): CaretakerActivities {
  const { house, lives, log, waker, idleMs } = world
  /** One part that fails (an unreachable account, a bad row) keeps nobody else from being seen to. */
  const part = async (what: string, work: () => Promise<number>): Promise<number> => {
    try {
      return await work()
    } catch (error) {
      log.error({ what, ...kindOf(error) }, 'a part of the sweep failed')
      return 0
    }
  }
  let tidyAt = Date.now() + tidyEveryMs
  const tidy = async (): Promise<number> => {
    if (Date.now() < tidyAt) return 0
    tidyAt = Date.now() + tidyEveryMs
    return tidyUp(house)
  }
  let completeAt = Date.now() + completeEveryMs
  const complete = async (): Promise<number> => {
    if (Date.now() < completeAt) return 0
    completeAt = Date.now() + completeEveryMs
    return completePeople(house, { limit })
  }
  const each = async <T>(found: readonly T[], wake: (one: T) => Promise<void>): Promise<number> => {
    for (const one of found) await wake(one)
    return found.length
  }
  return {
    sweep: async (): Promise<Swept> => ({
      notices: await part('notices', async () => (await applyStoredNotices(world)).applied),
      untaken: await part('untaken', async () => {
        if (!(await hasUntaken(house))) return 0
        const touched = await settleNotTaken(house, { limit })
        waker.wake(touched)
        return touched.length
      }),
      released: await part('released', async () => {
        const released = await releaseCancelled(house, limit)
        const overtaken = await releaseOvertaken(house, limit)
        const rows = [...released, ...overtaken].map(row => row.distributionId)
        const of = [...rows, ...(await releaseDropped(house, limit))]
        for (const id of new Set(of)) await lives.distribution(id).wake()
        return of.length
      }),
      escalated: await part('cases', async () => (await escalateDue(house, { limit })).length),
      distributions: await part('distributions', async () =>
        each(await overdueDistributions(house, limit), id => lives.distribution(id).wake()),
      ),
      batches: await part('batches', async () =>
        each(await overdueBatches(house, limit, idleMs), ({ distributionId, batch }) =>
          lives.batch(distributionId, batch).wake(),
        ),
      ),
      people: await part('people', async () =>
        each(await overduePeople(house, limit, idleMs), id => lives.beneficiary(id).wake()),
      ),
      vouchers: await part('vouchers', async () =>
        each([...(await overdueVouchers(house, limit)), ...(await vouchersThatGoOn(house, limit))], id =>
          lives.voucher(id).wake(),
        ),
      ),
      imports: await part('imports', async () =>
        each(await overdueImports(house), ({ importId, programmeId }) => lives.beginImport(importId, programmeId)),
      ),
      statements: await part('statements', async () =>
        each(await overdueStatements(house), id => lives.beginReconcile(id)),
      ),
      lists: await part('lists', async () =>
        each(await overdueLists(house), ({ listId, programmeId }) => lives.beginList(listId, programmeId)),
      ),
      accountChecks: await part('accountChecks', async () =>
        each(await overdueChecks(house, limit), id => lives.beginAccountCheck(id)),
      ),
      callbacks: await part('callbacks', () => watchCallbacks(house)),
      comparisons: await part('comparisons', async () =>
        each(await overdueComparisons(house, limit), id => lives.beginDuplicateSearch(id)),
      ),
      unprinted: await part('unprinted', () => casesOfUnprinted(house, limit)),
      wordless: await part('wordless', () => casesOfWordless(house)),
      reminded:
        (await part('reminders', () => remindCorrections(house, limit))) +
        (await part('invitations', () => remindInvited(house, limit))) +
        (await part('nextWays', () => goTheNextWay(house, limit))) +
        (await part('letters', () => tellOfCorrections(house))),
      stuck: await part('stuck', () => lives.endStuck(limit)),
      tidied: await part('tidied', tidy),
      rounds: await part('rounds', async () => {
        const calendars = await calendarsDue(house, limit)
        for (const calendar of calendars) {
          await openDueRounds(house, calendar)
          await lives.keepSchedule(calendar)
        }
        return each(await overdueCycles(house, limit), ({ programmeId, nominalAt }) =>
          lives.programmeRound(programmeId, nominalAt.toISOString()).wake(),
        )
      }),
      completed: await part('completed', complete),
    }),
  }
}
