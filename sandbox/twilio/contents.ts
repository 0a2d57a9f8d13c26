import type { Database } from '../database.js'
import { newSid } from '../identifiers.js'
import type { Code } from './codes.js'
import type { Approval, ApprovalStatus, ContentTypes, QuickReply } from './wire.js'

/** A template, as it was made, and its approval for WhatsApp. */
export interface Content {
  seq: number
  sid: string
  accountSid: string
  friendlyName: string
  language: string
  /** Examples, by the names or numbers of the variables. */
  variables: Record<string, string>
  types: ContentTypes & Record<string, unknown>
  createdAt: number
  /** Null: not submitted. */
  approval: (Approval & { approvedAt: number | null }) | null
}

export type NewContent = Pick<Content, 'accountSid' | 'friendlyName' | 'language' | 'variables' | 'types'>

export class Contents {
  constructor(private readonly db: Database) {}

  add(content: NewContent): Content {
    const whole = { ...content, sid: newSid('HX'), createdAt: Date.now(), approval: null }
    const seq = this.db.insert(
      'INSERT INTO twilio_content (sid, account_sid, document) VALUES (?, ?, ?)',
      whole.sid,
      whole.accountSid,
      JSON.stringify(whole),
    )
    return { ...whole, seq }
  }

  find(accountSid: string, sid: string): Content | undefined {
    const sql = 'SELECT seq, document FROM twilio_content WHERE sid = ? AND account_sid = ?'
    const row = this.db.one<{ seq: number; document: string }>(sql, sid, accountSid)
    return row && { ...(JSON.parse(row.document) as Omit<Content, 'seq'>), seq: row.seq }
  }

  /** For the control interface, which knows no account. */
  findAnywhere(sid: string): Content | undefined {
    const row = this.db.one<{ account_sid: string }>('SELECT account_sid FROM twilio_content WHERE sid = ?', sid)
    return row && this.find(row.account_sid, sid)
  }

  /** The oldest first, after the row `after`. */
  list(accountSid: string, after: number, limit: number): Content[] {
    const rows = this.db.all<{ seq: number; document: string }>(
      'SELECT seq, document FROM twilio_content WHERE account_sid = ? AND seq > ? ORDER BY seq LIMIT ?',
      accountSid,
      after,
      limit,
    )
    return rows.map(row => ({ ...(JSON.parse(row.document) as Omit<Content, 'seq'>), seq: row.seq }))
  }

  /** Submits it, or says what became of that. */
  setApproval({ seq, ...content }: Content, approval: Content['approval']): Content {
    const changed = { ...content, approval }
    this.db.run('UPDATE twilio_content SET document = ? WHERE seq = ?', JSON.stringify(changed), seq)
    return { ...changed, seq }
  }
}

/** What is known of its approval at this moment: one that has a date for it is approved from then on. */
export function approvalStatus({ approval }: Content, now: number): ApprovalStatus {
  if (!approval) return 'unsubmitted'
  const isOver = approval.status === 'received' && approval.approvedAt !== null && now >= approval.approvedAt
  return isOver ? 'approved' : approval.status
}

/** Languages in which WhatsApp takes templates, as far as they concern us: neither Turkana nor Samburu is one. */
const languages: ReadonlySet<string> = new Set(
  'af sq ar az bn bg ca zh_CN zh_HK zh_TW hr cs da nl en en_GB en_US et fil fi fr ka de el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml mr nb fa pl pt_BR pt_PT pa ro ru sr sk sl es es_AR es_ES es_MX sw sv ta te th tr uk ur uz vi zu'.split(
    ' ',
  ),
)

/** Why WhatsApp does not take this template outside the window; undefined: it does. */
export function templateTrouble(content: Content, now: number): Code | undefined {
  if (!languages.has(content.language)) return 63027
  switch (approvalStatus(content, now)) {
    case 'approved':
      return undefined
    case 'rejected':
      return 63040
    case 'paused':
      return 63041
    case 'disabled':
      return 63042
    case 'unsubmitted':
    case 'received':
    case 'pending':
      return 63027
  }
}

export interface Rendered {
  body: string
  media: string[]
  buttons: QuickReply[]
  /** Variables that the template has and the message did not give. */
  missing: string[]
}

/** The template with its variables put in; undefined: of no kind that is known here. */
export function render({ types }: Content, variables: Readonly<Record<string, string>>): Rendered | undefined {
  const missing = new Set<string>()
  const fill = (text: string): string =>
    text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_whole, name: string) => {
      const value = variables[name]
      if (value === undefined) missing.add(name)
      return value ?? ''
    })
  const quick = types['twilio/quick-reply']
  const media = types['twilio/media']
  const text = quick ?? types['twilio/text'] ?? media
  if (!text) return undefined
  const body = fill(text.body ?? '')
  const addresses = (quick || types['twilio/text'] ? [] : (media?.media ?? [])).map(fill)
  const buttons = (quick?.actions ?? []).map(({ title, id }) => ({ title: fill(title), id: fill(id) }))
  return { body, media: addresses, buttons, missing: [...missing] }
}
