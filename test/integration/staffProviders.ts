/** Two sign-ins of an organisation: a real provider, and one that lies as it is told to. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Context } from 'oidc-provider'
import type { SingleSignOn } from '../../api/settings.js'

const origin = 'http://127.0.0.1:8080'
const client = { clientId: 'mkono-tests', clientSecret: 'a client secret of the tests, planted' }

export interface Running {
  settings: SingleSignOn
  close(): Promise<void>
}

async function serve(listener: (issuer: string) => RequestListener): Promise<Running> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.on('request', listener(issuer))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { settings: { issuer, ...client, name: 'Our organisation' }, close }
}

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return new URLSearchParams(text)
}

export interface Person {
  email?: string
  email_verified?: unknown
}

/** A certified provider with a page that asks who one is. */
export interface HonestProvider extends Running {
  /** by subject */
  readonly people: Map<string, Person>
  /** goes there, says who one is, and is sent back. @returns the address of ours, without its origin */
  signIn(address: string, subject: string): Promise<string>
}

export async function honestProvider(): Promise<HonestProvider> {
  const people = new Map<string, Person>()
  const keys = [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })]
  const running = await serve(issuer => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: client.clientId,
          client_secret: client.clientSecret,
          redirect_uris: [`${origin}/sign-in/single-sign-on/back`],
        },
      ],
      jwks: { keys },
      cookies: { keys: ['a key of the tests'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, subject: string) => {
        const person = people.get(subject)
        return person && { accountId: subject, claims: () => ({ sub: subject, ...person }) }
      },
      loadExistingGrant: async ({ oidc }: Context) => {
        const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
        grant.addOIDCScope('openid email')
        await grant.save()
        return grant
      },
    })
    const others = provider.callback()
    const page: RequestListener = (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return others(request, response)
      void (async () => {
        if (request.method === 'GET') {
          await provider.interactionDetails(request, response)
          return response.end('<form method="post"><label>Who are you? <input name="subject"></label></form>')
        }
        const accountId = (await formOf(request)).get('subject')
        return provider.interactionFinished(request, response, { login: { accountId } })
      })()
    }
    return page
  })

  const signIn = async (address: string, subject: string): Promise<string> => {
    const cookies = new Map<string, string>()
    const go = async (to: string, body?: URLSearchParams) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const reply = await fetch(to, { redirect: 'manual', headers: { cookie }, ...(body && { method: 'POST', body }) })
      for (const line of reply.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(name, value)
      }
      const next = reply.headers.get('location')
      return { reply, next: next === null ? null : new URL(next, to).href }
    }
    let at = await go(address)
    for (let steps = 0; at.next !== null && !at.next.startsWith(origin) && steps < 10; steps++) {
      const page: string = at.next
      at = await go(page)
      if (at.next === null && page.includes('/interaction/')) at = await go(page, new URLSearchParams({ subject }))
    }
    if (at.next === null) throw new Error(`The provider stopped with ${at.reply.status}.`)
    return at.next.slice(origin.length)
  }
  return { ...running, people, signIn }
}

/** What the liar says otherwise than it should; empty: it is honest. */
export interface Lie {
  claims?: Record<string, unknown>
  signedByAnother?: boolean
  unsigned?: boolean
  metadata?: Record<string, unknown>
  broken?: 'token' | 'hangs up'
  says?: { status: number; error: string }
}

export interface LyingProvider extends Running {
  lie: Lie
  /** what was last sent to its token endpoint */
  lastForm: URLSearchParams
  /** as if somebody had signed in there. @returns the address of ours, without its origin */
  signIn(address: string, person: Person & { sub: string }): string
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

export async function lyingProvider(): Promise<LyingProvider> {
  const [own, another] = [rsa(), rsa()]
  const begun = new Map<string, { person: Person & { sub: string }; nonce: string; challenge: string }>()

  const idToken = (issuer: string, code: string): string => {
    const { person, nonce } = begun.get(code) ?? { person: undefined, nonce: '' }
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuer,
      aud: client.clientId,
      iat: now,
      exp: now + 300,
      nonce,
      ...person,
      ...liar.lie.claims,
    }
    const header = { alg: liar.lie.unsigned ? 'none' : 'RS256', kid: 'one' }
    const text = `${part(header)}.${part(claims)}`
    if (liar.lie.unsigned) return `${text}.`
    const key = (liar.lie.signedByAnother ? another : own).privateKey
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }

  const running = await serve(issuer => (request, response) => {
    const { lie } = liar
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (lie.broken === 'hangs up') return void request.socket.destroy()
    if (request.url === '/.well-known/openid-configuration')
      return say(200, {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        token_endpoint_auth_methods_supported: ['client_secret_post'],
        ...lie.metadata,
      })
    if (request.url === '/jwks')
      return say(200, { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] })
    if (lie.broken === 'token') return say(500, { error: 'server_error' })
    if (lie.says) return say(lie.says.status, { error: lie.says.error })
    void formOf(request).then(form => {
      liar.lastForm = form
      const code = form.get('code') ?? ''
      if (begun.get(code)?.challenge !== challengeOf(form.get('code_verifier') ?? ''))
        return say(400, { error: 'invalid_grant' })
      return say(200, { access_token: 'planted', token_type: 'Bearer', id_token: idToken(issuer, code) })
    })
  })

  const liar: LyingProvider = {
    ...running,
    lie: {},
    lastForm: new URLSearchParams(),
    signIn: (address, person) => {
      const asked = new URL(address).searchParams
      const code = `code-${begun.size}`
      begun.set(code, { person, nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '' })
      const back = new URL(asked.get('redirect_uri') ?? '')
      return `${back.pathname}?${new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()}`
    },
  }
  return liar
}

const rsa = (): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: 2048 })
