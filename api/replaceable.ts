/** Everything that one person replaces as a whole while another may do the same: what it is made of, and who wrote it last. */
import { answerWordsOf } from '../db/messages/answerWords.js'
import { approvalStepsOf } from '../db/approvalSteps.js'
import { areasPlaced } from '../db/areas.js'
import { lastAct, settingName, type LastAct } from '../db/basis.js'
import { findCalendar, type ProgrammeCalendar } from '../db/calendars.js'
import { findField, type ProgrammeField } from '../db/customFields.js'
import type { House } from '../db/database.js'
import { findFspAccount, openFspAccount } from '../db/fspAccounts.js'
import { openCarrierAccount } from '../db/messages/carrierAccounts.js'
import { pricesOf } from '../db/messages/prices.js'
import { messagingOf } from '../db/messages/settings.js'
import { ownTexts, type OwnText } from '../db/messages/texts.js'
import { findProgramme, type Programme } from '../db/programmes.js'
import { listOwnRoles } from '../db/roles.js'
import { rolesOf } from '../db/staff.js'
import { twoPeopleOf } from '../db/twoPeople.js'
import { voucherRulesOf } from '../db/vouchers/rules.js'
import type { ActName } from '../domain/acts.js'
import type { CarrierAccountId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { Setting } from './basis.js'

/** Of a programme, under an act on it. */
const ofProgramme = (
  what: string,
  acts: readonly ActName[],
  stands: (house: House, id: ProgrammeId) => Promise<unknown>,
): Setting<ProgrammeId> => ({
  name: id => `${what} of ${id.toLowerCase()}`,
  stands,
  last: (house, id) => lastAct(house, { subject: ['programme', id], acts }),
})

/** What `PATCH /programmes/{id}` changes. */
export const aboutIn = ({ name, languages, rounds, correctionDays }: Programme): object => ({
  name,
  languages,
  rounds,
  correctionDays,
})
export const aboutProgramme = ofProgramme('about', ['programme changed', 'programme created'], async (house, id) => {
  const found = await findProgramme(house, id)
  return found && aboutIn(found)
})

export const ruleIn = (of: Programme): object => {
  const { baseMinor, membersIncluded, perExtraMemberMinor, formula, capMinor, mostInAllMinor } = of
  return { baseMinor, membersIncluded, perExtraMemberMinor, formula, capMinor, mostInAllMinor }
}
export const entitlementRule = ofProgramme(
  'entitlement rule',
  ['entitlement rule changed', 'programme created'],
  async (house, id) => {
    const found = await findProgramme(house, id)
    return found && ruleIn(found)
  },
)

export const approvalSteps = ofProgramme('approval steps', ['approval steps changed'], approvalStepsOf)

export const twoPeople: Setting<ProgrammeId> = {
  ...ofProgramme('two people', ['what takes two people changed'], async (house, id) => {
    const what = await twoPeopleOf(house, id)
    return what && [...what].sort()
  }),
  name: settingName.twoPeople,
}

/** A pause is an act of its own, and no other calendar. */
export const calendarIn = ({ calendar, roundsEach, late, missed, overlap }: ProgrammeCalendar): object => ({
  calendar,
  roundsEach,
  late,
  missed,
  overlap,
})
export const calendarOf = ofProgramme('calendar', ['calendar made', 'calendar changed'], async (house, id) => {
  const found = await findCalendar(house, id)
  return found && calendarIn(found)
})

export const messaging = ofProgramme('messages', ['messages set up'], messagingOf)

export const answerWords = ofProgramme('answer words', ['answer words written'], async (house, id) => {
  const [kept] = await answerWordsOf(house, [id])
  return kept ? { version: kept.version } : null
})

export const voucherRules = ofProgramme('voucher rules', ['voucher rules set'], async (house, id) => {
  const { timeZone: _elsewhere, ...rules } = await voucherRulesOf(house, id)
  return rules
})

export const areas = ofProgramme('areas', ['areas placed'], areasPlaced)

interface OneText {
  readonly programmeId: ProgrammeId
  readonly kind: string
  readonly language: string
}
const ownText = async (house: House, { programmeId, kind, language }: OneText): Promise<OwnText | undefined> =>
  (await ownTexts(house, programmeId)).find(each => each.kind === kind && each.language === language)

/** null: ours, which nobody has replaced yet. */
export const textIn = (own: Pick<OwnText, 'version'> | undefined): object | null =>
  own ? { version: own.version } : null
export const messageText: Setting<OneText> = {
  name: ({ programmeId, kind, language }) => `text ${kind} in ${language} of ${programmeId.toLowerCase()}`,
  stands: async (house, key) => textIn(await ownText(house, key)),
  last: async (house, key): Promise<LastAct | null> => {
    const own = await ownText(house, key)
    return own ? { by: own.madeBy, at: own.madeAt } : null
  },
}

interface PricesOf {
  readonly carrierAccountId: CarrierAccountId
  readonly programmeId: ProgrammeId | null
}
/** An empty table is one, too: nobody writes over what was taken away. */
export const prices: Setting<PricesOf> = {
  name: ({ carrierAccountId, programmeId }) =>
    `prices of ${carrierAccountId} for ${programmeId ?? 'all'}`.toLowerCase(),
  stands: (house, of) => pricesOf(house, of),
  last: (house, { carrierAccountId, programmeId }) =>
    lastAct(house, { subject: ['carrier_account', carrierAccountId], acts: ['message prices set'], programmeId }),
}

export const carrierSettings: Setting<CarrierAccountId> = {
  name: id => `carrier account ${id.toLowerCase()}`,
  stands: async (house, id) => {
    const found = await openCarrierAccount(house, id)
    return found && { settings: found.settings, credentials: found.credentials }
  },
  last: (house, id) =>
    lastAct(house, {
      subject: ['carrier_account', id],
      acts: ['carrier account changed', 'carrier account created'],
    }),
}

/** What a proposal would change, as it stands; another proposal about it is refused as long as one waits. */
export const fspAccountSettings: Setting<FspAccountId> = {
  name: settingName.fspAccount,
  stands: async (house, id) => {
    const found = await findFspAccount(house, id)
    if (!found) return null
    const { name, settings, sourceAllowList, failClosed } = found
    const { credentials } = await openFspAccount(house, id)
    return { name, settings, sourceAllowList, failClosed, credentials }
  },
  last: (house, id) =>
    lastAct(house, {
      subject: ['fsp_account', id],
      acts: ['change of an FSP account approved', 'FSP account created'],
    }),
}

export const fieldIn = ({ labels, required, rules, archivedAt }: ProgrammeField): object => ({
  labels,
  required,
  rules,
  archived: archivedAt !== null,
})
export const ownField: Setting<string> = {
  name: id => `field ${id.toLowerCase()}`,
  stands: async (house, id) => {
    const found = await findField(house, id)
    return found && fieldIn(found)
  },
  last: (house, id) => lastAct(house, { subject: ['field', id], acts: ['field changed', 'field added'] }),
}

export const permissionsIn = (permissions: readonly string[]): object => [...permissions].sort()
export const ownRole: Setting<string> = {
  name: settingName.role,
  stands: async (house, name) => {
    const found = (await listOwnRoles(house)).find(each => each.name === name)
    return found ? permissionsIn(found.permissions) : null
  },
  last: (house, name) => lastAct(house, { subject: ['role', name], acts: ['role saved'] }),
}

type Held = Awaited<ReturnType<typeof rolesOf>>
export const heldIn = (roles: Held): object =>
  roles
    .map(({ role, programmeId, areas, partner }) =>
      JSON.stringify([role, programmeId, areas && [...areas].sort(), partner]),
    )
    .sort()
export const staffRoles: Setting<string> = {
  name: settingName.rolesOf,
  stands: async (house, memberId) => heldIn(await rolesOf(house, memberId)),
  last: (house, id) => lastAct(house, { subject: ['staff', id], acts: ['staff roles changed', 'staff invited'] }),
}
