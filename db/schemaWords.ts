/** Words and column shapes that several tables share. */
import type { ColumnType, JSONColumnType } from 'kysely'

/** A jsonb column with a default: may be left out when a row is made. */
export type Json<T extends object> = ColumnType<T, string | undefined, string>
/** A jsonb column that may be null. */
export type MaybeJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>
/** jsonb that must be given. */
export type GivenJson<T extends object> = JSONColumnType<T>

export type KeyPurpose = 'field' | 'lookup' | 'payload'
export type AccountCheckState = 'unchecked' | 'pending' | 'ok' | 'cannot_receive' | 'unclear'
export type { AtDeadline, CaseKind } from '../domain/cases.js'
/** Why a callback was not taken: it came from an address that is not listed, or is nothing that could be kept. */
export type RefusedFor = 'source' | 'content_type' | 'too_large' | 'malformed'
/** Why a balance was asked for: before payouts are sent, by the caretaker, before a start, by a person. */
export type FloatSource = 'sending' | 'caretaker' | 'starting' | 'asked'
