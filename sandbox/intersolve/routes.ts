import type { Context, Hono, MiddlewareHandler } from 'hono'
import { letFaultsHaveIt } from '../entrance.js'
import type { Point } from '../fault-kinds.js'
import type { Subject } from '../faults.js'
import { minorFromText } from '../money.js'
import type { Voice } from '../spoil.js'
import type { SandboxEnv, World } from '../world.js'
import type { IntersolveAccount } from './accounts.js'
import { isCode, operations, withCode } from './operations.js'
import { answerOf, faultOf, preOrder, readRequest, type Asked } from './soap.js'

const points: Readonly<Record<string, Point>> = {
  IssueCard: 'voucher-issue',
  GetCard: 'voucher-balance',
  Cancel: 'voucher-cancel',
  CancelTransactionByRefPos: 'voucher-cancel',
}

/** What the handler finds in its context, put there by the entrance. */
export interface VoucherRequest {
  asked: Asked
  account: IntersolveAccount
}

/** POST /intersolve: every operation at one address, told apart by the element in the body. */
export function addIntersolve(app: Hono<SandboxEnv>, world: World): void {
  app.post('/intersolve', entrance(world), c => answered(c, world))
}

/** Reads the request, checks who asks, and lets armed faults have it. */
function entrance(world: World): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const asked = readRequest(await c.req.text())
    const point = asked && Object.hasOwn(points, asked.operation) ? points[asked.operation] : undefined
    if (asked?.operation === preOrder) return preOrdered(c, world, asked)
    if (!asked || point === undefined) {
      world.notes.refusedCalls += 1
      return xml(c, faultOf('Client', 'The request is not one of this service.'), 500)
    }
    const account = world.intersolve.accounts.who(asked.username, asked.password)
    if (!account) {
      world.notes.refusedCalls += 1
      return coded(c, asked, 3)
    }
    c.set('vouchers', { asked, account })
    return letFaultsHaveIt(c, world, { point, subject: () => subjectOf(asked, account), voice }, next)
  }
}

/** What a pre-order holds and does is published nowhere: whoever is known is told that it was taken, and nothing is issued or moved. */
function preOrdered(c: Context<SandboxEnv>, world: World, asked: Asked): Response {
  const account = world.intersolve.accounts.who(asked.username, asked.password)
  if (!account) world.notes.refusedCalls += 1
  const code = !account ? 3 : account.retailer === 'unknown' ? 9 : 0
  return xml(c, answerOf(asked.operation, withCode(code), asked.namespace), 200)
}

/** Named by our RefPos, reference or the card, whichever it has: a fault's `numbers` may be any of them. */
function subjectOf(asked: Asked, { username }: IntersolveAccount): Subject {
  const names = ['TransactionHeader/RefPos', 'TransactionHeader/ClientReference', 'RefPosToCancel', 'CardId']
  const numbers = names.flatMap(name => asked.text(name) ?? [])
  const value = minorFromText(asked.text('Value') ?? '')
  return {
    key: `${asked.operation} ${numbers[0] ?? ''}`,
    username,
    numbers,
    amounts: value === undefined ? [] : [value],
  }
}

function answered(c: Context<SandboxEnv>, world: World): Response {
  const { asked, account } = c.get('vouchers')
  const hits = c.get('hits')
  if (account.retailer === 'unknown') return coded(c, asked, 9)
  const fault = hits.find(({ kind }) => kind === 'soap-fault')
  if (fault && fault.params.accepted !== true) return xml(c, broken, 500)
  const wrong = hits.find(({ kind }) => kind === 'result-code')
  const code = wrong?.params.code ?? 18
  if (wrong && wrong.params.accepted !== true) return coded(c, asked, code)
  const fields = operations[asked.operation]?.({ service: world.intersolve, account, asked, hits }) ?? withCode(5)
  if (fault) return xml(c, broken, 500)
  return wrong ? coded(c, asked, code) : xml(c, answerOf(asked.operation, fields), 200)
}

const broken = faultOf('Server', 'Internal error')

/** A code that is in no list is told without a description. */
const coded = (c: Context<SandboxEnv>, { operation }: Asked, code: number): Response =>
  xml(c, answerOf(operation, isCode(code) ? withCode(code) : [['ResultCode', String(code)]]), 200)

function xml(c: Context<SandboxEnv>, body: string, status: 200 | 500): Response {
  return c.body(body, status, { 'content-type': 'text/xml; charset=utf-8' })
}

const voice: Voice = {
  unauthorised: c => c.text('Unauthorized', 401),
  tooMany: c => c.text('Too many requests', 429, { 'retry-after': '1' }),
  broken: c =>
    c.html('<html><head><title>Runtime Error</title></head><body><h1>Server Error<br></h1></body></html>', 500),
  half: '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Bo',
}
