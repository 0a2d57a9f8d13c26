import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type RunningSandbox } from '../sandbox/server.js'
import { anAccount, everywhere } from '../test/contract/builders.js'
import { testFsp } from './connection.js'

let folder: string
let sandbox: RunningSandbox
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mkono-connection-'))
  sandbox = await startSandbox({ dataFile: join(folder, 'sandbox.db') })
  const settings = { apiKey: 'a-key-for-tests', productName: 'Isiolo' }
  await fetch(`${sandbox.url}/sandbox/accounts/isiolo`, { method: 'PUT', body: JSON.stringify(settings) })
})
afterAll(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true, force: true })
})

const at = (url: string, change = {}) => testFsp(anAccount(change), everywhere(url))
const trouble = (fault: object) =>
  fetch(`${sandbox.url}/sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ where: 'balance', count: 1, ...fault }),
  })

describe('an account that sends money is tested by asking what it holds', () => {
  it('and works', async () => expect(await at(sandbox.url)).toMatchObject({ is: 'ok' }))

  it('or is not let in', async () => {
    const credentials = { username: 'isiolo', apiKey: 'another' }
    expect(await at(sandbox.url, { credentials })).toEqual({
      is: 'refused',
      says: 'The FSP does not accept our credentials.',
    })
  })

  it('or nobody answers, or something else does', async () => {
    expect(await at('http://127.0.0.1:1')).toMatchObject({ is: 'unreachable' })
    await trouble({ kind: 'answer-lost-before' })
    expect(await at(sandbox.url)).toMatchObject({ is: 'unreachable' })
    await trouble({ kind: 'html-503' })
    expect(await at(sandbox.url)).toMatchObject({ is: 'unclear' })
    await trouble({ kind: 'status-429' })
    expect(await at(sandbox.url)).toEqual({ is: 'refused', says: 'The FSP asked to slow down.' })
  })

  it('or can not be asked before something is corrected, which is told without any value', async () => {
    expect(await at(sandbox.url, { credentials: { username: 'isiolo', apiKey: 'a\nkey' } })).toEqual({
      is: 'misconfigured',
      says: 'Correct the credentials of the FSP account: apiKey.',
    })
    expect(await at(sandbox.url, { fspName: 'bank' })).toMatchObject({ is: 'misconfigured' })
  })
})
