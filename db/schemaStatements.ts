/** Tables of FSPs' statements. */
import type { Generated } from 'kysely'
import type { AttemptState } from '../domain/attempt.js'
import type {
  AttemptId,
  FspAccountId,
  PayoutId,
  StatementId,
  StatementLineId,
  StatementProfileId,
  UploadId,
} from '../domain/ids.js'
import type { LineKind, LineResult, LineStatus } from '../domain/statement.js'
import type { StatementProfile } from '../domain/statementProfile.js'
import type { RowTrouble } from '../domain/statementReader.js'
import type { GivenJson, Json } from './schemaWords.js'

export interface StatementProfileTable {
  id: Generated<StatementProfileId>
  fsp_account_id: FspAccountId
  name: string
  rules: GivenJson<StatementProfile>
  made_by: string
  made_at: Generated<Date>
}

export interface StatementFileTable {
  id: Generated<StatementId>
  fsp_account_id: FspAccountId
  profile_name: string
  rules: GivenJson<StatementProfile>
  file_name: string
  file_digest: Buffer
  upload_id: UploadId
  state: Generated<'stored' | 'reading' | 'matching' | 'done' | 'failed'>
  /** of one that failed */
  why: string | null
  short_code: string | null
  /** what it covers: as it says itself, or from its first line to its last */
  period_from: Date | null
  period_to: Date | null
  /** the last row of the sheet that is stored: the checkpoint */
  rows_read: Generated<number>
  lines: Generated<number>
  /** of them, those that another file had brought */
  lines_known: Generated<number>
  rows_unread: Generated<number>
  counts: Json<Record<string, number>>
  next_check_at: Generated<Date>
  created_by: string
  created_at: Generated<Date>
  finished_at: Date | null
}

export interface StatementPieceTable {
  upload_id: UploadId
  position: number
  piece_enc: Buffer
  stored_at: Generated<Date>
}

export interface StatementUnreadTable {
  file_id: StatementId
  row_number: number
  troubles: GivenJson<readonly RowTrouble[]>
}

export interface StatementLineTable {
  id: StatementLineId
  fsp_account_id: FspAccountId
  file_id: StatementId
  row_number: number
  /** among the lines of its file, from 0: where its content lies */
  place: number
  /** another file that had it, and in how many it was seen */
  last_file_id: StatementId | null
  seen: Generated<number>
  at: Date
  kind: LineKind
  direction: 'out' | 'in'
  status: LineStatus
  own: boolean
  amount_minor: bigint
  receipt_lookup: Buffer | null
  transaction_id: string | null
  attempt_key: string | null
  linked_lookup: Buffer | null
  number_lookup: Buffer | null
  attempt_id: AttemptId | null
  /** what the attempt was before this line said otherwise */
  was: AttemptState | null
  /** by receipt, transaction id or key; or by number, amount and time */
  matched_by: 'name' | 'number' | null
  result: LineResult | null
}

export interface StatementContentTable {
  file_id: StatementId
  first: number
  lines: number
  content_enc: Buffer
}

export interface StatementGapTable {
  attempt_id: AttemptId
  payout_id: PayoutId
  fsp_account_id: FspAccountId
  file_id: StatementId
  at: Date
  /** only a callback or the answer to our call had told that it was paid */
  hearsay: boolean
  found_at: Generated<Date>
  ended_at: Date | null
}
