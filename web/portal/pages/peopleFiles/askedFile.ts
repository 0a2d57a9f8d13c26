/** The file of people that was asked for last, by this browser: what it is, and nothing of anybody in it. */
import { recall, remember } from '../../shown/remembered.ts'

export interface Asked {
  readonly id: string
  readonly at: string
}

/** Where a second person allows it, that may take days; then it is good for one. */
const goodMs = 15 * 86_400_000
const nameOf = (programmeId: string): string => `people file.${programmeId}`

export function recallAsked(programmeId: string): Asked | null {
  const last = recall<Asked>(nameOf(programmeId))
  return last && Date.now() - new Date(last.at).getTime() < goodMs ? last : null
}

export function rememberAsked(programmeId: string, id: string): Asked {
  const now = { id, at: new Date().toISOString() }
  remember(nameOf(programmeId), now)
  return now
}
