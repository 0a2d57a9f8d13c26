/**
 * `/q/<token>`: the question about a voucher with two buttons, for whoever got it by SMS. Looking changes nothing. The
 * token is good for this question alone, and stands in no log (routes are logged by their pattern).
 */
import { html } from 'hono/html'
import { answerByLink, questionByLink, type VoucherQuestion } from '../../db/vouchers/page.js'
import { isLanguage } from '../../domain/language.js'
import { isCurrency, money } from '../../domain/money.js'
import { dayOf, shownAmount, shownDay, tamed } from '../../messaging/shown.js'
import { countedBy } from '../addresses.js'
import { formOf, isForeign } from '../field/phone.js'
import { limit } from '../limits.js'
import type { ApiContext } from '../mount.js'
import type { OpenRoute } from '../openRoute.js'
import type { Surroundings } from '../surroundings.js'
import { orBroken } from './broken.js'
import { endedPage, peoplePage } from './page.js'
import { askedOf, registerWords, spokenOn, type PageLanguage } from './words.js'

export function questionRoutes({ house, settings, log }: Surroundings): OpenRoute[] {
  const strangers = limit(settings.wrongTokensPerMinute / 60, settings.wrongTokensPerMinute)
  const phones = limit(0.2, 20)
  const stranger = (c: ApiContext): Promise<Response> => {
    const waits = strangers.take(countedBy(c, settings)) > 0
    const language = askedOf(c.req.header('accept-language'))
    return endedPage(c, { language, ended: waits ? 'tooMany' : 'over', status: waits ? 429 : 404 })
  }
  const look = async (c: ApiContext): Promise<Response> => {
    const question = await questionByLink(house, c.req.param('token') ?? '')
    return question ? shown(c, languageOf(c.req.query('lang'), question), question) : stranger(c)
  }
  const answer = async (c: ApiContext): Promise<Response> => {
    const token = c.req.param('token') ?? ''
    const question = await questionByLink(house, token)
    if (!question) return stranger(c)
    const field = await formOf(c)
    const language = languageOf(field('lang'), question)
    if (isForeign(c, settings)) return endedPage(c, { language, ended: 'foreign', status: 422 })
    if (phones.take(question.linkId) > 0) return endedPage(c, { language, ended: 'tooMany', status: 429 })
    const is = field('answer')
    if (is === 'yes' || is === 'no') await answerByLink(house, token, is)
    return c.redirect(`${token}?lang=${language}`, 303)
  }
  const serve = orBroken(log)
  const permission = 'people.answer'
  return [
    { method: 'get', path: '/q/:token', permission, serve: serve(look) },
    { method: 'post', path: '/q/:token', permission, serve: serve(answer) },
  ]
}

const languageOf = (chosen: string | undefined, { language }: VoucherQuestion): PageLanguage =>
  spokenOn(chosen, isLanguage(language) ? language : 'en')

function shown(c: ApiContext, language: PageLanguage, question: VoucherQuestion): Promise<Response> {
  const words = registerWords[language].question
  const { stands, programme, waitingMinor, waiting, currency, deadlineAt, timeZone } = question
  if (stands !== 'open')
    return peoplePage(c, {
      language,
      status: 200,
      title: words.title,
      main: html`<p role="status">${words.said[stands]}</p>`,
    })
  if (!isCurrency(currency)) throw new Error('A voucher has a currency that this version does not know.')
  const amount = shownAmount(money(waitingMinor, currency), language)
  const main = html`<p>${words.ask({ programme: tamed(programme), amount, count: waiting })}</p>
    ${deadlineAt === null ? '' : html`<p>${words.until(shownDay(dayOf(deadlineAt, timeZone), language))}</p>`}
    <form method="post">
      <input type="hidden" name="lang" value="${language}" />
      <button name="answer" value="yes">${words.yes}</button>
      <button name="answer" value="no" class="other">${words.no}</button>
    </form>`
  return peoplePage(c, { language, status: 200, title: words.title, main })
}
