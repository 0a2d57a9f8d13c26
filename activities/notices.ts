/** Stored callbacks become facts: in bulk, in whatever order they came, each bad one by itself. */
import { recordLateFinding } from '../db/accountFindings.js'
import { listFspAccounts } from '../db/fspAccounts.js'
import { applyNotices, type Understood, type WaitingNotice } from '../db/notices.js'
import type { FspAccountId } from '../domain/ids.js'
import type { Connector } from '../fsp/contract.js'
import type { NoticeActivities } from './contract.js'
import type { World } from './world.js'

const atOnce = 500

export function noticeActivities(world: World): NoticeActivities {
  return { applyStoredNotices: () => applyStoredNotices(world) }
}

export async function applyStoredNotices(world: World): Promise<{ applied: number; more: boolean }> {
  const { house, waker, hooks, traffic } = world
  const connectors = await connectorsByAccount(world)
  const toWake: string[] = []
  const { taken, touched } = await applyNotices(house, {
    limit: atOnce,
    understand: notice => understand(connectors, notice),
    settleAccountCheck: async (inner, notice) => {
      const parsed = connectors.get(notice.fspAccountId)?.parseNotice(notice.raw, notice.contentType)
      if (parsed?.kind !== 'accountCheck') return
      const { checkId, finding } = parsed
      const settled = await recordLateFinding(inner, { fspAccountId: notice.fspAccountId, checkId, finding })
      if (settled.matched) toWake.push(...settled.toWake)
    },
  })
  if (taken > 0) await hooks.at('applied')
  traffic.note(taken)
  waker.wake(touched)
  for (const id of toWake) waker.person(id)
  return { applied: taken, more: taken === atOnce }
}

function understand(connectors: ReadonlyMap<FspAccountId, Connector>, notice: WaitingNotice): Understood {
  const connector = connectors.get(notice.fspAccountId)
  return connector
    ? connector.parseNotice(notice.raw, notice.contentType)
    : { kind: 'malformed', why: 'no connector reads it' }
}

/** Reading is synchronous inside one transaction, so every account’s connector is at hand before it begins. */
async function connectorsByAccount({ house, connectors }: World): Promise<Map<FspAccountId, Connector>> {
  const found = new Map<FspAccountId, Connector>()
  for (const { fspAccountId } of await listFspAccounts(house)) {
    found.set(fspAccountId, (await connectors.of(fspAccountId)).connector)
  }
  return found
}
