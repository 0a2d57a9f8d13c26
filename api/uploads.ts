/** Bodies that are files too large to be held: they go into the house as they arrive (db/statements/uploads.ts). */
import type { Context } from 'hono'
import type { House } from '../db/database.js'
import { dropUpload, takeUpload, type Upload } from '../db/statements/uploads.js'
import { arrivingOf, fileTypeOf, refuseUnstorable } from './bodies.js'
import { readForm } from './multipart.js'

/** A file that lies in the house. Nobody has taken it over yet. */
export interface StoredFile extends Upload {
  /** what the client calls it, for people only */
  readonly name: string
}

/** What was uploaded with a request, unbelieved; `drop` takes away what nobody has taken over. */
export interface Uploaded {
  readonly body: unknown
  drop(): Promise<void>
}

export async function uploadedWith(c: Context, house: House, maxBytes: number): Promise<Uploaded> {
  const type = fileTypeOf(c)
  const arriving = arrivingOf(c, maxBytes)
  const taken: StoredFile[] = []
  const drop = async (): Promise<void> => {
    for (const { uploadId } of taken.splice(0)) await dropUpload(house, uploadId)
  }
  const take = async (name: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile> => {
    const file = { name, ...(await takeUpload(house, content)) }
    taken.push(file)
    return file
  }
  try {
    const body =
      type === 'multipart/form-data'
        ? await readForm(arriving, c.req.header('content-type') ?? '', take)
        : { file: await take('list.csv', arriving) }
    refuseUnstorable('body', body)
    return { body, drop }
  } catch (error) {
    await drop()
    throw error
  }
}
