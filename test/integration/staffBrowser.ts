/** Members of staff as tests need them: somebody invited, and a browser that keeps cookies. */
import { expect } from 'vitest'
import type { DefaultRole } from '../../domain/roles.js'
import type { Reply, TestApi } from './apiGround.js'

export const origin = 'http://127.0.0.1:8080'
export const password = 'correct horse battery'

export interface Browser {
  readonly cookies: Map<string, string>
  ask(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Reply>
}

/** Says where its page comes from whenever it changes something. */
export function browser(api: TestApi, from: string | null = origin): Browser {
  const cookies = new Map<string, string>()
  const ask: Browser['ask'] = async (method, path, body, headers = {}) => {
    const reply = await api.call(method, path, {
      as: null,
      ...(body === undefined ? {} : { body }),
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(from === null ? {} : { origin: from }),
        ...headers,
      },
    })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return reply
  }
  return { cookies, ask }
}

export interface Invited {
  memberId: string
  handle: string
  email: string
  /** of the link */
  token: string
}

let people = 0
export async function invited(api: TestApi, role: DefaultRole = 'programme_manager'): Promise<Invited> {
  const handle = `person${(people += 1)}`
  const email = `Person${people}@Example.org`
  const body = { handle, name: `Person ${people}`, email, roles: [{ role }] }
  const made = await api.call('POST', '/staff', { as: 'administrator', body })
  expect(made.status, made.text).toBe(201)
  return { memberId: made.json.id, handle, email, token: made.json.link.split('#')[1] }
}

/** Somebody who has set a password. */
export async function member(api: TestApi, role: DefaultRole = 'programme_manager'): Promise<Invited> {
  const who = await invited(api, role)
  expect((await browser(api).ask('POST', '/links/use', { token: who.token, password })).status).toBe(200)
  return who
}
