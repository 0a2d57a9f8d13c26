/** Lists and reports of a distribution that leave the house as documents: which there are, and what of people they show. */
import type { Permission } from './permissions.js'

/** `approved`: what was approved, the same for ever. `closing`: what became of it, as of a moment. */
export const listKinds = ['approved', 'closing'] as const
export type ListKind = (typeof listKinds)[number]

export const listFormats = ['pdf', 'xlsx', 'csv'] as const
export type ListFormat = (typeof listFormats)[number]

/** `references`: the programme’s numbers of people and masked phone numbers. `names`: names too. `numbers`: everything. */
export const listShows = ['references', 'names', 'numbers'] as const
export type ListShows = (typeof listShows)[number]

/** What somebody must be allowed, for everybody on the list, beside issuing lists at all. */
export const neededFor: Readonly<Record<ListShows, readonly Permission[]>> = {
  references: [],
  names: ['people.export', 'people.seeNames'],
  numbers: ['people.export', 'people.seeNames', 'people.seeNumbers'],
}
