/** A template in Twilio's Content API: its variables, its language, and how far its approval for WhatsApp is (facts 3.3). */
import { z } from 'zod'
import { parseKeepingLiterals } from '../../wire/literals.js'
import type { HttpResult } from '../../wire/http.js'
import { CarrierUnreachable, type TemplateApproval, type TemplateFacts } from '../contract.js'
import { tabled } from '../tabled.js'
import { throughTwilio, type Hooks } from './client.js'
import { bodyOf } from './find.js'
import type { TwilioAccount } from './settings.js'

const content = z.object({
  language: z.string().max(20).catch(''),
  variables: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  types: z.record(z.string(), z.unknown()),
})
const approvals = z.object({
  whatsapp: z.object({ status: z.string(), rejection_reason: z.string().nullish() }).partial().nullish(),
})

const approvalWords: Readonly<Record<string, TemplateApproval>> = {
  unsubmitted: 'unsubmitted',
  received: 'waiting',
  pending: 'waiting',
  approved: 'approved',
  rejected: 'rejected',
  paused: 'paused',
  disabled: 'disabled',
}

/**
 * Null: Twilio has none of this id.
 * @throws CarrierUnreachable
 */
export async function template(account: TwilioAccount, id: string, hooks: Hooks): Promise<TemplateFacts | null> {
  const made = await throughTwilio(account, hooks, client => client.content.v1.contents(id).fetch())
  if (made.is === 'answer' && made.status === 404) return null
  const read = content.safeParse(whole(made, hooks))
  if (!read.success) throw unclear()
  const asked = await throughTwilio(account, hooks, client => client.content.v1.contents(id).approvalFetch().fetch())
  const standing = approvals.safeParse(whole(asked, hooks))
  if (!standing.success) throw unclear()
  const { language, variables, types } = read.data
  return {
    language,
    variables: [...new Set([...Object.keys(variables ?? {}), ...namedIn(types)])].sort(inOrder),
    approval: tabled(approvalWords, standing.data.whatsapp?.status ?? 'unsubmitted') ?? 'unclear',
  }
}

const whole = (result: HttpResult | { is: 'notAsked' }, hooks: Hooks): unknown =>
  parseKeepingLiterals(bodyOf(result, (hooks.clock ?? Date.now)()))

/** `{{1}}`, wherever it stands: in a body, a button, the address of a picture. */
function namedIn(part: unknown): string[] {
  if (typeof part === 'string') return [...part.matchAll(/\{\{\s*([\w.-]{1,40})\s*\}\}/g)].map(([, name = '']) => name)
  if (typeof part !== 'object' || part === null) return []
  return Object.values(part).flatMap(namedIn)
}

const inOrder = (one: string, other: string): number => Number(one) - Number(other) || (one < other ? -1 : 1)

const unclear = () =>
  new CarrierUnreachable('unclear_answer', 'What Twilio says of a template could not be read: ask again later.')
