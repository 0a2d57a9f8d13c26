import { expect, it } from 'vitest'
import { createIntersolve } from './intersolve/connector.js'
import { asConnector } from './vouchersAsConnector.js'

it('lets every number pass the account check: a voucher needs no account, and who is unchecked could not be included', async () => {
  const account = {
    fspName: 'intersolve',
    currency: 'EUR' as const,
    country: 'NL',
    credentials: { username: 'u', password: 'p' },
    settings: { ean: '8712345678906' },
  }
  const connector = asConnector(createIntersolve(account, new URL('http://127.0.0.1:9/')))
  expect(await connector.checkAccounts?.(['+31612345678', '+31687654321'])).toEqual([
    { number: '+31612345678', is: 'ok' },
    { number: '+31687654321', is: 'ok' },
  ])
})
