/**
 * Two who change the same settings: what a write replaces has a `basis`, given where it is read, and the write sends back the
 * one it was made from. Stands something else there by then, nothing is written and whoever asks is told who changed it, and
 * when (docs/decisions/0025-basis.md). Check and write are one transaction, and one at a time for each setting.
 */
import { z } from '@hono/zod-openapi'
import { holdSetting, type LastAct } from '../db/basis.js'
import type { House } from '../db/database.js'
import { byWhom } from '../domain/done.js'
import { HttpProblem } from './problem.js'
import { canonical, plain } from './wire.js'

/** Something that is replaced as a whole. */
export interface Setting<Key> {
  /** the same for whoever writes the same */
  name(key: Key): string
  /** all that a write replaces, as it stands; null: there is nothing yet */
  stands(house: House, key: Key): Promise<unknown>
  last(house: House, key: Key): Promise<LastAct | null>
}

/** One of them, chosen by what was asked. */
export interface Replaced {
  hold(house: House): Promise<void>
  basis(house: House): Promise<string>
  last(house: House): Promise<LastAct | null>
}

export const replaced = <Key>(setting: Setting<Key>, key: Key): Replaced => ({
  hold: house => holdSetting(house, setting.name(key)),
  basis: house => basisAt(house, setting, key),
  last: house => setting.last(house, key),
})

/** Of what nobody has set yet. */
const noBasis = 'none'

/** Keyed, so that nothing can be guessed from it: credentials may be among what it is made of. */
export function basisOf({ sealing }: House, stands: unknown): string {
  if (stands === null) return noBasis
  return sealing
    .lookup('basis', canonical(plain(stands)))
    .subarray(0, 18)
    .toString('base64url')
}

/** Read it before what it is told beside: of what changes between the two the next write is told, and nothing is overwritten unseen. */
export const basisAt = async <Key>(house: House, setting: Setting<Key>, key: Key): Promise<string> =>
  basisOf(house, await setting.stands(house, key))

/** In answers that tell something which can be replaced. */
export const basisOut = z.string().openapi({
  description: 'of what a write replaces: send it as the header “Basis”, to be told of what others changed meanwhile',
  example: 'q0Yb1uJx2mN5rT8vW3zA6cDf',
})

export const basisHeader = z.string().min(1).max(64).optional().openapi({
  description:
    '`basis` of what this replaces, as it was read; 409 where it was changed since. Left out: the last one wins',
})

/**
 * Writes only where what it replaces is still what it was made from.
 * @param given the header; undefined: whatever stands there
 * @returns what was answered, with the basis of what stands there now
 * @throws HttpProblem 409 `changed-since`
 */
export async function onBasis<Answer extends object>(
  house: House,
  what: Replaced,
  given: string | undefined,
  write: () => Promise<Answer>,
): Promise<Answer & { basis: string }> {
  await what.hold(house)
  if (given !== undefined && given !== (await what.basis(house))) throw changedSince(await what.last(house))
  const answer = await write()
  return { ...answer, basis: await what.basis(house) }
}

const changedSince = (last: LastAct | null): HttpProblem =>
  new HttpProblem(
    'changed_since',
    `This was changed after you had looked at it${byWhom(last?.by, last?.at)}: look at what stands now, then leave it or write yours over it.`,
  )
