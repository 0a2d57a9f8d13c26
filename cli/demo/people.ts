/** Numbers checked, numbers corrected, people included: what happens to households before and between payments. */
import { z } from 'zod'
import type { UploadedList } from './desk.js'
import { untilTold } from './messages.js'
import { awaiting, missing, there } from './patience.js'
import { counted } from './screen.js'
import type { Stage } from './stage.js'

const checkShape = z.object({
  pending: z.number(),
  ok: z.number(),
  cannotReceive: z.number(),
  unclear: z.number(),
  waiting: z.number(),
})

/** Asks the provider about the number of everybody; who can not receive becomes a case with an owner. */
export async function checkAccounts(
  { maker, screen }: Pick<Stage, 'maker' | 'screen'>,
  programmeId: string,
): Promise<{ ok: number; cannotReceive: number }> {
  screen.chapter('Can these numbers receive money?')
  await maker.post(`/programmes/${programmeId}/account-checks`, {}, z.unknown())
  const checked = await awaiting('the account checks', 90, async () => {
    const now = await maker.get(`/programmes/${programmeId}/account-checks`, checkShape)
    const left = now.pending + now.waiting
    return left === 0 ? there(now) : missing(`${counted(left, 'number has', 'numbers have')} no answer yet`)
  })
  screen.say(`${checked.ok} can receive, ${checked.cannotReceive} can not (another operator's numbers)`)
  return { ok: checked.ok, cannotReceive: checked.cannotReceive }
}

const proposedShape = z.object({
  rows: z.number(),
  proposed: z.array(z.object({ beneficiaryId: z.string(), id: z.string() })),
  refused: z.array(z.object({ row: z.number(), problems: z.array(z.string()) })),
})
const waitingShape = z.object({ items: z.array(z.object({ id: z.string(), accountCheck: z.string() })) })
const eachShape = z.object({ asked: z.number(), done: z.number(), refused: z.array(z.object({ why: z.string() })) })

export interface Corrected {
  /** how many corrections were approved */
  readonly approved: number
  readonly beneficiaryIds: readonly string[]
}

/**
 * A file of corrected numbers, which come in once the households were asked for them: the maker proposes, the provider is
 * asked about each number, the approver approves.
 */
export async function correct(stage: Stage, programmeId: string, file: UploadedList): Promise<Corrected> {
  const { maker, approver, screen } = stage
  await untilTold(stage, programmeId, ['correct_number', 'payment_failed'])
  const path = `/programmes/${programmeId}/corrections`
  const read = await maker.upload(path, file, proposedShape)
  screen.say(`${file.name}: ${counted(read.proposed.length, 'corrected number')} proposed by ${maker.person}`)
  for (const { row, problems } of read.refused) screen.say(`row ${row} is refused: ${problems.join(' ')}`)
  const ids = read.proposed.map(({ id }) => id)
  const checked = await awaiting('the check of the corrected numbers', 90, async () => {
    const { items } = await approver.get(`${path}?limit=500`, waitingShape)
    const ours = items.filter(({ id }) => ids.includes(id))
    const left = ours.filter(({ accountCheck }) => accountCheck === 'pending' || accountCheck === 'unchecked').length
    return left === 0 ? there(ours) : missing(`${counted(left, 'number has', 'numbers have')} no answer yet`)
  })
  const ok = checked.filter(({ accountCheck }) => accountCheck === 'ok')
  if (ok.length === 0) return { approved: 0, beneficiaryIds: [] }
  const decided = await approver.post(`${path}/decide`, { ids: ok.map(({ id }) => id), approve: true }, eachShape)
  screen.say(`${decided.done} can receive and are approved by ${approver.person}`)
  for (const { why } of decided.refused) screen.say(`not approved: ${why}`)
  return { approved: decided.done, beneficiaryIds: read.proposed.map(({ beneficiaryId }) => beneficiaryId) }
}

const movedShape = z.object({ changed: z.number(), says: z.string() })

/** Everybody who may be is validated and included; a dry run counts before, as staff would want to know. */
export async function include(
  { maker, screen }: Pick<Stage, 'maker' | 'screen'>,
  programmeId: string,
): Promise<number> {
  screen.chapter('Who is included')
  const path = `/programmes/${programmeId}/beneficiaries`
  const wouldBe = await maker.post(`${path}/validate/dry-run`, { who: { states: ['registered'] } }, movedShape)
  screen.say(wouldBe.says)
  await maker.post(`${path}/validate`, { who: { states: ['registered'] } }, movedShape)
  const included = await maker.post(`${path}/include`, { who: { states: ['validated'] } }, movedShape)
  screen.say(`${counted(included.changed, 'household')} included`)
  return included.changed
}
