/**
 * `/field/<token>` opens a link, `/field` is what the phone sees from then on. Whoever comes here has no account: the
 * secret of the link, its PIN and the phone’s cookie are all there is, and every answer is a page with a sentence.
 */
import { randomUUID, timingSafeEqual } from 'node:crypto'
import { showFieldPage, storeFieldEntry } from '../../db/fieldEntries.js'
import {
  findFieldLink,
  formSecret,
  linkOfPhone,
  openFieldLink,
  type FieldLink,
  type NotOpened,
} from '../../db/fieldLinks.js'
import type { House } from '../../db/database.js'
import { contactResults } from '../../domain/cases.js'
import { byLink } from '../../domain/fieldLinks.js'
import { isUuid, type BeneficiaryId } from '../../domain/ids.js'
import { takeAwayLimits } from '../../domain/takeAway.js'
import { addressOf, countedBy } from '../addresses.js'
import { limit } from '../limits.js'
import { faceOf } from '../log.js'
import type { ApiContext } from '../mount.js'
import type { OpenRoute } from '../openRoute.js'
import { HttpProblem } from '../problem.js'
import type { Surroundings } from '../surroundings.js'
import { listPage, openPage, sentencePage, type Filled } from './page.js'
import { cookieOf, formOf, giveCookie, isForeign } from './phone.js'
import { languageAsked, type Said } from './words.js'

/** One phone: somebody who writes fast, and no program. */
const entriesPerSecond = 0.5
const entriesAtOnce = 30

const saidOf: Readonly<Record<NotOpened, { said: Said; status: 404 | 410 }>> = {
  unknown: { said: 'over', status: 404 },
  over: { said: 'over', status: 410 },
  used: { said: 'used', status: 410 },
  locked: { said: 'locked', status: 410 },
  wrong_pin: { said: 'wrongPin', status: 410 },
}

export function fieldRoutes({ house, settings, lives, log }: Surroundings): OpenRoute[] {
  const strangers = limit(settings.wrongTokensPerMinute / 60, settings.wrongTokensPerMinute)
  const phones = limit(entriesPerSecond, entriesAtOnce)
  const here = (c: ApiContext): House => ({ ...house, from: addressOf(c, settings) })
  const asked = (c: ApiContext) => languageAsked(c.req.header('accept-language'))
  /** Whoever has nothing that opens anything: the same for what never was and what is over, and slower each time. */
  const stranger = (c: ApiContext): Promise<Response> => {
    const waits = strangers.take(countedBy(c, settings)) > 0
    return sentencePage(c, { language: asked(c), said: waits ? 'tooMany' : 'over', status: waits ? 429 : 404 })
  }
  const mine = async (c: ApiContext): Promise<{ link: FieldLink; secret: string } | null> => {
    const secret = cookieOf(c, settings)
    const link = secret === undefined ? null : await linkOfPhone(house, secret)
    if (secret === undefined || link === null) return null
    c.set('by', byLink(link.linkId, link.madeBy))
    return { link, secret }
  }
  const list = async (c: ApiContext, said: Said | null, filled: Filled | null): Promise<Response> => {
    const found = await mine(c)
    if (!found) return stranger(c)
    const { link, secret } = found
    const after = c.req.query('after') ?? ''
    const page = await showFieldPage(here(c), link, isUuid(after) ? (after as BeneficiaryId) : undefined)
    if (!page) return sentencePage(c, { language: link.language, said: 'over', status: 410 })
    return listPage(c, {
      ...{ language: link.language, until: link.expiresAt, said, filled },
      ...page,
      formSecret: formSecret(house, secret),
      newEntryId: randomUUID,
    })
  }

  const look = async (c: ApiContext): Promise<Response> => {
    const token = c.req.param('token') ?? ''
    const link = await findFieldLink(house, token)
    if (!link) return stranger(c)
    const { language, hasPin, state } = link
    if ((await mine(c))?.link.linkId === link.linkId) return c.redirect('../field', 303)
    if (state === 'open') return sentencePage(c, { language, said: 'used', status: 410, goOn: true })
    if (state !== 'waiting') return sentencePage(c, { language, said: 'over', status: 410 })
    return openPage(c, { language, hasPin, said: null })
  }

  const open = async (c: ApiContext): Promise<Response> => {
    const language = asked(c)
    if (isForeign(c, settings)) return sentencePage(c, { language, said: 'foreign', status: 422 })
    const field = await formOf(c)
    const opened = await openFieldLink(here(c), { token: c.req.param('token') ?? '', pin: field('pin') })
    if ('not' in opened) {
      if (opened.not === 'unknown') return stranger(c)
      const spoken = opened.language ?? language
      if (opened.not === 'wrong_pin') return openPage(c, { language: spoken, hasPin: true, said: 'wrongPin' })
      return sentencePage(c, { language: spoken, ...saidOf[opened.not], goOn: opened.not === 'used' })
    }
    giveCookie(c, settings, opened.secret, opened.link.expiresAt)
    c.set('by', byLink(opened.link.linkId, opened.link.madeBy))
    return c.redirect('../field', 303)
  }

  const enter = async (c: ApiContext): Promise<Response> => {
    const found = await mine(c)
    if (!found) return stranger(c)
    const { link, secret } = found
    const { language } = link
    const field = await formOf(c)
    if (isForeign(c, settings) || !isSame(field('form'), formSecret(house, secret)))
      return sentencePage(c, { language, said: 'foreign', status: 422 })
    if (phones.take(link.linkId) > 0) return sentencePage(c, { language, said: 'tooMany', status: 429 })
    const result = contactResults.find(each => each === field('result')) ?? null
    const filled = {
      caseId: field('case').toLowerCase(),
      number: field('number').slice(0, 60),
      result,
      remark: field('remark').slice(0, takeAwayLimits.remarkLength),
    }
    if (filled.number === '' && filled.remark === '' && result === null) return list(c, 'empty', filled)
    const stored = await storeFieldEntry(here(c), link, { ...filled, entryId: field('entry').slice(0, 100) })
    if (!stored.ok) return list(c, stored.problem === 'invalid' ? 'badNumber' : 'notThere', filled)
    const { beneficiaryId, destinationId } = stored
    if (beneficiaryId !== null && destinationId !== null)
      // Where this is lost the caretaker does it.
      await lives
        .beneficiary(beneficiaryId)
        .wake()
        .catch((error: unknown) => log.warn(faceOf(error), 'left to the caretaker'))
    return c.redirect('field?said=stored', 303)
  }

  const serve =
    (work: (c: ApiContext) => Promise<Response>) =>
    async (c: ApiContext): Promise<Response> => {
      try {
        return await work(c)
      } catch (error) {
        if (!(error instanceof HttpProblem)) log.error({ route: c.get('route'), ...faceOf(error) }, 'broken')
        const status = error instanceof HttpProblem ? 422 : 500
        return sentencePage(c, { language: asked(c), said: 'broken', status })
      }
    }
  const permission = 'fieldLinks.open'
  return [
    {
      method: 'get',
      path: '/field',
      permission,
      serve: serve(c => list(c, c.req.query('said') === 'stored' ? 'stored' : null, null)),
    },
    { method: 'post', path: '/field', permission, serve: serve(enter) },
    { method: 'get', path: '/field/:token', permission, serve: serve(look) },
    { method: 'post', path: '/field/:token', permission, serve: serve(open) },
  ]
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
