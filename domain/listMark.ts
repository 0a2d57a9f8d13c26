/**
 * What every copy of an approved list carries, in its text, its QR code and its properties: which list it is, and the hash
 * that was approved. Nothing in it is personal, so it may be read out, typed and sent.
 */
import { isUuid, type DistributionId } from './ids.js'

export interface ListMark {
  readonly distributionId: DistributionId
  /** SHA-256 of the frozen list, hex */
  readonly hash: string
}

export const listMark = ({ distributionId, hash }: ListMark): string => `mkono:list:${distributionId}:${hash}`

const form = /mkono:list:([0-9a-f-]{36}):([0-9a-f]{64})(?![0-9a-f])/

/** The first mark in a text, whatever stands around it; null where there is none. */
export function findListMark(text: string): ListMark | null {
  const [, id = '', hash = ''] = form.exec(text.toLowerCase()) ?? []
  return isUuid(id) ? { distributionId: id as DistributionId, hash } : null
}
