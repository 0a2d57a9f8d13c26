/** Files as the API takes and gives them. */
import { sessionEnd } from './client.ts'
import { Problem, problemOf } from './problem.ts'

/** A file and what is said with it, as forms of browsers send them. */
export const asForm = (body: unknown): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(body ?? {}))
    form.append(name, value instanceof Blob ? value : String(value))
  return form
}
/** What the description of the API calls a string is a file to a browser. */
export const asField = (file: File): string => file as unknown as string

/** @throws Problem where the API refuses it, or nothing answers */
export const fetchFile = async (path: string): Promise<Blob> => (await fetchNamedFile(path)).file

/** With the name that the API gives it. @throws Problem */
export async function fetchNamedFile(path: string): Promise<{ file: Blob; name: string }> {
  const answer = await fetch(path, { credentials: 'same-origin' }).catch(() => {
    throw new Problem(0, 'offline', '')
  })
  if (answer.ok) {
    const [, name] = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? []
    return { file: await answer.blob(), name: name ?? path.replace(/\?.*$/, '').replace(/^.*\//, '') }
  }
  if (answer.status === 401) sessionEnd.set(true)
  throw problemOf(answer.status, await answer.json().catch(() => null))
}

/** Hands a file to the browser, which puts it where people keep theirs. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has begun by then; kept any longer it would hold the whole file.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Rows as a CSV that spreadsheets read right: what people wrote is no formula. */
export function asCsv(rows: readonly (readonly (string | number)[])[]): Blob {
  const cell = (value: string | number): string => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
    return `"${text.replaceAll('"', '""')}"`
  }
  const text = rows.map(row => row.map(cell).join(',')).join('\r\n')
  return new Blob([`\ufeff${text}\r\n`], { type: 'text/csv;charset=utf-8' })
}
