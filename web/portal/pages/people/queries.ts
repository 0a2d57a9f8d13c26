/** What pages ask about people. What is looked for is personal, so it travels in a body and never in an address. */
import { api, ask } from '../../api/client.ts'
import type { PeopleSearch } from '../../searches.ts'

export const pageSize = 50

/** Who is meant by the filters of the table, as the API takes it. */
export const whoOf = ({ state, check, place, held, alike, language, list, field, value }: PeopleSearch) => ({
  ...(state === undefined ? {} : { states: [state] }),
  ...(check === undefined ? {} : { accountChecks: [check] }),
  ...(place === undefined ? {} : { place }),
  ...(held === undefined ? {} : { held }),
  ...(alike === undefined ? {} : { duplicateOpen: alike }),
  ...(language === undefined ? {} : { languages: [language] }),
  ...(list === undefined ? {} : { importId: list }),
  ...(field === undefined || value === undefined ? {} : { custom: { [field]: value } }),
})

export const peopleQuery = (programmeId: string, search: PeopleSearch, text: string, after: string | undefined) =>
  ({
    queryKey: ['people', programmeId, search, text, after],
    queryFn: () =>
      ask(
        api.POST('/programmes/{id}/beneficiaries/search', {
          params: { path: { id: programmeId } },
          body: {
            ...(text === '' ? {} : { search: text }),
            who: whoOf(search),
            ...(search.sort === undefined ? {} : { sort: search.sort }),
            ...(search.down === undefined ? {} : { descending: search.down }),
            ...(after === undefined ? {} : { after }),
            limit: pageSize,
          },
        }),
      ),
  }) as const

/** Is there a round of a calendar at all? */
export const anyRoundQuery = (programmeId: string) =>
  ({
    queryKey: ['programme', programmeId, 'rounds', 'any'],
    queryFn: async () => {
      const params = { path: { id: programmeId }, query: { limit: 1 } }
      return (await ask(api.GET('/programmes/{id}/rounds', { params }))).items.length > 0
    },
  }) as const

/** What somebody was due in each round of the calendar, and why. */
export const entitlementsQuery = (id: string) =>
  ({
    queryKey: ['person', id, 'entitlements'],
    queryFn: () => ask(api.GET('/beneficiaries/{id}/entitlements', { params: { path: { id } } })),
  }) as const

export const storyQuery = (id: string) =>
  ({
    queryKey: ['person', id],
    queryFn: () => ask(api.GET('/beneficiaries/{id}', { params: { path: { id } } })),
  }) as const

export const conversationQuery = (id: string) =>
  ({
    queryKey: ['person', id, 'messages'],
    queryFn: () => ask(api.GET('/beneficiaries/{id}/messages', { params: { path: { id } } })),
  }) as const

/** How many numbers are known to receive, and how many wait to be asked about. */
export const checksQuery = (programmeId: string) =>
  ({
    queryKey: ['checks', programmeId],
    queryFn: () => ask(api.GET('/programmes/{id}/account-checks', { params: { path: { id: programmeId } } })),
  }) as const
