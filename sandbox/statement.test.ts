import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from './server.js'
import { bookFolder, listener, payer, quick } from './testkit/payer.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let phone: Awaited<ReturnType<typeof listener>>
let us: ReturnType<typeof payer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile })
  phone = await listener()
  us = payer(sandbox.url)
  await us.account({ ...quick, notificationUrl: `${phone.url}/n` })
})
afterEach(async () => {
  await sandbox.stop()
  await phone.stop()
  folder.remove()
})

const statement = async (username: string, manner: object = {}) => {
  const answer = await fetch(`${sandbox.url}/sandbox/accounts/${username}/statement`, {
    method: 'POST',
    body: JSON.stringify(manner),
  })
  return {
    status: answer.status,
    rows: Buffer.from(await answer.arrayBuffer())
      .toString()
      .split('\r\n'),
  }
}

test('a statement has every payment with its charge, what failed and what was taken back, newest first', async () => {
  await us.pay([{ phoneNumber: '+254711000001' }, { phoneNumber: '+254733000002' }], 'call-1')
  await phone.until(2)
  const paid = phone.notifications().find(each => each.status === 'Success')!
  await fetch(`${sandbox.url}/sandbox/reversals`, {
    method: 'POST',
    body: JSON.stringify({ transactionId: paid.transactionId }),
  })
  const { rows } = await statement('demo')
  const at = rows.findIndex(row => row.startsWith('Receipt No.'))
  const lines = rows.slice(at + 1).filter(row => row !== '' && !row.startsWith('Total'))
  expect(rows[0]).toContain('Organization Name:')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain(`Reversal of ${paid.providerRefId}`)
  expect(
    lines.filter(row => row.startsWith(`${paid.providerRefId},`)).map(row => /,"?(-[\d,]+\.\d\d)"?,/.exec(row)?.[1]),
  ).toEqual(expect.arrayContaining(['-5,000.00', '-10.00']))
  expect(lines.filter(row => row.includes(',Failed,'))).toHaveLength(1)
})

test('it can be written in other forms and leave things out; of an account that is not there it is none', async () => {
  await us.pay([{ phoneNumber: '+254711000001' }], 'call-1')
  await phone.until(1)
  const { rows } = await statement('demo', { dates: 'local', masked: true, short: true, delimiter: ';', bom: true })
  expect(rows[0]?.startsWith('\ufeff')).toBe(true)
  const line = rows.find(row => row.includes('****'))!
  expect(line.split(';')).toHaveLength(9)
  expect(line).toMatch(/;\d\d-\d\d-\d{4} \d\d:\d\d:\d\d;/)
  expect(line).toContain('2547****0001')
  const { transactionId } = phone.notifications()[0]!
  const without = await statement('demo', { leaveOut: [transactionId], totals: false })
  expect(without.rows.at(-2)).toMatch(/^Receipt No\./)
  expect((await statement('nobody')).status).toBe(400)
})
