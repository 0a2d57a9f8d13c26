/** The words by which people answer a programme, beside those that Mkono knows. */
import { z } from '@hono/zod-openapi'
import { answerWordsOf, answerWordsVersion, writeAnswerWords } from '../../db/messages/answerWords.js'
import { findProgramme } from '../../db/programmes.js'
import { wordsOfLanguage } from '../../domain/answerWords.js'
import { isLanguage } from '../../domain/language.js'
import { mostWords, wrongWithOwnWords, type OwnWords } from '../../domain/ownAnswerWords.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { found, HttpProblem, settled } from '../problem.js'
import { answerWords } from '../replaceable.js'
import { route } from '../route.js'
import { moment, pathId, wholeInQuery } from '../words.js'
import { languageIn } from './messaging.js'

const noun = 'messages'
const params = pathId<'programme'>()
const path = '/programmes/{id}/answer-words'
const words = z.array(z.string())
const whole = z.number().int()

const get = route({
  method: 'get',
  path,
  about: 'programme',
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'The words by which people say yes, no and stop: ours, and those that the programme gave',
  params,
  query: z.strictObject({ version: wholeInQuery(1, 1_000_000).optional() }),
  answer: z.object({
    version: whole.openapi({ description: '0: the programme gave none' }),
    madeBy: z.string().nullable(),
    madeAt: moment.nullable(),
    basis: basisOut,
    own: z.record(z.string(), z.object({ yes: words, no: words, stop: words })),
    ours: z
      .array(
        z.object({
          language: z.string(),
          yes: words,
          no: words,
          stop: words,
          reviewed: z.boolean().openapi({ description: 'false: no speaker has confirmed them' }),
        }),
      )
      .openapi({ description: 'of the programme’s languages and English; a wish to stop is read in every language' }),
  }),
  handle: async ({ house, params, query: { version } }) => {
    const { languages } = found(await findProgramme(house, params.id), 'programme')
    const basis = await basisAt(house, answerWords, params.id)
    const kept =
      version === undefined
        ? (await answerWordsOf(house, [params.id]))[0]
        : found(await answerWordsVersion(house, { programmeId: params.id, version }), 'version')
    const own = Object.entries(kept?.words ?? {}).map(([language, { yes, no, stop = [] }]) => [
      language,
      { yes: [...yes], no: [...no], stop: [...stop] },
    ])
    return {
      version: kept?.version ?? 0,
      madeBy: kept?.madeBy ?? null,
      madeAt: kept?.madeAt ?? null,
      basis,
      own: Object.fromEntries(own) as Record<string, { yes: string[]; no: string[]; stop: string[] }>,
      ours: [...new Set([...languages.filter(isLanguage), 'en' as const])].map(language => {
        const { yes = [], no = [], stop = [], stopAlone = [], unreviewed } = wordsOfLanguage(language) ?? {}
        const reviewed = yes.length > 0 && unreviewed !== true
        return { language, yes: [...yes], no: [...no], stop: [...stop, ...stopAlone], reviewed }
      }),
    }
  },
})

const someWords = z.array(z.string().max(200)).max(mostWords).default([])
const set = route({
  method: 'put',
  path,
  about: 'programme',
  whole: true,
  noun,
  permission: 'messages.setUp',
  kind: 'stores',
  does: 'Give the next version of the programme’s own words, all languages at once; ours count beside them always',
  params,
  body: z.strictObject({
    words: z.partialRecord(languageIn, z.strictObject({ yes: someWords, no: someWords, stop: someWords })),
  }),
  replaces: ({ params }) => replaced(answerWords, params.id),
  answer: z.object({ version: whole }),
  handle: async ({ house, by, params, body }) => {
    const given: OwnWords = body.words
    const errors = wrongWithOwnWords(given).map(({ language, says }) => ({ where: `body.words.${language}`, says }))
    if (errors.length > 0)
      throw new HttpProblem('invalid', 'Correct what is named in “errors”; nothing was stored.', { errors })
    const { version } = settled(await writeAnswerWords(house, { programmeId: params.id, words: given, by }))
    return { version }
  },
})

export const answerWordRoutes = [get, set]
