/**
 * Africa's Talking's own SDK, led to the addresses of one account. It has no option for them (facts 1.7) and keeps its
 * hosts in a module: an account named `sandbox` moves them for every account in the process. So each request is taken
 * over where the SDK's own copy of axios would send it, and leaves through `exchange` to the address of the account that
 * asked: that also tells what the SDK can not, whether anything left at all.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createRequire } from 'node:module'
import { exchange, type HttpRequest, type HttpResult } from './http.js'

interface AxiosConfig {
  url?: string
  baseURL?: string
  method?: string
  headers?: { toJSON(): Readonly<Record<string, unknown>> }
  data?: unknown
}
type Adapter = (config: AxiosConfig) => Promise<unknown>
interface Axios {
  defaults: { adapter: unknown }
  getAdapter(adapter: unknown): Adapter
}
export interface AfricasTalkingSdk {
  INSIGHTS: { checkSimSwapState(phoneNumbers: readonly string[]): Promise<unknown> }
  SMS: { send(options: { to: string; message: string; from?: string; enqueue?: boolean }): Promise<unknown> }
}

const require = createRequire(import.meta.url)
const sdkRequire = createRequire(require.resolve('africastalking'))
const makeSdk = require('africastalking') as (options: { username: string; apiKey: string }) => AfricasTalkingSdk
const axios = sdkRequire('axios') as Axios
const { phoneUtil } = require('africastalking/lib/common') as { phoneUtil: { isValidNumber(value: string): boolean } }

/** Whose errand the SDK runs, and within which limits. */
export interface SdkErrand extends Pick<
  HttpRequest,
  'connectTimeoutMs' | 'answerTimeoutMs' | 'sendByMs' | 'beforeFirstByte' | 'clock'
> {
  username: string
  apiKey: string
  /** where the service is that the errand goes to: an address without a slash at its end */
  base: string
}

const mostAnswerBytes = 4 * 1024 * 1024
const underWay = new AsyncLocalStorage<{ errand: SdkErrand; result?: HttpResult }>()

const systemAdapter = axios.defaults.adapter
axios.defaults.adapter = async (config: AxiosConfig): Promise<unknown> => {
  const current = underWay.getStore()
  if (!current) return axios.getAdapter(systemAdapter)(config)
  const result = await exchange(requestOf(config, current.errand))
  current.result = result
  if (result.is !== 'answer') throw new Error('The request had no answer.')
  return { data: result.body, status: result.status, statusText: '', headers: result.headers, config, request: {} }
}

function requestOf(config: AxiosConfig, errand: SdkErrand): HttpRequest {
  const target = new URL(config.url ?? '', config.baseURL)
  const written = Object.entries(config.headers?.toJSON() ?? {})
  return {
    method: config.method?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    url: new URL(errand.base + target.pathname + target.search),
    headers: Object.fromEntries(written.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
    ...(typeof config.data === 'string' && { body: config.data }),
    maxAnswerBytes: mostAnswerBytes,
    connectTimeoutMs: errand.connectTimeoutMs,
    answerTimeoutMs: errand.answerTimeoutMs,
    ...(errand.sendByMs !== undefined && { sendByMs: errand.sendByMs }),
    ...(errand.beforeFirstByte && { beforeFirstByte: errand.beforeFirstByte }),
    ...(errand.clock && { clock: errand.clock }),
  }
}

/**
 * Has the SDK ask one thing and gives what came back over the wire, as it came: what the SDK makes of it is passed over,
 * because it throws away what tells a "no" from no answer. `notAsked`: the SDK itself found fault with what it was given.
 * Never rejects; nothing of key and numbers is in what it gives but the provider's own words.
 */
export async function throughSdk(
  errand: SdkErrand,
  ask: (sdk: AfricasTalkingSdk) => Promise<unknown>,
): Promise<HttpResult | { is: 'notAsked' }> {
  const current: { errand: SdkErrand; result?: HttpResult } = { errand }
  try {
    const sdk = makeSdk({ username: errand.username, apiKey: errand.apiKey })
    await underWay.run(current, () => ask(sdk))
  } catch {
    // The wire's own result says it all.
  }
  return current.result ?? { is: 'notAsked' }
}

/** Whether the SDK would send to this number at all: it throws over any that it takes for invalid, and the list with it. */
export function sdkTakes(number: string): boolean {
  try {
    return phoneUtil.isValidNumber(number)
  } catch {
    return false
  }
}
