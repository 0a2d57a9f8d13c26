/** The judge: the provider's own book, payout by payout, against what our rows claim once everything has come to rest. */
import { verifyBooks } from '../../db/verify.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { engine } from './engine.js'
import type { Ground } from './ground.js'
import { provider } from './provider.js'
import { turns } from './turns.js'
import type { World } from './world.js'

export interface Finding {
  /** paidTwice, lost, wrongAmount, overpaidUnreported, unpaid, unowned, ledgerDrift … */
  what: string
  says: string
}

export interface Judged {
  findings: Finding[]
  payable: number
  paid: number
}

interface Row {
  id: string
  person: string
  round: number
  amount: string
  state: string
  released: boolean
  number: string
  cases: string[]
}

export async function judge(ground: Ground, world: World, atRest: boolean): Promise<Judged> {
  const rows = await ground.look<Row>(
    `select p.id, p.beneficiary_id as person, p.round, p.amount_minor::text as amount, p.state, p.released,
            array(select c.kind from work_case c where c.payout_id = p.id and c.state = 'open') as cases
       from payout p order by p.position`,
  )
  const findings: Finding[] = engine.failures.map(says => ({ what: 'aLifeFailed', says }))
  const add = (what: string, says: string): void => {
    findings.push({ what, says })
  }
  if (!atRest) add('noRest', 'the play did not come to rest')
  const numberOf = new Map(world.people.map(({ id, number }) => [id, number]))
  const paidBy = new Map<string, number>()
  for (const row of rows) judgeOne(row, numberOf.get(row.person) ?? '', add)
  for (const person of world.people) {
    const own = rows.filter(row => row.person === person.id)
    const transactions = successes(own.map(row => row.id))
    paidBy.set(person.id, transactions.length)
    if (transactions.length < 2) continue
    const reported = own.some(row => row.state === 'overpaid' || row.cases.includes('overpaid'))
    const says = `${person.id}: ${transactions.map(each => `${each.attemptKey} ${each.id}`).join(', ')}`
    // Where the FSP said “failed” when it was asked and paid all the same, it must be shown; it can not be prevented.
    if (!transactions.some(each => each.brokeItsWord)) add('paidTwice', says)
    else if (!reported) add('overpaidUnreported', says)
  }
  const known = new Set(rows.map(row => row.id))
  for (const each of provider.book)
    if (!known.has(each.payoutId)) add('lost', `${each.id} was paid for no payout of ours`)
  // A transaction of the FSP that our rows give to somebody else’s attempt.
  const owned = await ground.look<{ id: string; key: string }>(
    'select x.transaction_id as id, a.key from fsp_transaction x join attempt a on a.id = x.attempt_id',
  )
  const keys = new Map(provider.book.map(each => [each.id, each.attemptKey]))
  for (const { id, key } of owned)
    if (keys.has(id) && keys.get(id) !== key)
      add('wrongOwner', `${id} is ${keys.get(id) ?? ''} in the book and ${key} here`)
  const payable = rows.filter(row => !row.released && !provider.unregistered.has(numberOf.get(row.person) ?? ''))
  const unpaid = payable.filter(row => row.state !== 'paid' && row.state !== 'overpaid')
  for (const row of unpaid) add('unpaid', `${row.id} is ${row.state}, cases: ${row.cases.join(', ') || 'none'}`)
  const verified = await turns.hold(verifyBooks(ground.house, { programmeId: world.programmeId as ProgrammeId }))
  for (const check of verified.checks) if (!check.ok) add('verify', `${check.name}: ${check.examples.join(', ')}`)
  return { findings, payable: payable.length, paid: payable.length - unpaid.length }
}

const successes = (payoutIds: readonly string[]) =>
  provider.book.filter(each => each.status === 'Success' && payoutIds.includes(each.payoutId))

function judgeOne(row: Row, number: string, add: (what: string, says: string) => void): void {
  const paid = successes([row.id])
  const claimed = row.state === 'paid' || row.state === 'overpaid'
  const held = row.cases.includes('unknown') || row.cases.includes('contradiction')
  if (claimed && paid.length === 0) add('lost', `${row.id} is ${row.state}, and the book does not have it`)
  if (paid.length > 0 && !claimed && !held) add('lost', `${row.id} is ${row.state}, and the book has it`)
  for (const each of paid) {
    if (String(each.amount * 100) !== row.amount || each.number !== number)
      add('wrongAmount', `${row.id}: ${each.amount} to ${each.number}`)
  }
}
