/** A real mail server on the loopback interface that keeps what it is given and refuses what it is told to. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { silentLog, type Log } from '../../activities/log.js'
import type { House } from '../../db/database.js'
import type { MailPlace } from '../../mail/config.js'
import { openPost, type Post } from '../../mail/post.js'
import { sendMail } from '../../worker/mailRound.js'

export interface Received {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly from: string
  readonly headers: ParsedMail['headers']
}

export interface MailServer {
  readonly place: MailPlace
  readonly received: Received[]
  /** what is said to whoever names this reader; 0: welcome */
  answer: (reader: string) => number
  /** one round of the worker, by a post of ours unless told otherwise */
  round(house: House, more?: { post?: Post; log?: Log }): Promise<void>
  to(reader: string): Received[]
  stop(): Promise<void>
}

export const publicUrl = 'https://mkono.example.org'

export async function aMailServer(port = 0): Promise<MailServer> {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'mkono' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) => {
      const code = mail.answer(address)
      done(code === 0 ? null : Object.assign(new Error(`not ${address}`), { responseCode: code }))
    },
    onData: (stream, session, done) => {
      simpleParser(stream).then(
        ({ messageId = '', subject = '', text = '', from, headers }) => {
          const [reader] = session.envelope.rcptTo
          received.push({ id: messageId, to: reader?.address ?? '', subject, text, from: from?.text ?? '', headers })
          done()
        },
        (error: unknown) => done(error as Error),
      )
    },
  })
  server.on('error', () => undefined)
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const place: MailPlace = {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    tls: 'offered',
    login: { user: 'mkono', password: 'p@ss' },
    from: { name: 'Mkono', address: 'mkono@example.org' },
    publicUrl,
  }
  const usual = openPost(place)
  const mail: MailServer = {
    place,
    received,
    answer: () => 0,
    round: async (house, { post = usual, log = silentLog } = {}) => {
      await sendMail({ house, post, publicUrl, log, stopping: new AbortController().signal })
    },
    to: reader => received.filter(each => each.to === reader.toLowerCase()),
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }
  return mail
}

/** Somebody with an account who has signed in before, made without the API. */
export async function anAccount(
  house: House,
  handle: string,
  grants: { role: string; programmeId?: string; areas?: string[]; partner?: string }[] = [],
  { entered = true } = {},
): Promise<{ memberId: string; email: string }> {
  const email = `${handle}@example.org`
  const { id } = await house.db
    .insertInto('staff_member')
    .values({
      handle,
      email_enc: house.sealing.seal(email),
      email_lookup: house.sealing.lookup('staff', `email ${email}`),
      name_enc: house.sealing.seal(`The ${handle}`),
      invited_by: 'mkono',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (entered)
    await house.db
      .insertInto('staff_credential')
      .values({ member_id: id, provider: 'credential', provider_account: randomUUID() })
      .execute()
  for (const { role, programmeId, areas, partner } of grants)
    await house.db
      .insertInto('role_grant')
      .values({
        member_id: id,
        role,
        programme_id: (programmeId ?? null) as never,
        areas: areas ?? null,
        partner: partner ?? null,
        granted_by: 'mkono',
      })
      .execute()
  return { memberId: id, email }
}
