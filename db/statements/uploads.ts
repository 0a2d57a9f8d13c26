/**
 * Files on their way in: stored sealed, piece by piece as they arrive, so that none is ever held in memory. A statement takes
 * over what was uploaded whole; of anything else nothing stays.
 */
import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { UploadId } from '../../domain/ids.js'
import type { House } from '../database.js'
import { given } from '../given.js'

export interface Upload {
  readonly uploadId: UploadId
  readonly bytes: number
  /** SHA-256 of the whole, hexadecimal */
  readonly digest: string
}

const pieceBytes = 256 * 1024
/** So many are stored at once: four megabytes are all that is held. */
const piecesAtOnce = 16

/**
 * Stores a file as it comes in, in transactions of its own: outside of every other. What breaks off leaves nothing behind;
 * after a kill in the middle, `tidyUploads` takes it away.
 * @throws whatever the source throws
 */
export async function takeUpload(
  house: House,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Upload> {
  const uploadId = randomUUID() as UploadId
  const hash = createHash('sha256')
  let [bytes, position] = [0, 0]
  let waiting: Buffer[] = []
  const store = async (): Promise<void> => {
    const pieces = waiting.map(piece => ({ position: position++, piece: house.sealing.sealBytes(piece) }))
    waiting = []
    if (pieces.length === 0) return
    await sql`
      insert into statement_piece (upload_id, position, piece_enc)
      select ${uploadId}, v.position, v.piece from ${given('v', pieces, { position: 'int', piece: 'bytea' })}`.execute(
      house.db,
    )
  }
  try {
    for await (const piece of piecesOfSize(source)) {
      hash.update(piece)
      bytes += piece.length
      if (waiting.push(piece) === piecesAtOnce) await store()
    }
    await store()
  } catch (error) {
    await dropUpload(house, uploadId)
    throw error
  }
  return { uploadId, bytes, digest: hash.digest('hex') }
}

/** However the network has cut it. */
async function* piecesOfSize(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafe(pieceBytes)
  let filled = 0
  for await (const part of source) {
    for (let from = 0; from < part.length;) {
      const some = part.subarray(from, from + pieceBytes - filled)
      piece.set(some, filled)
      filled += some.length
      from += some.length
      if (filled < pieceBytes) continue
      yield piece
      piece = Buffer.allocUnsafe(pieceBytes)
      filled = 0
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}

/** The file as it was given, piece by piece. */
export async function* piecesOf(house: House, uploadId: UploadId): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position++) {
    const row = await house.db
      .selectFrom('statement_piece')
      .select('piece_enc')
      .where('upload_id', '=', uploadId)
      .where('position', '=', position)
      .executeTakeFirst()
    if (!row) return
    yield house.sealing.openBytes(row.piece_enc)
  }
}

const unclaimed = sql`not exists (
  select from statement_file f where f.upload_id = p.upload_id and f.state in ('stored','reading','matching'))`

/** Nothing where a statement has taken it over. */
export async function dropUpload(house: House, uploadId: UploadId): Promise<void> {
  await sql`delete from statement_piece p where p.upload_id = ${uploadId} and ${unclaimed}`.execute(house.db)
}

/** What a process left behind that was ended in the middle. @returns how many pieces went */
export async function tidyUploads(house: House): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (
      delete from statement_piece p where p.stored_at < now() - interval '1 day' and ${unclaimed} returning 1)
    select count(*)::int as gone from gone`.execute(house.db)
  return rows[0]?.gone ?? 0
}
