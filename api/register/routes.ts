/**
 * `/register/<token>`: the page of an invitation. Whoever comes here has no account: the secret of the link is all there is.
 * Looking changes nothing, so that whatever only looks at links uses none up. The token stands in no log (routes are logged
 * by their pattern), and no answer names anybody.
 */
import {
  declineInvited,
  invitedPage,
  openedBy,
  registerInvited,
  type InvitedPage,
  type NotTaken,
} from '../../db/invitations/answers.js'
import type { House } from '../../db/database.js'
import type { RowProblem } from '../../domain/importRow.js'
import { isLanguage } from '../../domain/language.js'
import { dayOf, shownDay, tamed } from '../../messaging/shown.js'
import { addressOf, countedBy } from '../addresses.js'
import { formOf, isForeign } from '../field/phone.js'
import { limit } from '../limits.js'
import { faceOf } from '../log.js'
import type { ApiContext } from '../mount.js'
import type { OpenRoute } from '../openRoute.js'
import type { Surroundings } from '../surroundings.js'
import { orBroken } from './broken.js'
import { endedPage, firstPage, formPage, registeredPage, surePage, type Filled } from './page.js'
import {
  askedOf,
  consentVersion,
  registerWords,
  spokenOn,
  type Asking,
  type Ended,
  type PageLanguage,
  type Wrong,
} from './words.js'

/** One person who fills in a form, and no program. */
const sendingsPerSecond = 0.2
const sendingsAtOnce = 20

const empty: Filled = { name: '', phone: '', household: '', spoken: '', consent: false }

export function registerRoutes({ house, settings, lives, log }: Surroundings): OpenRoute[] {
  const strangers = limit(settings.wrongTokensPerMinute / 60, settings.wrongTokensPerMinute)
  const phones = limit(sendingsPerSecond, sendingsAtOnce)
  const here = (c: ApiContext): House => ({ ...house, from: addressOf(c, settings) })
  const tokenOf = (c: ApiContext): string => c.req.param('token') ?? ''
  /** The same for what never was and what is over, and slower each time. */
  const stranger = (c: ApiContext): Promise<Response> => {
    const waits = strangers.take(countedBy(c, settings)) > 0
    const language = askedOf(c.req.header('accept-language'))
    return endedPage(c, { language, ended: waits ? 'tooMany' : 'over', status: waits ? 429 : 404 })
  }
  const languageOn = (chosen: string | undefined, page: InvitedPage): PageLanguage =>
    spokenOn(chosen, isLanguage(page.language) ? page.language : 'en')

  const look = async (c: ApiContext): Promise<Response> => {
    const page = await invitedPage(house, tokenOf(c))
    if (!page) return stranger(c)
    const language = languageOn(c.req.query('lang'), page)
    const asking = askingOf(page, language)
    if (page.state === 'open') return firstPage(c, language, asking)
    return answeredPage(c, { language, asking, not: page.state, again: c.req.query('done') === undefined })
  }

  const answer = async (c: ApiContext): Promise<Response> => {
    const page = await invitedPage(house, tokenOf(c))
    if (!page) return stranger(c)
    const field = await formOf(c)
    const language = languageOn(field('lang'), page)
    const asking = askingOf(page, language)
    if (isForeign(c, settings))
      return endedPage(c, { language, ended: 'foreign', status: 422, title: titleOf(language, asking) })
    if (phones.take(page.invitationId) > 0)
      return endedPage(c, { language, ended: 'tooMany', status: 429, title: titleOf(language, asking) })
    if (page.state !== 'open') return answeredPage(c, { language, asking, not: page.state, again: true })
    const form = { language, asking, languages: page.languages }
    switch (field('do')) {
      case 'begin':
        await openedBy(house, page.invitationId)
        return formPage(c, { ...form, filled: { ...empty, spoken: page.language }, wrong: {} })
      case 'register':
        return register(c, form, filledIn(field))
      case 'decline':
        return surePage(c, language, asking)
      case 'decline_yes': {
        const declined = await declineInvited(here(c), tokenOf(c))
        if ('not' in declined) return answeredPage(c, { language, asking, not: declined.not, again: true })
        return c.redirect(`${tokenOf(c)}?lang=${language}`, 303)
      }
      default:
        return firstPage(c, language, asking)
    }
  }

  const register = async (c: ApiContext, form: FormOf, filled: Filled): Promise<Response> => {
    const { language, asking } = form
    if (!filled.consent) return formPage(c, { ...form, filled, wrong: { consent: 'consent' } })
    const text = registerWords[language].consent(asking)
    const registered = await registerInvited(here(c), tokenOf(c), {
      name: filled.name,
      phone: filled.phone,
      householdSize: filled.household,
      language: filled.spoken,
      consent: { version: consentVersion, language, text },
    })
    if ('not' in registered) return answeredPage(c, { language, asking, not: registered.not, again: true })
    if ('problems' in registered) return formPage(c, { ...form, filled, wrong: wrongOf(registered.problems) })
    // Where the comparison is lost the caretaker begins it; a life that was not begun is begun by what concerns the person next.
    for (const begin of [
      () => lives.beginDuplicateSearch(registered.programmeId),
      () => lives.beneficiary(registered.beneficiaryId).wake(),
    ])
      await begin().catch((error: unknown) => log.warn(faceOf(error), 'left to the caretaker'))
    return c.redirect(`${tokenOf(c)}?lang=${language}&done=1`, 303)
  }

  const serve = orBroken(log)
  const permission = 'people.answer'
  return [
    { method: 'get', path: '/register/:token', permission, serve: serve(look) },
    { method: 'post', path: '/register/:token', permission, serve: serve(answer) },
  ]
}

interface FormOf {
  readonly language: PageLanguage
  readonly asking: Asking
  readonly languages: readonly string[]
}

const titleOf = (language: PageLanguage, asking: Asking): string => registerWords[language].title(asking)

function askingOf(
  { organisation, programme, partner, expiresAt, timeZone }: InvitedPage,
  language: PageLanguage,
): Asking {
  return {
    organisation: tamed(organisation),
    programme: tamed(programme),
    partner: tamed(partner),
    until: shownDay(dayOf(expiresAt, timeZone), language),
  }
}

/** What a link that was answered, ended or overtaken says. */
function answeredPage(
  c: ApiContext,
  { language, asking, not, again }: { language: PageLanguage; asking: Asking; not: NotTaken; again: boolean },
): Promise<Response> {
  if (not === 'registered') return registeredPage(c, { language, asking, again })
  const ended: Ended = not === 'unknown' ? 'over' : not
  const status = not === 'declined' ? 200 : not === 'unknown' ? 404 : 410
  return endedPage(c, { language, ended, status, title: titleOf(language, asking) })
}

function filledIn(field: (name: string) => string): Filled {
  return {
    name: field('name').slice(0, 200),
    phone: field('phone').slice(0, 60),
    household: field('household').slice(0, 10),
    spoken: field('spoken').slice(0, 20),
    consent: field('consent') === 'yes',
  }
}

/** What of a form is wrong, as its page says it. What the person did not write (their place) can not be. */
function wrongOf(problems: readonly RowProblem[]): Partial<Record<keyof Filled, Wrong>> {
  const wrong: Partial<Record<keyof Filled, Wrong>> = {}
  for (const { column, code } of problems) {
    if (column === 'name') wrong.name = 'name'
    else if (column === 'phone')
      wrong.phone = code === 'landline' ? 'landline' : code === 'wrong_country' ? 'country' : 'phone'
    else if (column === 'householdSize') wrong.household = 'household'
    else if (column === 'language') wrong.spoken = 'language'
    else throw new Error(`The invitation does not fit its programme: ${column}.`)
  }
  return wrong
}
