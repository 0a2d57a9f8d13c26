import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Database } from './database.js'
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

describe('the console', () => {
  test('shows balances, transfers, callbacks and faults, but no whole number and no key', async () => {
    await us.arm({ kind: 'callback-twice' })
    await us.account({ apiKey: 'key', productName: 'Isiolo' })
    await us.control('PUT', '/numbers', { '+254711000123': { refuse: '<b>blocked</b>' } })
    await us.pay([{ phoneNumber: '+254711000123' }, { phoneNumber: '+254711000124' }])
    await phone.until(2)
    const response = await fetch(us.url)
    const page = await response.text()
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(page).toContain('KES 994990.0000')
    expect(page).toContain('+2547****123')
    expect(page).toContain('callback-twice')
    expect(page).toContain('&lt;b&gt;blocked')
    expect(page).not.toContain('+254711000123')
    expect(page).not.toMatch(/src=|href=|url\(/)
  })
})

describe('the control interface', () => {
  test('keeps what a change does not name, and counts the opening balance once', async () => {
    await us.account({ failClosed: true, retryEveryMs: 77 })
    const after = await us.account({ openingBalanceMinor: '5' })
    expect(after).toMatchObject({ failClosed: true, retryEveryMs: 77, balanceMinor: '100000000', apiKey: '***' })
  })

  test('says what is wrong with what it is given', async () => {
    const refused = async (method: string, path: string, body: unknown) => {
      const response = await us.control(method, path, body)
      return [response.status, await response.text()]
    }
    expect(await refused('PUT', '/accounts/new', { apiKey: 'x' })).toEqual([
      400,
      expect.stringContaining('productName'),
    ])
    expect(await refused('PUT', '/accounts/demo', { currency: 'UGX' })).toEqual([
      400,
      expect.stringContaining('currency'),
    ])
    expect(await refused('PUT', '/accounts/demo', { notificationUrl: 'ftp://x' })).toEqual([400, expect.any(String)])
    expect(await refused('POST', '/accounts/demo/topups', { amountMinor: '1.5' })).toEqual([400, expect.any(String)])
    expect(await refused('POST', '/accounts/demo/withdrawals', { amountMinor: '100000001' })).toEqual([
      400,
      expect.any(String),
    ])
    expect(await refused('POST', '/accounts/nobody/topups', { amountMinor: '1' })).toEqual([400, expect.any(String)])
    expect(await refused('PUT', '/numbers', { '+254711000001': { colour: 'red' } })).toEqual([400, expect.any(String)])
    expect(await refused('DELETE', '/faults/99', undefined)).toEqual([404, expect.any(String)])
  })
})

test('the book can be added to but neither changed nor deleted from', async () => {
  await us.pay([{ phoneNumber: '+254711000123' }])
  await phone.until(1)
  const file = new Database(folder.dataFile)
  expect(() => file.run("UPDATE book SET amount_minor = 1 WHERE kind = 'paid'")).toThrow(/append only/)
  expect(() => file.run('DELETE FROM book')).toThrow(/append only/)
  expect(() => file.run('DELETE FROM wallet_entry')).toThrow(/append only/)
  file.close()
})
