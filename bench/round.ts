/** A round as staff make it, over HTTP: one makes and starts it, another approves it. */
import { z } from 'zod'
import { awaiting, missing, there } from '../cli/demo/patience.js'
import type { Ground } from './ground.js'

export interface Round {
  readonly id: string
  approve(): Promise<void>
  start(): Promise<void>
}

const made = z.object({ id: z.string() })
const anything = z.unknown()
const standing = z.object({ state: z.string(), listHash: z.string().nullable() })

/** Made and frozen; nobody has approved it yet. */
export async function freezeRound(
  { maker, approver }: Pick<Ground, 'maker' | 'approver'>,
  programmeId: string,
  batchSize?: number,
): Promise<Round> {
  const round = { round: 1, name: 'Bench', ...(batchSize === undefined ? {} : { batchSize }) }
  const { id } = await maker.post(`/programmes/${programmeId}/distributions`, round, made)
  const listHash = await awaiting('the list to be frozen', 600, async () => {
    const now = await maker.get(`/distributions/${id}`, standing)
    return now.state === 'awaiting_approval' && now.listHash !== null ? there(now.listHash) : missing(now.state)
  })
  return {
    id,
    approve: async () => void (await approver.post(`/distributions/${id}/approve`, { listHash }, anything)),
    start: async () => void (await maker.post(`/distributions/${id}/start`, {}, anything)),
  }
}
