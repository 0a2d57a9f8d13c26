import { Hono } from 'hono'
import { receiveSms } from './sms-incoming.js'
import {
  nameOf,
  phonePage,
  phonesPage,
  threadPage,
  type Correspondent,
  type OnPhone,
  type PhoneInList,
} from './phonePages.js'
import { receive } from './twilio/incoming.js'
import { addressOf } from './twilio/messages.js'
import type { World } from './world.js'

/** /sandbox/phones: each person's phone, with what came to it, and a way to answer from it. Any number has a page. */
export function phones(world: World): Hono {
  const app = new Hono()
  app.get('/', c => c.html(phonesPage(phonesInUse(world))))
  app.get('/:number', c => {
    const number = c.req.param('number')
    return c.html(phonePage(number, correspondents(world, number)))
  })
  app.get('/:number/thread', c => {
    const number = c.req.param('number')
    return c.html(threadPage(number, thread(world, number)))
  })
  app.post('/:number', async c => {
    const number = c.req.param('number')
    try {
      write(world, number, new URLSearchParams(await c.req.text()))
    } catch (error) {
      if (error instanceof RangeError) return c.text(error.message, 400)
      throw error
    }
    return c.redirect(`/sandbox/phones/${encodeURIComponent(number)}`, 303)
  })
  return app
}

const phonesInUse = (world: World): PhoneInList[] =>
  world.db.all<PhoneInList>(
    // SQLite takes the other columns from the row that holds the greatest value.
    'SELECT person, count(*) AS messages, body, max(at) AS at FROM told GROUP BY person ORDER BY at DESC LIMIT 200',
  )

const latestShown = 100

function thread(world: World, number: string): OnPhone[] {
  const latest = 'SELECT * FROM told WHERE person = ? ORDER BY at DESC, message_id DESC LIMIT ?'
  return world.db.all<OnPhone>(latest, number, latestShown).reverse()
}

/** Those who wrote to this phone, the latest first, then everybody else who can be written to. */
function correspondents(world: World, number: string): Correspondent[] {
  const who: Correspondent[] = world.db.all<Correspondent>(
    `SELECT carrier, account, channel, sender FROM told WHERE person = ? AND sender <> ''
     GROUP BY carrier, account, channel, sender ORDER BY max(at) DESC`,
    number,
  )
  for (const { accountSid: account, senders } of world.twilio.accounts.all()) {
    for (const address of senders) {
      const channel = address.startsWith('whatsapp:') ? 'whatsapp' : 'sms'
      who.push({ carrier: 'twilio', account, channel, sender: address.replace('whatsapp:', '') })
    }
  }
  for (const { username: account, senderIds } of world.accounts.all()) {
    for (const sender of senderIds) who.push({ carrier: 'africastalking', account, channel: 'sms', sender })
  }
  return [...new Map(who.map(one => [nameOf(one), one])).values()]
}

/** Throws RangeError where nobody of this name can be written to. */
function write(world: World, number: string, form: URLSearchParams): void {
  const [carrier, account = '', channel, sender = ''] = (form.get('to') ?? '').split('|')
  const text = form.get('text') ?? ''
  const payload = form.get('payload')
  if (carrier === 'africastalking') {
    receiveSms(world, { username: account, from: number, to: sender, text })
    return
  }
  if (channel !== 'sms' && channel !== 'whatsapp') throw new RangeError('Say to whom: choose one of the list')
  const replyTo = form.get('replyTo')
  receive(world, {
    from: addressOf(channel, number),
    to: addressOf(channel, sender),
    body: text,
    media: [],
    ...(payload !== null && { button: { payload, text } }),
    ...(replyTo !== null && { replyTo }),
  })
}
