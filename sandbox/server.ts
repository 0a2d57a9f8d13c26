import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { consolePage } from './console.js'
import { control } from './control.js'
import { addInsights } from './insights.js'
import { addPayments } from './payments.js'
import { addQueries } from './queries.js'
import { addSms } from './sms.js'
import { addSmsInbox } from './sms-incoming.js'
import { bookAnswer } from './bookAnswer.js'
import { voucherBook } from './intersolve/book.js'
import { addIntersolve } from './intersolve/routes.js'
import { till } from './intersolve/till.js'
import { messageBooks } from './messageBook.js'
import { phones } from './phones.js'
import { addTwilioContents } from './twilio/contentRoutes.js'
import { addTwilioMessages } from './twilio/routes.js'
import { createWorld, type SandboxEnv, type World } from './world.js'

const longestBodyBytes = 10 * 1_048_576

export interface SandboxOptions {
  /** The book: a database file, made if it is not there. One process at a time. */
  dataFile: string
  /** 0, the default, takes any free port. */
  port?: number
  /** The default is this machine only: nothing here asks who may arm a fault. */
  host?: string
  /** All chance comes from it: the same seed and requests give the same faults and delays. */
  seed?: string
}

export interface RunningSandbox {
  /** Base URL of all simulated services, `/sandbox/…`, the books below `/book` and the console at `/`. */
  url: string
  port: number
  /** Closes connections and file; what is pending stays in the book. */
  stop(): Promise<void>
}

/**
 * Starts the simulators of Africa's Talking, Twilio and Intersolve. Rejects with the system's error when the port is taken
 * (`EADDRINUSE`) or the file cannot be opened.
 *
 * @example
 * const sandbox = await startSandbox({ dataFile: join(folder, 'sandbox.db') })
 * await fetch(`${sandbox.url}/sandbox/accounts/demo`, { method: 'PUT', body: JSON.stringify({ … }) })
 */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const world = createWorld(options.dataFile, options.seed ?? 'mkono')
  const host = options.host ?? '127.0.0.1'
  const server = createAdaptorServer({ fetch: sandboxApp(world).fetch }) as Server
  try {
    await listen(server, options.port ?? 0, host)
  } catch (error) {
    world.close()
    throw error
  }
  world.settlement.start()
  world.twilio.carriage.start()
  world.callbacks.start()
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return { url: `http://${host}:${port}`, port, stop: () => stop(server, world) }
}

function sandboxApp(world: World): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const limited = bodyLimit({ maxSize: longestBodyBytes })
  // Where the length is told it is enough to look at it; the limiter would unpack the request first.
  app.use((c, next) => (Number(c.req.header('content-length')) <= longestBodyBytes ? next() : limited(c, next)))
  addPayments(app, world)
  addQueries(app, world)
  addInsights(app, world)
  addSms(app, world)
  addSmsInbox(app, world)
  addTwilioMessages(app, world)
  addTwilioContents(app, world)
  addIntersolve(app, world)
  app.route('/sandbox/phones', phones(world))
  app.route('/sandbox/till', till(world))
  app.route('/sandbox', control(world))
  app.get('/book/africastalking', c => {
    const username = c.req.query('username') ?? null
    const summary = JSON.stringify(world.book.summary(username))
    return bookAnswer(`{"summary":${summary},"transfers":[`, world.book.lines(username))
  })
  app.route('/book', messageBooks(world.db))
  app.route('/book', voucherBook(world))
  app.get('/', c => c.html(consolePage(world)))
  app.onError((error, c) => {
    world.notes.trouble = error.message
    return c.text('There was an internal server error.', 500)
  })
  return app
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function stop(server: Server, world: World): Promise<void> {
  world.stopping.abort()
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
  world.close()
}
