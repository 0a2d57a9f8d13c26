/** Letters to staff: queued with what they tell of, sent once by whichever worker, and harmless where no mail is set up. */
import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inTransaction, openHouse, type OpenHouse } from '../../db/database.js'
import { mailFailed, mailIsOver, queueMail, takeMail, type NewMail } from '../../db/staffMail.js'
import { tidyUp } from '../../db/tidy.js'
import { openPost } from '../../mail/post.js'
import { freshDatabase, type FreshDatabase } from '../ground/database.js'
import { testKeys } from '../world/payday.js'
import { aStage } from './livesStage.js'
import { aMailServer, anAccount, publicUrl, type MailServer } from './mailServer.js'

let database: FreshDatabase
let house: OpenHouse
let server: MailServer
let memberId: string
let email: string
beforeAll(async () => {
  database = await freshDatabase()
  house = await openHouse({ databaseUrl: database.url, masterKeys: testKeys() })
  server = await aMailServer()
  ;({ memberId, email } = await anAccount(house, 'amina'))
})
afterAll(async () => {
  await server.stop()
  await house.close()
  await database.drop()
})
beforeEach(async () => {
  await sql`delete from staff_mail`.execute(house.db)
  server.received.length = 0
  server.answer = () => 0
})

const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000)
const aLetter = (over: Partial<NewMail> = {}): NewMail =>
  ({
    memberId,
    key: 'recovery 1',
    kind: 'recovery',
    about: { until: hours(1).toISOString() },
    secret: 'the-secret-of-the-link',
    goodUntil: hours(48),
    ...over,
  }) as NewMail

interface Row {
  sent: boolean
  over: boolean
  tries: number
  error: string | null
  secret: boolean
  /** minutes until the next try */
  pause: number
}
async function rows(): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select sent_at is not null as sent, given_up_at is not null as over, tries, last_error as error, secret_enc is not null as secret,
           round(extract(epoch from next_try_at - now()) / 60)::int as pause from staff_mail order by key`.execute(
    house.db,
  )
  return rows
}
/** The lease or the pause of everything that waits has run out. */
const timePasses = () => sql`update staff_mail set next_try_at = now()`.execute(house.db)

describe('a letter', () => {
  it('is sent once, says who it is for and where to go, and leaves no secret behind', async () => {
    await queueMail(house, aLetter())
    await Promise.all([server.round(house), server.round(house), server.round(house)])
    expect(server.received).toHaveLength(1)
    const [letter] = server.received
    expect(letter).toMatchObject({ to: email, from: expect.stringContaining('mkono@example.org') })
    expect(letter?.text).toContain('Hello The amina,')
    expect(letter?.text).toContain(`${publicUrl}/welcome#the-secret-of-the-link`)
    expect(letter?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(await rows()).toMatchObject([{ sent: true, over: false, tries: 1, error: null, secret: false }])
    await timePasses()
    await server.round(house)
    expect(server.received).toHaveLength(1)
  })

  it('about the same thing is queued once, and never if what it tells of did not happen', async () => {
    expect(await Promise.all([queueMail(house, aLetter()), queueMail(house, aLetter())])).toContain(false)
    const undone = inTransaction(house, async house => {
      await queueMail(house, aLetter({ key: 'recovery 2' }))
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await rows()).toHaveLength(1)
  })

  it('lies sealed: neither the secret nor the address is in the row', async () => {
    await queueMail(house, aLetter())
    const { rows } = await sql<{ row: string }>`select m::text as row from staff_mail m`.execute(house.db)
    expect(rows[0]?.row).not.toContain('the-secret-of-the-link')
    expect(rows[0]?.row).not.toContain(email)
  })

  it('goes again under the same id when its sender dies after sending and before writing it down', async () => {
    await queueMail(house, aLetter())
    const usual = openPost(server.place)
    const dying = {
      send: async (...given: Parameters<typeof usual.send>): Promise<never> => {
        await usual.send(...given)
        throw new Error('dead')
      },
    }
    await expect(server.round(house, { post: dying })).rejects.toThrow('dead')
    // As long as the lease holds nobody else sends it.
    await server.round(house)
    expect(server.received).toHaveLength(1)
    expect((await rows())[0]?.pause).toBeGreaterThanOrEqual(4)
    await timePasses()
    await server.round(house)
    expect(server.received).toHaveLength(2)
    expect(new Set(server.received.map(each => each.id)).size).toBe(1)
    expect(server.received[0]?.id).toMatch(/^<[0-9a-f-]{36}@example\.org>$/)
  })

  it('is leased by a transaction that stands before it leaves', async () => {
    await queueMail(house, aLetter())
    await expect(inTransaction(house, inner => takeMail(inner))).rejects.toThrow()
  })
})

describe('a worker', () => {
  it('sends a letter as soon as it is queued', async () => {
    const stage = await aStage({ people: 1 })
    try {
      const { memberId } = await anAccount(stage.house, 'neema')
      await stage.work({ roles: ['mail'], mail: server.place })
      await queueMail(stage.house, { ...aLetter(), memberId })
      await expect.poll(() => server.to('neema@example.org')).toHaveLength(1)
    } finally {
      await stage.end()
    }
  })

  it('stops at once, also while a server that says nothing holds a letter', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as { port: number }
    const connected = once(silent, 'connection')
    const stage = await aStage({ people: 1 })
    let begun = 0
    try {
      const { memberId } = await anAccount(stage.house, 'neema')
      await queueMail(stage.house, { ...aLetter(), memberId })
      await stage.work({ roles: ['mail'], mail: { ...server.place, port } })
      await connected
      begun = Date.now()
    } finally {
      await stage.end()
    }
    // The server would be waited for twenty seconds.
    expect(Date.now() - begun).toBeLessThan(19_000)
    const [socket] = (await connected) as [Socket]
    socket.destroy()
    await new Promise(resolve => silent.close(resolve))
  })
})

describe('a server', () => {
  it('that is down delays all letters, and one of them asks for it', async () => {
    for (const key of ['recovery 1', 'recovery 2', 'recovery 3']) await queueMail(house, aLetter({ key }))
    const nobody = createServer().listen(0, '127.0.0.1')
    await once(nobody, 'listening')
    const { port } = nobody.address() as { port: number }
    await new Promise(resolve => nobody.close(resolve))
    await server.round(house, { post: openPost({ ...server.place, port }) })
    const after = await rows()
    expect(after.map(each => each.tries).sort()).toEqual([0, 0, 1])
    expect(after.every(each => !each.over && each.secret)).toBe(true)
    await timePasses()
    await server.round(house)
    expect(server.received).toHaveLength(3)
  })

  it('that does not know us delays too: our password is not the letter’s fault', async () => {
    await queueMail(house, aLetter())
    const login = { user: 'mkono', password: 'another' }
    await server.round(house, { post: openPost({ ...server.place, login }) })
    expect(await rows()).toMatchObject([{ over: false, tries: 1, error: 'smtp_535' }])
  })

  it('is given no letter without encryption where that is demanded', async () => {
    await queueMail(house, aLetter())
    await server.round(house, { post: openPost({ ...server.place, tls: 'demanded' }) })
    expect(server.received).toHaveLength(0)
    expect(await rows()).toMatchObject([{ over: false, tries: 1 }])
  })

  it('that says “not now” (4xx) delays, longer each time, and holds nobody else up', async () => {
    const other = await anAccount(house, 'halima')
    await queueMail(house, aLetter())
    await queueMail(house, aLetter({ memberId: other.memberId, key: 'recovery 2' }))
    server.answer = reader => (reader === email ? 451 : 0)
    await server.round(house)
    expect(server.received.map(each => each.to)).toEqual([other.email])
    const pauses = [(await rows())[0]?.pause]
    for (let again = 0; again < 5; again++) {
      await timePasses()
      await server.round(house)
      pauses.push((await rows())[0]?.pause)
    }
    expect(pauses).toEqual([1, 2, 4, 8, 15, 15])
    expect((await rows())[0]).toMatchObject({ over: false, secret: true, error: 'smtp_451' })
    server.answer = () => 0
    await timePasses()
    await server.round(house)
    expect(server.to(email)).toHaveLength(1)
  })

  it('that says “never” (5xx) ends it, and neither row nor log repeats what it said', async () => {
    await queueMail(house, aLetter())
    server.answer = () => 550
    const lines: string[] = []
    const note = (fields: object, message: string): void => void lines.push(JSON.stringify({ ...fields, message }))
    await server.round(house, { log: { info: note, warn: note, error: note } })
    expect(await rows()).toMatchObject([{ over: true, tries: 1, error: 'smtp_550', secret: false }])
    expect(lines.join('\n')).toContain('smtp_550')
    expect(lines.join('\n')).not.toContain(email)
    await timePasses()
    await server.round(house)
    expect(await rows()).toMatchObject([{ tries: 1 }])
  })
})

describe('a letter is over', () => {
  it('after a day of trying, or where the next try would come too late', async () => {
    await queueMail(house, aLetter())
    await queueMail(house, aLetter({ key: 'recovery 2', goodUntil: new Date(Date.now() + 30_000) }))
    await queueMail(house, aLetter({ key: 'recovery 3' }))
    await sql`update staff_mail set created_at = now() - interval '25 hours' where key = 'recovery 1'`.execute(house.db)
    server.answer = () => 451
    await server.round(house)
    expect((await rows()).map(each => [each.over, each.secret])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ])
  })

  it('when its time is past, its reader is deactivated, or what it tells of is settled', async () => {
    const left = await anAccount(house, 'juma')
    await queueMail(house, aLetter({ goodUntil: new Date(Date.now() - 1_000) }))
    await queueMail(house, aLetter({ memberId: left.memberId, key: 'recovery 2' }))
    await queueMail(house, aLetter({ key: 'list 7 step 1' }))
    await queueMail(house, aLetter({ key: 'list 7 step 2' }))
    await sql`update staff_member set deactivated_at = now() where id = ${left.memberId}`.execute(house.db)
    await mailIsOver(house, 'list 7 ', 'list 7 step 2')
    await server.round(house)
    expect(server.received).toHaveLength(1)
    // By key: the settled step, the open one, the one that is too late, the one of whoever left.
    expect((await rows()).map(each => [each.sent, each.over, each.secret])).toEqual([
      [false, true, false],
      [true, false, false],
      [false, true, false],
      [false, true, false],
    ])
  })

  it('also where no mail is set up: nothing is sent, and nothing stays for ever', async () => {
    await queueMail(house, aLetter({ goodUntil: new Date(Date.now() - 1_000) }))
    await queueMail(house, aLetter({ key: 'recovery 2' }))
    await tidyUp(house)
    expect((await rows()).map(each => [each.over, each.secret])).toEqual([
      [true, false],
      [false, true],
    ])
    await sql`update staff_mail set given_up_at = now() - interval '31 days' where given_up_at is not null`.execute(
      house.db,
    )
    await tidyUp(house)
    expect(await rows()).toHaveLength(1)
  })

  it('for good: a failure that is told late changes nothing', async () => {
    await queueMail(house, aLetter())
    const taken = await takeMail(house)
    await mailIsOver(house, 'recovery ')
    await mailFailed(house, { id: taken?.id ?? '', code: 'smtp_451', final: false })
    expect(await rows()).toMatchObject([{ over: true, error: 'over' }])
  })
})
