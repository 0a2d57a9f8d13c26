/**
 * The provider's own SDK, led to the addresses of one account. It has no option for them (facts 1.7) and keeps its hosts
 * in a module: an account named `sandbox` moves them for every account in the process. So each request is rewritten
 * where the SDK's own copy of axios sends it, to the addresses of the account that asked.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createRequire } from 'node:module'
import type { AfricasTalkingAccount, Urls } from './settings.js'

interface AxiosConfig {
  url?: string
  baseURL?: string
  maxRedirects?: number
  proxy?: false
  timeout?: number
  maxContentLength?: number
  signal?: AbortSignal
}
type Adapter = (config: AxiosConfig) => Promise<unknown>
interface Axios {
  defaults: { adapter: unknown }
  getAdapter(adapter: unknown): Adapter
}
interface Sdk {
  INSIGHTS: { checkSimSwapState(phoneNumbers: readonly string[]): Promise<unknown> }
}

const require = createRequire(import.meta.url)
const sdkRequire = createRequire(require.resolve('africastalking'))
const makeSdk = require('africastalking') as (options: { username: string; apiKey: string }) => Sdk
const axios = sdkRequire('axios') as Axios
const { phoneUtil } = require('africastalking/lib/common') as { phoneUtil: { isValidNumber(value: string): boolean } }

interface Errand {
  urls: Urls
  timeoutMs: number
}
const errand = new AsyncLocalStorage<Errand>()

const mostAnswerBytes = 4 * 1024 * 1024

const systemAdapter = axios.defaults.adapter
axios.defaults.adapter = (config: AxiosConfig): Promise<unknown> => {
  const current = errand.getStore()
  return axios.getAdapter(systemAdapter)(current ? led(config, current) : config)
}

/** To the account's own address, following nothing, within limits. `timeout` alone would not end an answer that trickles. */
function led(config: AxiosConfig, { urls, timeoutMs }: Errand): AxiosConfig {
  const target = new URL(config.url ?? '', config.baseURL)
  const base = target.hostname.startsWith('insights.') ? urls.insights : urls.api
  return Object.assign(config, {
    baseURL: undefined,
    url: base + target.pathname + target.search,
    maxRedirects: 0,
    proxy: false,
    timeout: timeoutMs,
    maxContentLength: mostAnswerBytes,
    signal: AbortSignal.timeout(timeoutMs),
  })
}

/** Asks the SDK's Insights about numbers in E.164. Rejects with whatever the SDK rejects with: never log that, it holds the key. */
export function checkSimSwapState(account: AfricasTalkingAccount, numbers: readonly string[]): Promise<unknown> {
  const { username, apiKey, urls, answerTimeoutMs } = account
  const sdk = makeSdk({ username, apiKey })
  return errand.run({ urls, timeoutMs: answerTimeoutMs }, () => sdk.INSIGHTS.checkSimSwapState(numbers))
}

/** Whether the SDK would send this number at all: it throws over any that it takes for invalid, and the list with it. */
export function sdkTakes(number: string): boolean {
  try {
    return phoneUtil.isValidNumber(number)
  } catch {
    return false
  }
}
