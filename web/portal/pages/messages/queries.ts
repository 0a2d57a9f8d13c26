/** What pages ask about messages. */
import { api, ask } from '../../api/client.ts'

export const pageSize = 25

export const inboxQuery = (id: string, after: string | undefined) =>
  ({
    queryKey: ['messages', id, 'inbox', after],
    queryFn: () => {
      const query = { limit: pageSize, ...(after && { after }) }
      return ask(api.GET('/programmes/{id}/inbox', { params: { path: { id }, query } }))
    },
  }) as const

export const strangersQuery = (after: string | undefined) =>
  ({
    queryKey: ['messages', 'strangers', after],
    queryFn: () =>
      ask(api.GET('/inbox/strangers', { params: { query: { limit: pageSize, ...(after && { after }) } } })),
  }) as const

export const broadcastsQuery = (id: string) =>
  ({
    queryKey: ['messages', id, 'broadcasts'],
    queryFn: () => ask(api.GET('/programmes/{id}/broadcasts', { params: { path: { id } } })),
  }) as const

export const broadcastQuery = (id: string) =>
  ({
    queryKey: ['broadcast', id],
    queryFn: () => ask(api.GET('/broadcasts/{id}', { params: { path: { id } } })),
  }) as const

export const dryRunQuery = (id: string) =>
  ({
    queryKey: ['broadcast', id, 'dry-run'],
    queryFn: () => ask(api.GET('/broadcasts/{id}/dry-run', { params: { path: { id } } })),
  }) as const

export const broadcastPeopleQuery = (id: string, after: string | undefined) =>
  ({
    queryKey: ['broadcast', id, 'people', after],
    queryFn: () => {
      const query = { limit: pageSize, ...(after && { after }) }
      return ask(api.GET('/broadcasts/{id}/people', { params: { path: { id }, query } }))
    },
  }) as const

export const textsQuery = (id: string) =>
  ({
    queryKey: ['messages', id, 'texts'],
    queryFn: () => ask(api.GET('/programmes/{id}/message-texts', { params: { path: { id } } })),
  }) as const

export const wordsQuery = (id: string, version: number | undefined) =>
  ({
    queryKey: ['messages', id, 'words', version],
    queryFn: () => {
      const query = version === undefined ? {} : { version }
      return ask(api.GET('/programmes/{id}/answer-words', { params: { path: { id }, query } }))
    },
  }) as const

export const totalsQuery = (id: string) =>
  ({
    queryKey: ['messages', id, 'totals'],
    queryFn: () => ask(api.GET('/programmes/{id}/message-totals', { params: { path: { id } } })),
  }) as const

/** So many go to paper together: a place’s list is one print, not one of four. */
export const printedAtOnce = 100

export const toPrintQuery = (id: string, after: string | undefined) =>
  ({
    queryKey: ['messages', id, 'print', after],
    queryFn: () => {
      const query = { limit: printedAtOnce, ...(after && { after }) }
      return ask(api.GET('/programmes/{id}/messages-to-print', { params: { path: { id }, query } }))
    },
  }) as const

export const withoutWordQuery = (id: string, after: string | undefined) =>
  ({
    queryKey: ['messages', id, 'withoutWord', after],
    queryFn: () => {
      const query = { limit: pageSize, ...(after && { after }) }
      return ask(api.GET('/programmes/{id}/messages-without-word', { params: { path: { id }, query } }))
    },
  }) as const
