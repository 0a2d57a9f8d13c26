/** What households were told, in which languages, and how one of them reads it. */
import { z } from 'zod'
import { messageKinds, type MessageKind } from '../../domain/message.js'
import { sum } from './messages.js'
import { counted } from './screen.js'
import type { Stage } from './stage.js'
import type { Told } from './story.js'

const peopleShape = z.object({ items: z.array(z.object({ id: z.string(), ref: z.string(), name: z.string() })) })
const saidShape = z.object({
  told: z.array(z.object({ kind: z.string(), language: z.string().nullable(), body: z.string().nullable() })),
})

const languages: Readonly<Record<string, string>> = { sw: 'Swahili', tuv: 'Turkana', saq: 'Samburu', en: 'English' }
const nameOf = (language: string): string => languages[language] ?? language

export async function tellMessages(stage: Stage, told: Told): Promise<void> {
  const { screen } = stage
  const { figures, counts, languages } = told.messages
  const { delivered, toReadOut, failed, fellBack, twice } = figures
  screen.chapter('What the households were told')
  const kinds = (Object.keys(messageKinds) as MessageKind[])
    .map(kind => ({ kind, count: sum(counts.filter(each => each.kind === kind)) }))
    .filter(({ count }) => count > 0)
  screen.table(kinds.map(({ kind, count }) => [String(count).padStart(4), messageKinds[kind].does]))
  screen.say(
    `${delivered} arrived by SMS, ${toReadOut} are to be read out (a phone that no SMS reaches), ${failed} failed`,
  )
  const read = [...new Set(languages.map(({ language }) => language))].map(
    language => `${sum(languages.filter(each => each.language === language))} in ${nameOf(language)}`,
  )
  screen.say(`They were written ${read.join(', ')}`)
  const unwritten = [
    ...new Set(languages.flatMap(each => (each.language === each.theirs ? [] : [nameOf(each.theirs)]))),
  ]
  if (fellBack > 0)
    screen.say(`${fellBack} of them in the next best language: nobody has written ${unwritten.join(' and ')} yet`)
  await showOne(stage, told)
  screen.say(
    twice === 0
      ? 'By the carrier’s own book nobody got the same text twice.'
      : `By the carrier’s own book ${counted(twice, 'phone')} got the same text TWICE.`,
  )
}

/** What tells of money, to the first household that reads Swahili; without its name and its receipt, as everywhere here. */
async function showOne({ maker, screen }: Stage, { programmeId }: Told): Promise<void> {
  const { items } = await maker.get(
    `/programmes/${programmeId}/beneficiaries?state=included&language=sw&limit=1`,
    peopleShape,
  )
  for (const { id, ref, name } of items) {
    const { told } = await maker.get(`/beneficiaries/${id}/messages`, saidShape)
    const body = told.find(({ kind, language }) => kind === 'payment_sent' && language === 'sw')?.body
    if (body) screen.say(`${ref} reads: “${body.replaceAll(name, ref).replace(/\b(?=[A-Z]*\d)[A-Z0-9]{8,}\b/g, '…')}”`)
  }
}
