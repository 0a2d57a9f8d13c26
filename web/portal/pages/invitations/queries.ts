/** What the page of invitations asks. */
import { api, ask } from '../../api/client.ts'
import type { InvitationSearch } from '../../searches.ts'

export const pageSize = 50

export const countsQuery = (id: string) =>
  ({
    queryKey: ['invitations', id, 'counts'],
    queryFn: () => ask(api.GET('/programmes/{id}/invitations/counts', { params: { path: { id } } })),
  }) as const

export const invitationsQuery = (id: string, search: InvitationSearch, after: string | undefined) =>
  ({
    queryKey: ['invitations', id, 'list', search, after],
    queryFn: () => {
      const query = { limit: pageSize, ...search, ...(after && { after }) }
      return ask(api.GET('/programmes/{id}/invitations', { params: { path: { id }, query } }))
    },
  }) as const

/** The cards as a file of the browser’s, which nobody else keeps. */
export async function saveCards(
  id: string,
  query: { partner?: string; invitationId?: string; all?: boolean },
): Promise<void> {
  const file = await ask(
    api.POST('/programmes/{id}/invitations/cards.pdf', { params: { path: { id }, query }, parseAs: 'blob' }),
  )
  save(file as unknown as Blob, 'invitations.pdf')
}

export async function saveCsv(id: string, query: InvitationSearch): Promise<void> {
  const file = await ask(
    api.GET('/programmes/{id}/invitations.csv', { params: { path: { id }, query }, parseAs: 'blob' }),
  )
  save(file as unknown as Blob, 'invitations.csv')
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
