/**
 * Mail as the environment says, for the API and the worker alike:
 *
 * MKONO_MAIL (smtp:// or smtps:// with user and password; without it no mail is sent), or MKONO_MAIL_FILE, a file with it
 * MKONO_MAIL_FROM (`Mkono <mkono@example.org>`) · MKONO_PUBLIC_URL (what links begin with)
 */
import { readFileSync } from 'node:fs'
import { done, refused, type Done } from '../domain/done.js'

/** Where letters are handed over, and from whom they are. */
export interface MailPlace {
  readonly host: string
  readonly port: number
  /** `implicit`: TLS from the first byte; `demanded`: by STARTTLS or not at all; `offered`: if the server has it, this machine only */
  readonly tls: 'implicit' | 'demanded' | 'offered'
  readonly login: { readonly user: string; readonly password: string } | null
  readonly from: { readonly name: string; readonly address: string }
  /** without a slash at its end */
  readonly publicUrl: string
}

type Env = Readonly<Record<string, string | undefined>>

/** @returns null where no mail is set up; refused with one sentence that says what to set and repeats no secret */
export function mailOf(env: Env): Done<{ mail: MailPlace | null }> {
  const given = env['MKONO_MAIL'] || readFile(env['MKONO_MAIL_FILE'])
  if (given === null) return refused('invalid', 'MKONO_MAIL_FILE names a file that can not be read.')
  if (given === '') return done({ mail: null })
  const server = serverOf(given)
  if (!server)
    return refused(
      'invalid',
      'MKONO_MAIL must look like smtps://user:password@mail.example.org, or smtp:// for STARTTLS.',
    )
  const from = fromOf(env['MKONO_MAIL_FROM'] ?? '')
  if (!from)
    return refused('invalid', 'MKONO_MAIL_FROM must be set where MKONO_MAIL is, like Mkono <mkono@example.org>.')
  const publicUrl = (env['MKONO_PUBLIC_URL'] ?? '').replace(/\/+$/, '')
  if (!URL.canParse(publicUrl) || !/^https?:$/.test(new URL(publicUrl).protocol))
    return refused('invalid', 'MKONO_PUBLIC_URL must be set where MKONO_MAIL is: links in e-mails begin with it.')
  return done({ mail: { ...server, from, publicUrl } })
}

/** Empty where none is named, null where it can not be read. */
function readFile(file: string | undefined): string | null {
  if (!file) return ''
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host)

function serverOf(text: string): Pick<MailPlace, 'host' | 'port' | 'tls' | 'login'> | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const { protocol, hostname: host, username, password } = url
  if (!/^smtps?:$/.test(protocol) || host === '' || !/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    return null
  const user = decoded(username)
  const word = decoded(password)
  if (user === null || word === null || (user === '') !== (word === '')) return null
  const tls = protocol === 'smtps:' ? 'implicit' : isLoopback(host) ? 'offered' : 'demanded'
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (tls === 'implicit' ? 465 : 587) : Number(url.port),
    tls,
    login: user === '' ? null : { user, password: word },
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function fromOf(text: string): MailPlace['from'] | null {
  const [, name = '', inBrackets, alone] =
    /^\s*(?:"?([^"<>\r\n]{0,100}?)"?\s*<([^\s<>@,;]+@[^\s<>@,;]+)>|([^\s<>@,;]+@[^\s<>@,;]+))\s*$/.exec(text) ?? []
  const address = inBrackets ?? alone
  return address === undefined ? null : { name: name.trim() || 'Mkono', address }
}
