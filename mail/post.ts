/** Hands letters to a mail server (SMTP, by nodemailer). One connection a letter: there are few, and far between. */
import { createTransport } from 'nodemailer'
import type { MailPlace } from './config.js'

export interface Letter {
  /** the same whenever the same letter is sent again, so that a mailbox can tell it has it already */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
}

/**
 * `later`: this letter is not taken now · `never`: nor ever · `away`: the server takes none, whatever the letter: it does
 * not answer, or does not let us in. `code` is one word and holds nothing of the server’s answer but its number.
 */
export type Delivery = { readonly is: 'sent' } | { readonly is: 'later' | 'never' | 'away'; readonly code: string }

export interface Post {
  send(letter: Letter, stopping: AbortSignal): Promise<Delivery>
}

/** No letter takes longer, whatever its server does: shorter than its lease (db/staffMail.ts). */
const longestMs = 60_000
const silenceMs = 20_000

export function openPost({ host, port, tls, login, from }: MailPlace): Post {
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'demanded',
    ...(login && { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.address.split('@')[1] ?? host
  return {
    send: async ({ id, to, subject, text }, stopping) => {
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(longestMs)])
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          to,
          envelope: { from: from.address, to: [to.address] },
          subject,
          text,
          // Nobody’s absence note answers it.
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        })
        return { is: 'sent' }
      } catch (error) {
        return deliveryOf(error)
      }
    },
  }
}

interface Refusal {
  code: string
  command: string
  responseCode: number | null
}

/** What the server has against this letter is told after its reader was named; whatever comes before is against us. */
export function deliveryOf(error: unknown): Delivery {
  const { code, command, responseCode } = refusalOf(error)
  const ofLetter = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (ofLetter && responseCode === null) return { is: 'never', code }
  if (ofLetter && /^(RCPT TO|DATA)$/.test(command) && responseCode !== null)
    return { is: responseCode >= 500 ? 'never' : 'later', code: `smtp_${responseCode}` }
  return { is: 'away', code: responseCode === null ? code : `smtp_${responseCode}` }
}

function refusalOf(error: unknown): Refusal {
  const fields: Partial<Record<string, unknown>> = error instanceof Error ? { ...error } : {}
  const { code, command, responseCode } = fields
  return {
    code: typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'UNKNOWN',
    command: typeof command === 'string' ? command : '',
    responseCode: typeof responseCode === 'number' && responseCode > 0 ? responseCode : null,
  }
}
