/** What the pages of lists and files of people ask. */
import { api, ask } from '../../api/client.ts'
import { asField, asForm } from '../../api/files.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const

/** Asked every two seconds while one of them is taken in. */
export const importsQuery = (id: string) =>
  ({
    queryKey: ['imports', id],
    queryFn: async () => (await ask(api.GET('/programmes/{id}/imports', of(id)))).items,
    refetchInterval: ({ state }: { state: { data?: readonly { readonly state: string }[] | undefined } }) =>
      state.data?.some(each => each.state === 'stored' || each.state === 'running') ? 2_000 : 30_000,
  }) as const

export const fileOf = (file: File | null): File => {
  if (!file) throw new Error('No file is chosen.')
  return file
}

/** Names a file where it can not be compared itself. */
export const markOf = (file: File | null) => [file?.name, file?.size, file?.lastModified] as const

export const columnsQuery = (id: string, file: File | null) =>
  ({
    queryKey: ['columns', id, ...markOf(file)],
    queryFn: () =>
      ask(
        api.POST('/programmes/{id}/imports/columns', {
          ...of(id),
          body: { file: asField(fileOf(file)) },
          bodySerializer: asForm,
        }),
      ),
    enabled: file !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  }) as const
