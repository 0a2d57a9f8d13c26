/** How this API behaves. `config.ts` reads it from the environment; tests write it down. Durations in milliseconds. */
export interface ApiSettings {
  /** under which callbacks and links are reached from outside, without a slash at its end */
  publicUrl: string
  /** bodies of callbacks: larger ones are refused and counted */
  maxCallbackBytes: number
  maxUploadBytes: number
  /** a trial payment is at most so many times the smallest amount that its FSP account can pay */
  trialMostTimes: number
  /** how long a request waits for a life’s answer before it says 503 */
  actDeadlineMs: number
  /** requests a second and at once for one token */
  ratePerSecond: number
  rateBurst: number
  /** wrong tokens a minute from one address before it gets 429 */
  wrongTokensPerMinute: number
  /** addresses or CIDR blocks whose X-Forwarded-For is believed; nobody else’s is */
  trustedProxies: readonly string[]
  /** origins whose pages may call the codec, e.g. the Temporal UI’s */
  codecOrigins: readonly string[]
  /** opens /codec/by-key/{key}/…; without one that way is closed */
  codecKey: string | null
  /** people may also sign in where their organisation does (OpenID Connect); null: only here */
  singleSignOn: SingleSignOn | null
  /** where the Temporal UI shows workflows, so that an id can follow; null: nobody said */
  workflowsAt: string | null
  /** letters to staff are sent: links go to mailboxes and stand in no answer */
  mail: boolean
  /** FSPs and carriers are simulated: staff are shown everywhere that no real money moves */
  sandbox: boolean
  /** where the built portal lies; null: this process serves none */
  portalFolder: string | null
  version: string
}

export interface SingleSignOn {
  /** as the provider names itself; its metadata is found beneath */
  issuer: string
  clientId: string
  clientSecret: string
  /** what people call it: the label of the button */
  name: string
}

export const defaultSettings: ApiSettings = {
  publicUrl: 'http://127.0.0.1:8080',
  maxCallbackBytes: 64 * 1024,
  maxUploadBytes: 32 * 1024 * 1024,
  trialMostTimes: 100,
  actDeadlineMs: 15_000,
  ratePerSecond: 50,
  rateBurst: 200,
  wrongTokensPerMinute: 30,
  trustedProxies: [],
  codecOrigins: [],
  codecKey: null,
  singleSignOn: null,
  workflowsAt: null,
  mail: false,
  sandbox: false,
  portalFolder: null,
  version: 'unknown',
}
