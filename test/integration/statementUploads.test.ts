/** Files of statements on their way in: never held whole, and nothing stays of what nobody took over. */
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { holdAgainst } from '../../cli/statement.js'
import { failStatement } from '../../db/statements/files.js'
import { contentsOf } from '../../db/statements/contents.js'
import { matchStatement } from '../../db/statements/matching.js'
import { readStatement } from '../../db/statements/reading.js'
import { piecesOf, takeUpload, tidyUploads } from '../../db/statements/uploads.js'
import type { FspAccountId, StatementId } from '../../domain/ids.js'
import { anAccount, anApi, type TestApi } from './apiGround.js'
import { statementText } from './statementGround.js'

let api: TestApi
let account: FspAccountId
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())
beforeEach(async () => {
  account = (await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })).json.id
})

const piecesLeft = async (): Promise<number> => {
  const { rows } = await sql<{ left: number }>`select count(*)::int as left from statement_piece`.execute(api.house.db)
  return rows[0]!.left
}
const row = (n: number) => ({ receipt: `TJU${n}`, amount: '-10.00', party: `25470000000${n} - PERSON ${n}` })
const pathOf = (rest = '') => `/fsp-accounts/${account}/statements${rest}`
const as = 'finance_maker' as const

describe('a file on its way in', () => {
  it('is stored as it arrives, however the network cuts it, and read back byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => `${at};`).join(''))
    const cut = function* () {
      for (let at = 0; at < bytes.length; at += 77_777) yield bytes.subarray(at, at + 77_777)
    }
    const upload = await takeUpload(api.house, cut())
    expect(upload.bytes).toBe(bytes.length)
    const parts: Uint8Array[] = []
    for await (const piece of piecesOf(api.house, upload.uploadId)) parts.push(piece)
    expect(Buffer.concat(parts).equals(bytes)).toBe(true)
    // Nobody took it over: a day later it is gone.
    expect(await tidyUploads(api.house)).toBe(0)
    await sql`update statement_piece set stored_at = now() - interval '25 hours'`.execute(api.house.db)
    expect(await tidyUploads(api.house)).toBe(parts.length)
    expect(await piecesLeft()).toBe(0)
  })

  it('that breaks off, is no statement, was only looked at or came twice leaves nothing behind', async () => {
    const broken = async function* () {
      yield Buffer.alloc(5_000_000)
      throw new Error('the line is dead')
    }
    await expect(takeUpload(api.house, broken())).rejects.toThrow('the line is dead')
    expect(await piecesLeft()).toBe(0)
    const csv = { type: 'text/csv', raw: Buffer.from(statementText([row(1)])) }
    expect((await api.call('POST', pathOf('/preview'), { as, ...csv })).status).toBe(200)
    expect((await api.call('POST', pathOf(), { as, type: 'text/csv', raw: Buffer.from('a,b\n1,2') })).status).toBe(422)
    const form = {
      type: 'multipart/form-data; boundary=x',
      raw: Buffer.from(
        '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + 'a,b\n'.repeat(100_000),
      ),
    }
    expect((await api.call('POST', pathOf(), { as, ...form })).status).toBe(400)
    expect(await piecesLeft()).toBe(0)
    const given = await api.call('POST', pathOf(), { as, ...csv })
    expect(given.status).toBe(202)
    expect(await piecesLeft()).toBe(1)
    expect((await api.call('POST', pathOf(), { as, ...csv })).json).toEqual({ id: given.json.id, repeated: true })
    expect(await piecesLeft()).toBe(1)
    await readStatement(api.house, given.json.id as StatementId)
    expect(await piecesLeft()).toBe(0)
  })
})

describe('what lines say', () => {
  it('is erased within its block when the file is given up, but for those that prove something', async () => {
    const csv = { type: 'text/csv', raw: Buffer.from(statementText([row(1), row(2), row(3)])) }
    const id = (await api.call('POST', pathOf(), { as, ...csv })).json.id as StatementId
    await readStatement(api.house, id)
    await sql`update statement_line set attempt_id = gen_random_uuid() where file_id = ${id} and place = 1`.execute(
      api.house.db,
    )
    await failStatement(api.house, id, 'given up')
    const { rows } = await sql<{ sealed: Buffer }>`
      select content_enc as sealed from statement_content where file_id = ${id}`.execute(api.house.db)
    const left = rows.map(({ sealed }) => api.house.sealing.open(sealed)).join('')
    expect([left.includes('TJU2'), left.includes('TJU1'), left.includes('PERSON 3')]).toEqual([true, false, false])
    const contentOf = await contentsOf(api.house, [{ fileId: id, place: 1 }])
    expect(contentOf({ fileId: id, place: 1 })).toMatchObject({ receipt: 'TJU2', name: 'PERSON 2' })
  })
})

describe('mkono statement', () => {
  it('gives a file, follows it to its end, and tells what differs without naming anybody', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'mkono-statement-'))
    try {
      const [file, differences] = [path.join(folder, 'november.csv'), path.join(folder, 'differences.csv')]
      await writeFile(file, statementText([row(7), { ...row(8), amount: '10.00', reason: 'Pay Bill Online' }]))
      const said: string[] = []
      const held = { file, fspAccountId: account, profile: 'mpesa', differences, wait: true }
      const begin = async (id: StatementId): Promise<void> => {
        await readStatement(api.house, id)
        await matchStatement(api.house, id)
      }
      await holdAgainst(api.house, held, begin, line => said.push(line))
      const text = said.join('\n')
      expect(text).toContain('2 lines, 0 of them known already')
      expect(text).toMatch(/ 1 {2}Money left, and it is no payout of ours\./)
      expect(text).toMatch(/missing at ours: KES 10\.00, .*, row 2; case /)
      const written = await readFile(differences, 'utf8')
      expect(written).toContain('TJU7')
      expect(text + written).not.toMatch(/PERSON|254700/)
      await holdAgainst(api.house, { ...held, wait: false }, begin, line => said.push(line))
      expect(said.at(-1)).toMatch(/^This very file was given before/)
      await writeFile(file, 'a,b\n1,2')
      await expect(holdAgainst(api.house, held, begin, () => undefined)).rejects.toThrow('No header was found')
      expect(await piecesLeft()).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
