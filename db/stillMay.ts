/**
 * May whoever asked for something still do it? An act waits for its life, a life for its worker, and a long file for its
 * last byte: what somebody held at the door is asked of the rows again where it is done. Whatever they were given or lost
 * meanwhile counts at once.
 */
import { sql } from 'kysely'
import { refused, type Refused } from '../domain/done.js'
import type { BeneficiaryId } from '../domain/ids.js'
import { mkono, type By } from '../domain/people.js'
import type { Permission } from '../domain/permissions.js'
import { reaches, reachOf, type Reach, type Whereabouts } from '../domain/reach.js'
import type { House } from './database.js'
import { heldNow, isKnownHere } from './roles.js'

/**
 * How far somebody reaches for this at this moment, by all that they hold; null for whoever never had an account or a token
 * and for the house: they come by no door at which anybody asked.
 */
export async function reachNow(
  house: House,
  { by, permission, whole = false }: { by: By; permission: Permission; whole?: boolean },
): Promise<Reach | null> {
  if (by.person === mkono.person || !(await isKnownHere(house, by.person))) return null
  return reachOf(await heldNow(house, by.person), permission, whole)
}

/** Why they may not do this to one person any more; null where they may. Of nobody it says nothing: the act itself does. */
export async function refuseUnlessMay(
  house: House,
  { by, permission, beneficiaryId }: { by: By; permission: Permission; beneficiaryId: BeneficiaryId },
): Promise<Refused | null> {
  const reach = await reachNow(house, { by, permission })
  if (reach === null || reach.everywhere) return null
  const { rows } = await sql<Whereabouts>`
    select programme_id as "programmeId", place, partner from beneficiary where id = ${beneficiaryId}`.execute(house.db)
  const [person] = rows
  return person && !reaches(reach, person) ? mayNoLonger(permission) : null
}

export const mayNoLonger = (permission: Permission): Refused =>
  refused(
    'four_eyes',
    `It was not done: it takes the permission ${permission}, which was taken away from whoever asked before it came to it.`,
  )
