/** People who are invited: a programme, a partner’s selection, and phones that open what they are sent. All invented. */
import type { ProgrammeId } from '../../domain/ids.js'
import { aProgramme, type TestApi } from './apiGround.js'

/** In Kenya, in English and Swahili; nobody is told anything unless messages are set up. */
export async function anInvitingProgramme(api: TestApi): Promise<ProgrammeId> {
  const body = aProgramme({ languages: ['en', 'sw'] })
  const made = await api.call('POST', '/programmes', { as: 'administrator', body })
  if (made.status !== 201) throw new Error(made.text)
  return made.json.id as ProgrammeId
}

export type Row = Partial<Record<'name' | 'phone' | 'email' | 'language' | 'place' | 'reference', string>>
const columns = ['name', 'phone', 'email', 'language', 'place', 'reference'] as const
export const selection = (rows: readonly Row[]): string =>
  [columns.join(','), ...rows.map(row => columns.map(column => row[column] ?? '').join(','))].join('\n')

/** A selection as staff hand it in. */
export async function give(
  api: TestApi,
  programmeId: ProgrammeId,
  rows: readonly Row[],
  { dry = false, ...fields }: Record<string, string> & { dry?: boolean } = {} as never,
) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ partner: 'Isiolo Women', ...fields })) form.set(name, String(value))
  form.set('file', new Blob([selection(rows)], { type: 'text/csv' }), 'selection.csv')
  const sent = new Response(form)
  const raw = new Uint8Array(await sent.arrayBuffer())
  const type = sent.headers.get('content-type') ?? ''
  return api.call('POST', `/programmes/${programmeId}/invitations${dry ? '/dry-run' : ''}`, { raw, type })
}

export interface Seen {
  status: number
  headers: Headers
  text: string
}

/** A phone: it follows where it is sent, as a browser does. */
export function aPhone(api: TestApi) {
  const look = async (path: string): Promise<Seen> => {
    const answer = await api.app.request(path)
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const post = async (
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Seen> => {
    const answer = await api.app.request(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        origin: 'null',
        ...headers,
      },
      body: new URLSearchParams(form).toString(),
    })
    const to = answer.headers.get('location')
    if (answer.status === 303 && to) return look(new URL(to, `http://here${path}`).href.replace('http://here', ''))
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  return { look, post }
}

export const registering = (over: Record<string, string> = {}): Record<string, string> => ({
  do: 'register',
  lang: 'en',
  name: 'Amina Wanjiru',
  phone: '0712 345 678',
  household: '4',
  spoken: 'sw',
  consent: 'yes',
  ...over,
})
