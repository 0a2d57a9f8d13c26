/** Whoever looks at what identifies a person or proves a payment is written down, beside whoever changes something. */
import { recordAct } from '../db/audit.js'
import type { House } from '../db/database.js'
import type { ActName } from '../domain/acts.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'

/**
 * @param what e.g. `evidence read`; the id is of what was looked at
 * @param programmeId lets whoever reaches that whole programme see who looked
 */
export const noteReading = (
  house: House,
  by: By,
  what: ActName,
  id: string,
  programmeId?: ProgrammeId,
): Promise<void> => recordAct(house, { by, act: what, programmeId, subject: ['personal data', id] })
