/** A whole payday held against the statement that the simulator makes of its own book: nobody shares a line of code here. */
import { afterEach, expect, it } from 'vitest'
import { takeUpload } from '../../db/statements/uploads.js'
import { createStatement, findStatement } from '../../db/statements/files.js'
import { listDifferences } from '../../db/statements/differences.js'
import { aStage, asha, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

const statement = async (manner: object): Promise<Buffer> => {
  const answer = await fetch(`${stage.sandbox.url}/sandbox/accounts/isiolo/statement`, {
    method: 'POST',
    body: JSON.stringify(manner),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return Buffer.from(await answer.arrayBuffer())
}
async function reconciled(manner: object) {
  const { house, fspAccountId } = stage
  const bytes = await statement(manner)
  const given = await createStatement(house, {
    ...{ fspAccountId, profile: 'mpesa', fileName: 'x.csv', by: asha },
    upload: await takeUpload(house, [bytes]),
  })
  if (!given.ok) throw new Error(given.why)
  await stage.lives.beginReconcile(given.statementId)
  return stage.until(
    () => findStatement(house, given.statementId),
    each => each?.state === 'done' || each?.state === 'failed',
  )
}

it('everything agrees in whichever form it is written, and what was taken back comes back', async () => {
  stage = await aStage({ people: 12 })
  await stage.work()
  const id = await stage.pay()
  await stage.until(
    () => stage.standing(id),
    each => each.byState['paid']?.count === 12,
  )
  const first = await reconciled({})
  expect(first).toMatchObject({ state: 'done', lines: 24, rowsUnread: 0, counts: { matched: 24 } })
  const forms = [{ dates: 'local', delimiter: ';', bom: true }, { masked: true, totals: false }, { short: true }]
  for (const form of forms) expect(await reconciled(form)).toMatchObject({ lines: 24, linesKnown: 24, rowsUnread: 0 })
  const { transfers } = (await stage.sandbox.ask('GET', '/book/africastalking?username=isiolo')) as {
    transfers: { transactionId: string; payoutId: string }[]
  }
  await stage.sandbox.ask('POST', '/sandbox/reversals', { transactionId: transfers[3]!.transactionId })
  const last = await reconciled({ leaveOut: [transfers[0]!.transactionId] })
  expect(last?.counts).toEqual({ matched: 24, reversed: 1 })
  const items = (await listDifferences(stage.house, { statementId: last!.statementId, limit: 10 }))!.items
  expect(items.map(({ result, payoutId, attemptState }) => [result, payoutId, attemptState])).toEqual([
    ['reversed', transfers[3]!.payoutId, 'reversed'],
  ])
  await stage.booksAgree()
})

it('receipts that nobody told are matched by number, amount and time, and end nothing', async () => {
  stage = await aStage({ people: 4 })
  await stage.work()
  const id = await stage.pay()
  await stage.until(
    () => stage.standing(id),
    each => each.byState['paid']?.count === 4,
  )
  const { transfers } = (await stage.sandbox.ask('GET', '/book/africastalking?username=isiolo')) as {
    transfers: { transactionId: string }[]
  }
  const [odd] = transfers
  const standing = await reconciled({ otherReceipt: [odd!.transactionId] })
  // Two receipts that are known and differ are two transfers.
  expect(standing?.counts).toMatchObject({ matched: 6, missing_at_ours: 1, fee: 1 })
  await stage.booksAgree()
})
