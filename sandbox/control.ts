import { Hono } from 'hono'
import { z } from 'zod'
import { accountChange, type Account } from './accounts.js'
import { faultSpec } from './fault-kinds.js'
import { intersolveControl } from './intersolve/control.js'
import { minorFromText } from './money.js'
import { numberFacts } from './numbers.js'
import { keptMessages } from './sms.js'
import { noteOptOut, receiveSms, smsOptOut, writtenSms } from './sms-incoming.js'
import type { Transfer } from './transfers.js'
import { statementOf, usualManner } from './statement.js'
import { twilioControl } from './twilio/control.js'
import type { World } from './world.js'

const movement = z.strictObject({ amountMinor: z.string() })
const reversal = z.strictObject({ transactionId: z.string() })
const manner = z.strictObject({
  from: z.number().optional(),
  until: z.number().optional(),
  dates: z.enum(['dashed', 'local']).optional(),
  masked: z.boolean().optional(),
  short: z.boolean().optional(),
  delimiter: z.enum([',', ';']).optional(),
  bom: z.boolean().optional(),
  totals: z.boolean().optional(),
  leaveOut: z.array(z.string()).optional(),
  otherReceipt: z.array(z.string()).optional(),
})

/**
 * /sandbox/…: not part of the simulated interface. Here the world is arranged: accounts, wallets, numbers, faults.
 * What is wrong is answered 400 with what to do.
 */
export function control(world: World): Hono {
  const app = new Hono()
  app.get('/health', c => c.json(health(world)))

  app.get('/calls', c => {
    const calls = world.calls.list(c.req.query('username') ?? null, Number(c.req.query('from') ?? 0) || 0)
    return c.body(`{"calls":${calls}}`, 200, { 'content-type': 'application/json' })
  })

  app.get('/accounts', c => c.json({ accounts: world.accounts.all().map(account => shown(world, account)) }))
  app.put('/accounts/:username', async c => {
    const change = accountChange.parse(await c.req.json())
    return c.json(shown(world, world.accounts.put(c.req.param('username'), change, Date.now())))
  })
  app.post('/accounts/:username/topups', async c => {
    return c.json(move(world, c.req.param('username'), 'Topup', movement.parse(await c.req.json()).amountMinor))
  })
  app.post('/accounts/:username/withdrawals', async c => {
    return c.json(move(world, c.req.param('username'), 'Debit', movement.parse(await c.req.json()).amountMinor))
  })

  app.post('/accounts/:username/statement', async c => {
    const username = c.req.param('username')
    const account = world.accounts.find(username)
    if (!account) throw new RangeError('No account has this username: PUT /sandbox/accounts/<username> makes one')
    const given = { ...usualManner, ...manner.parse(await c.req.json()) }
    c.header('content-type', 'text/csv; charset=utf-8')
    return c.body(statementOf(world.db, username, given, account.productName))
  })

  app.put('/numbers', async c => {
    const facts = z.record(z.string(), numberFacts).parse(await c.req.json())
    world.numbers.set(facts)
    return c.json({ set: Object.keys(facts).length })
  })

  app.get('/faults', c => c.json({ faults: world.faults.list() }))
  app.post('/faults', async c => c.json(world.faults.arm(faultSpec.parse(await c.req.json())), 201))
  app.delete('/faults/:id', c =>
    world.faults.disarm(Number(c.req.param('id')))
      ? c.body(null, 204)
      : c.text('No fault has this id: GET /sandbox/faults lists them', 404),
  )
  app.delete('/faults', c => {
    world.faults.disarmAll()
    return c.body(null, 204)
  })

  app.post('/reversals', async c => c.json(reverse(world, reversal.parse(await c.req.json()).transactionId), 201))
  app.get('/messages', c => c.json({ messages: keptMessages(world) }))
  app.post('/africastalking/incoming', async c => {
    return c.json({ messageId: receiveSms(world, writtenSms.parse(await c.req.json())) }, 201)
  })
  app.post('/africastalking/optout', async c => {
    noteOptOut(world, smsOptOut.parse(await c.req.json()))
    return c.body(null, 204)
  })
  app.route('/twilio', twilioControl(world))
  app.route('/intersolve', intersolveControl(world))

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.text(z.prettifyError(error), 400)
    if (error instanceof SyntaxError) return c.text('The body must be JSON', 400)
    if (error instanceof RangeError) return c.text(error.message, 400)
    throw error
  })
  return app
}

const shown = (world: World, account: Account) => ({
  ...account,
  apiKey: '***',
  balanceMinor: String(world.wallet.balance(account.username)),
})

/** Whether all is well, and how much is open: transfers and messages under way, callbacks not delivered. Cheap at any time. */
export function health(world: World) {
  const { redirectsFollowed, refusedCalls, trouble } = world.notes
  const counts = { transfers: world.transfers.counts(), callbacks: world.callbacks.counts() }
  const { queued, validating } = counts.transfers
  const messages = world.twilio.messages.underWay()
  const open = { transfers: queued + validating, messages, callbacks: counts.callbacks.pending }
  return { ok: trouble === null, trouble, redirectsFollowed, refusedCalls, open, ...counts }
}

function move(world: World, username: string, category: 'Topup' | 'Debit', text: string) {
  const amount = minorFromText(text)
  const account = world.accounts.find(username)
  if (!account) throw new RangeError('No account has this username: PUT /sandbox/accounts/<username> makes one')
  if (amount === undefined || amount === 0) throw new RangeError('amountMinor must be a positive integer as text')
  const description = category === 'Topup' ? 'Top-up' : 'Withdrawal'
  if (!world.wallet.move(username, category, amount, description, null, Date.now())) {
    throw new RangeError('The wallet holds less than that: withdraw at most its balance')
  }
  return { username, balanceMinor: String(world.wallet.balance(username)), currency: account.currency }
}

/** Takes a payment back, as a provider does on request: the amount returns to the wallet, the fee does not. */
function reverse(world: World, transactionId: string) {
  const transfer = world.db.one<Transfer>(
    "SELECT * FROM transfer WHERE transaction_id = ? AND state = 'paid'",
    transactionId,
  )
  if (!transfer)
    throw new RangeError('Only a transfer that was paid can be reversed: GET /book/africastalking lists them')
  if (world.book.isReversed(transactionId)) throw new RangeError('This transfer was reversed before')
  const now = Date.now()
  world.db.atomically(() => {
    world.book.write('reversed', transfer, now)
    world.wallet.move(transfer.username, 'Credit', transfer.amount_minor, 'Reversal of MobileB2C', transactionId, now)
  })
  return { transactionId, reversed: true }
}
