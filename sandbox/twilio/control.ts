import { Hono } from 'hono'
import { z } from 'zod'
import type { World } from '../world.js'
import { twilioAccountChange, type TwilioAccount } from './accounts.js'
import { receive, written } from './incoming.js'
import { phoneFacts } from './phones.js'

const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'an E.164 number with its plus')
const approval = z.strictObject({
  approval: z.enum(['received', 'pending', 'approved', 'rejected', 'paused', 'disabled']),
  reason: z.string().max(500).default(''),
})

/** /sandbox/twilio/…: accounts, phones, approvals, and what people write. What is wrong is answered by `control.ts`. */
export function twilioControl(world: World): Hono {
  const app = new Hono()
  const { accounts, phones, contents } = world.twilio
  app.get('/accounts', c => c.json({ accounts: accounts.all().map(shown) }))
  app.put('/accounts/:sid', async c => {
    const change = twilioAccountChange.strict().parse(await c.req.json())
    return c.json(shown(accounts.put(c.req.param('sid'), change)))
  })

  app.put('/phones/:number', async c => {
    const number = phoneNumber.parse(c.req.param('number'))
    phones.set(number, phoneFacts.parse(await c.req.json()))
    return c.json({ number, ...phones.facts(number) })
  })

  app.put('/contents/:sid', async c => {
    const { approval: status, reason } = approval.parse(await c.req.json())
    const content = contents.findAnywhere(c.req.param('sid'))
    if (!content?.approval) throw new RangeError('No template of this SID was submitted: ask for its approval first')
    contents.setApproval(content, { ...content.approval, status, rejection_reason: reason, approvedAt: null })
    return c.json({ sid: content.sid, approval: status })
  })

  app.post('/incoming', async c => {
    const message = receive(world, written.parse(await c.req.json()))
    return c.json({ sid: message.sid }, 201)
  })

  app.get('/media', c =>
    c.json({ media: world.db.all('SELECT message_sid, content_type, bytes, sha256 FROM twilio_media ORDER BY seq') }),
  )
  return app
}

const shown = (account: TwilioAccount) => ({ ...account, authToken: '***' })
