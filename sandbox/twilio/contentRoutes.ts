import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../world.js'
import { approvalStatus, type Content } from './contents.js'
import { sayNo, twilioEntrance } from './entrance.js'
import { iso8601, type ApprovalStatus } from './wire.js'

const text = z.string().min(1).max(1_600)
const quickReply = z.looseObject({ title: z.string().min(1).max(25), id: z.string().min(1).max(200) })
const newContent = z.looseObject({
  friendly_name: z.string().max(450).optional(),
  language: z.string().min(2).max(12),
  variables: z.record(z.string(), z.string()).default({}),
  types: z.looseObject({
    'twilio/text': z.looseObject({ body: text }).optional(),
    'twilio/media': z
      .looseObject({ body: text.optional(), media: z.array(z.string().min(1)).min(1).max(10) })
      .optional(),
    'twilio/quick-reply': z.looseObject({ body: text, actions: z.array(quickReply).min(1).max(10) }).optional(),
  }),
})
const submission = z.looseObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
})

const usualPerPage = 50
const mostPerPage = 500

/** The Content API: templates made, fetched and listed, and their approval for WhatsApp. */
export function addTwilioContents(app: Hono<SandboxEnv>, world: World): void {
  const guarded = twilioEntrance(world, 'twilio-content', c => ({ key: `content ${c.req.path}`, numbers: [] }))
  app.post('/v1/Content', guarded, c => create(c, world))
  app.get('/v1/Content', guarded, c => list(c, world))
  app.get('/v1/Content/:sid', guarded, c => show(c, world, content => shown(c, content)))
  app.get('/v1/Content/:sid/ApprovalRequests', guarded, c => show(c, world, content => approvals(c, content)))
  app.post('/v1/Content/:sid/ApprovalRequests/whatsapp', guarded, c => submit(c, world))
}

async function read<T>(c: Context<SandboxEnv>, shape: z.ZodType<T>): Promise<T | undefined> {
  try {
    return shape.safeParse(await c.req.json()).data
  } catch {
    return undefined
  }
}

async function create(c: Context<SandboxEnv>, world: World): Promise<Response> {
  const given = await read(c, newContent)
  if (!given) return sayNo(c, 21619)
  const { language, variables, friendly_name: friendlyName = '' } = given
  const types = given.types as Content['types']
  const { accountSid } = c.get('twilioAccount')
  const content = world.twilio.contents.add({ accountSid, friendlyName, language, variables, types })
  return c.json(shown(c, content), 201)
}

function show(c: Context<SandboxEnv>, world: World, what: (content: Content) => object): Response {
  const content = find(c, world)
  return content ? c.json(what(content)) : sayNo(c, 20404)
}

const find = (c: Context<SandboxEnv>, world: World): Content | undefined =>
  world.twilio.contents.find(c.get('twilioAccount').accountSid, c.req.param('sid') ?? '')

function list(c: Context<SandboxEnv>, world: World): Response {
  const query = new URL(c.req.url).searchParams
  const pageSize = Math.min(Number(query.get('PageSize') ?? usualPerPage) || usualPerPage, mostPerPage)
  const page = Number(query.get('Page') ?? 0) || 0
  const after = Number(/^PA(\d+)$/.exec(query.get('PageToken') ?? '')?.[1] ?? 0)
  const found = world.twilio.contents.list(c.get('twilioAccount').accountSid, after, pageSize + 1)
  const contents = found.slice(0, pageSize)
  const url = `${originOf(c)}/v1/Content?PageSize=${pageSize}&Page=`
  const nextUrl = `${url}${page + 1}&PageToken=PA${contents.at(-1)?.seq ?? 0}`
  return c.json({
    contents: contents.map(content => shown(c, content)),
    meta: {
      key: 'contents',
      page,
      page_size: pageSize,
      url: `${url}${page}`,
      first_page_url: `${url}0`,
      previous_page_url: null,
      next_page_url: found.length > pageSize ? nextUrl : null,
    },
  })
}

async function submit(c: Context<SandboxEnv>, world: World): Promise<Response> {
  const content = find(c, world)
  const given = await read(c, submission)
  if (!content) return sayNo(c, 20404)
  if (!given) return sayNo(c, 21619)
  const { approvalDelayMs } = c.get('twilioAccount')
  const approval = {
    name: given.name,
    category: given.category,
    content_type: Object.keys(content.types)[0] ?? '',
    status: 'received' as ApprovalStatus,
    rejection_reason: '',
    allow_category_change: true,
  }
  const approvedAt = approvalDelayMs === null ? null : Date.now() + approvalDelayMs
  world.twilio.contents.setApproval(content, { ...approval, approvedAt })
  return c.json(approval, 201)
}

const originOf = (c: Context<SandboxEnv>): string => new URL(c.req.url).origin

function shown(c: Context<SandboxEnv>, content: Content) {
  const url = `${originOf(c)}/v1/Content/${content.sid}`
  return {
    account_sid: content.accountSid,
    sid: content.sid,
    friendly_name: content.friendlyName,
    language: content.language,
    variables: content.variables,
    types: content.types,
    date_created: iso8601(content.createdAt),
    date_updated: iso8601(content.createdAt),
    url,
    links: {
      approval_fetch: `${url}/ApprovalRequests`,
      approval_create: `${url}/ApprovalRequests/whatsapp`,
    },
  }
}

function approvals(c: Context<SandboxEnv>, content: Content) {
  const status = approvalStatus(content, Date.now())
  const { approvedAt: _at, ...approval } = content.approval ?? { approvedAt: null }
  return {
    account_sid: content.accountSid,
    sid: content.sid,
    whatsapp: { type: 'whatsapp', ...approval, status },
    url: `${originOf(c)}/v1/Content/${content.sid}/ApprovalRequests`,
  }
}
