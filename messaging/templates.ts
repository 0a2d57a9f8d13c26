/** Whether a carrier's template can say what a text says: every variable filled, none too many. */
import type { TemplateFacts } from './contract.js'

export interface TemplateCheck {
  /** what keeps it from being sent, whoever approves it */
  readonly wrong: readonly string[]
  /** what staff should know */
  readonly notes: readonly string[]
}

/** @param given which of our placeholders its variables 1, 2, … are, in their order */
export function checkTemplate(
  { variables, language: theirs, approval }: TemplateFacts,
  { given, language }: { given: readonly string[]; language: string },
): TemplateCheck {
  const named = variables.filter(name => !/^[1-9]\d{0,2}$/.test(name))
  const empty = variables.filter(name => !named.includes(name) && Number(name) > given.length)
  const unused = given.map((_, at) => String(at + 1)).filter(name => !variables.includes(name))
  return {
    wrong: [
      ...named.map(name => `Its variable {{${name}}} has a name: number the variables of the template 1, 2, 3.`),
      ...empty.map(name => `Its variable {{${name}}} is not filled: name a placeholder for it.`),
      ...unused.map(name => `It has no variable {{${name}}}: take “${given[Number(name) - 1] ?? ''}” away.`),
    ],
    notes: [
      ...(approval === 'approved' ? [] : [approvals[approval]]),
      ...(sameLanguage(theirs, language) ? [] : [`The template is in “${theirs}”, the text in “${language}”.`]),
    ],
  }
}

const approvals = {
  unsubmitted:
    'It was not submitted for approval: until it is approved WhatsApp takes it only from people who have just written.',
  waiting: 'It waits for approval: until then WhatsApp takes it only from people who have just written.',
  rejected: 'WhatsApp has rejected it: change it in the carrier’s console and submit it anew.',
  paused: 'WhatsApp has paused it, because people complained or blocked: look at it in the carrier’s console.',
  disabled: 'WhatsApp has disabled it: make another one.',
  unclear: 'The carrier says of its approval what we do not know: look in its console.',
} as const

/** `en_GB` and `en` are one. */
const sameLanguage = (one: string, other: string): boolean => one.split(/[_-]/)[0] === other.split(/[_-]/)[0]
