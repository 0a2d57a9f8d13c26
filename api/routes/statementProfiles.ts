/** How the statements of an FSP account are written, mapped by hand and saved under a name. */
import { z } from '@hono/zod-openapi'
import { listProfiles, removeProfile, saveProfile } from '../../db/statements/profiles.js'
import { signRules, statementFields, wordLists } from '../../domain/statementProfile.js'
import { settled } from '../problem.js'
import { route } from '../route.js'
import { anId, done, doneOut, moment, pathId, shortText } from '../words.js'

const noun = 'statements'
const words = z.partialRecord(z.enum(wordLists), z.array(shortText(60)).max(50))

const list = route({
  method: 'get',
  path: '/fsp-accounts/{id}/statement-profiles',
  about: 'house',
  noun,
  permission: 'statements.read',
  kind: 'reads',
  does: 'The saved profiles of an account; “mpesa” is built in and not among them',
  params: pathId<'fspAccount'>(),
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        name: z.string(),
        columns: z.record(z.string(), z.array(z.string())),
        sign: z.enum(signRules),
        dates: z.string(),
        decimal: z.string(),
        timeZone: z.string().nullable(),
        words: z.record(z.string(), z.array(z.string())),
        madeBy: z.string(),
        madeAt: moment,
      }),
    ),
  }),
  handle: async ({ house, params }) => ({
    items: (await listProfiles(house, params.id)).map(({ profileId, name, rules, madeBy, madeAt }) => {
      const { columns, sign, dates, decimal, timeZone, words } = rules
      const listed = (record: object): Record<string, string[]> => ({ ...record })
      return {
        ...{ id: profileId, name, sign, dates, decimal, timeZone, madeBy, madeAt },
        columns: listed(columns),
        words: listed(words),
      }
    }),
  }),
})

const save = route({
  method: 'put',
  path: '/fsp-accounts/{id}/statement-profiles',
  about: 'house',
  noun,
  permission: 'statements.give',
  kind: 'stores',
  does: 'Save how statements are written, in the place of the profile of that name; try it with a preview',
  more: 'A column that is named must be there in every file. Words are compared without case: completed, failed, pending, out and in with the whole cell; charge, reversal and own (a movement of the account itself) with any part of it.',
  params: pathId<'fspAccount'>(),
  body: z.strictObject({
    name: shortText(60),
    columns: z.partialRecord(z.enum(statementFields), shortText(120)),
    sign: z.enum(signRules),
    dates: z
      .enum(['ymd', 'dmy', 'mdy'])
      .openapi({ description: 'a year of four digits in front is always understood' }),
    decimal: z.enum(['.', ',']).default('.'),
    timeZone: shortText(60).optional().openapi({ description: 'IANA; that of the account’s country unless given' }),
    words: words.optional(),
  }),
  answer: z.object({ id: anId }),
  handle: async ({ house, by, params, body: { name, ...given } }) => {
    const { profileId } = settled(await saveProfile(house, { fspAccountId: params.id, name, given, by }))
    return { id: profileId }
  },
})

const remove = route({
  method: 'post',
  path: '/statement-profiles/{id}/remove',
  about: 'house',
  noun,
  permission: 'statements.give',
  kind: 'stores',
  does: 'Remove a profile; statements that were read by it stay as they are',
  params: pathId<'statementProfile'>(),
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(await removeProfile(house, { profileId: params.id, by }))
    return done
  },
})

export const statementProfileRoutes = [list, save, remove]
