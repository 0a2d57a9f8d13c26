import type { Context, Hono } from 'hono'
import { hashOf } from '../identifiers.js'
import type { SandboxEnv, World } from '../world.js'
import { sayNo, twilioEntrance } from './entrance.js'
import { documentOf, splitAddress, type Message, type Wanted } from './messages.js'
import { readOrder } from './order.js'

const mostPerPage = 1_000
const usualPerPage = 50

/** The Messages API: create, fetch, list. */
export function addTwilioMessages(app: Hono<SandboxEnv>, world: World): void {
  const creating = twilioEntrance(world, 'twilio', (_c, form) => aboutSending(form))
  const fetching = twilioEntrance(world, 'twilio-fetch', c => {
    const message = world.twilio.messages.find(c.req.param('account') ?? '', sidIn(c))
    return message ? aboutMessage(message) : { key: 'unknown message', numbers: [] }
  })
  const listing = twilioEntrance(world, 'twilio-list', c => {
    const to = splitAddress(c.req.query('To') ?? '').number
    return { key: `list ${to} ${c.req.query('PageToken') ?? ''}`, numbers: [to] }
  })
  app.post('/2010-04-01/Accounts/:account/Messages.json', creating, c => create(c, world))
  app.get('/2010-04-01/Accounts/:account/Messages.json', listing, c => list(c, world))
  app.get('/2010-04-01/Accounts/:account/Messages/:sid', fetching, c => fetchOne(c, world))
}

const sidIn = (c: Context<SandboxEnv>): string => (c.req.param('sid') ?? '').replace(/\.json$/, '')

function aboutSending(form: URLSearchParams) {
  const { channel, number } = splitAddress(form.get('To') ?? '')
  const said = [form.get('Body'), form.get('ContentSid'), form.get('ContentVariables'), ...form.getAll('MediaUrl')]
  return { key: `send ${channel} ${number} ${hashOf(JSON.stringify(said))}`, numbers: [number] }
}

/** Of what is said rather than of its id, which is chance. */
const aboutMessage = ({ channel, person, body, created_at: createdAt }: Message) => ({
  key: `message ${channel} ${person} ${hashOf(body)}`,
  numbers: [person],
  ageMs: Date.now() - createdAt,
})

function create(c: Context<SandboxEnv>, world: World): Response {
  const account = c.get('twilioAccount')
  const order = readOrder(world, account, c.get('form'))
  if ('refused' in order) return sayNo(c, order.refused)
  const message = world.db.atomically(() => {
    const dueAt = order.isTest ? null : Date.now() + account.statusDelayMs
    const added = world.twilio.messages.add({ ...order.message, due_at: dueAt })
    world.twilio.carriage.take(added)
    return added
  })
  world.twilio.carriage.wake()
  return c.json(documentOf(message), 201)
}

function fetchOne(c: Context<SandboxEnv>, world: World): Response {
  const message = world.twilio.messages.find(c.get('twilioAccount').accountSid, sidIn(c))
  const isHidden = c.get('hits').some(hit => hit.kind === 'not-found-first')
  return message && !isHidden ? c.json(documentOf(message)) : sayNo(c, 20404)
}

function list(c: Context<SandboxEnv>, world: World): Response {
  const { accountSid } = c.get('twilioAccount')
  const query = new URL(c.req.url).searchParams
  const pageSize = Math.min(Number(query.get('PageSize') ?? usualPerPage) || usualPerPage, mostPerPage)
  const page = Number(query.get('Page') ?? 0) || 0
  const found = world.twilio.messages.list(wantedBy(query, accountSid), pageSize + 1)
  const shown = found.slice(0, pageSize)
  const visible = shown.filter(message => !isHidden(world, message))
  const next = new URLSearchParams(query)
  next.set('PageSize', String(pageSize))
  next.set('Page', String(page + 1))
  next.set('PageToken', `PA${shown.at(-1)?.seq ?? 0}`)
  const first = new URLSearchParams(query)
  first.delete('PageToken')
  first.set('Page', '0')
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
  return c.json({
    first_page_uri: `${path}?${first}`,
    end: page * pageSize + Math.max(visible.length - 1, 0),
    previous_page_uri: null,
    messages: visible.map(documentOf),
    uri: `${path}?${query}`,
    page_size: pageSize,
    start: page * pageSize,
    next_page_uri: found.length > pageSize ? `${path}?${next}` : null,
    page,
  })
}

/** Each message that would be listed may be hidden by a fault, for so many lists or so long. */
const isHidden = (world: World, message: Message): boolean =>
  world.faults.strike(
    'twilio-list',
    () => ({ ...aboutMessage(message), username: message.account_sid, amounts: [] }),
    kind => kind === 'not-found-first',
  ).length > 0

const dayMs = 86_400_000

/** A day stands for its first moment, or where a single day is asked for, for all of it. */
function wantedBy(query: URLSearchParams, accountSid: string): Wanted {
  const at = (name: string): number | undefined => {
    const given = query.get(name)
    return given === null ? undefined : Date.parse(given.length === 10 ? `${given}T00:00:00Z` : given)
  }
  const on = at('DateSent')
  const isDay = query.get('DateSent')?.length === 10
  const token = /^PA(\d+)$/.exec(query.get('PageToken') ?? '')?.[1]
  return {
    accountSid,
    to: query.get('To') ?? undefined,
    from: query.get('From') ?? undefined,
    sentFrom: on ?? at('DateSent>'),
    // Dates have whole seconds: a message of this second is not after it.
    sentUntil: on === undefined ? plus(at('DateSent<'), 999) : on + (isDay ? dayMs : 1_000) - 1,
    before: token === undefined ? undefined : Number(token),
  }
}

const plus = (at: number | undefined, ms: number): number | undefined => (at === undefined ? undefined : at + ms)
