/** The pages behind an invitation’s link, and behind a question’s. What is put into them is escaped by the template. */
import { html } from 'hono/html'
import { isLanguage } from '../../domain/language.js'
import type { ApiContext } from '../mount.js'
import { phonePage, type Html, type PageStatus } from '../phonePage.js'
import { pageLanguages, registerWords, type Asking, type Ended, type PageLanguage, type Wrong } from './words.js'

/** The other languages as links to the same page: looking changes nothing. */
export function switcher(language: PageLanguage): Html {
  const links = pageLanguages.map(
    each =>
      html`<a
        href="?lang=${each}"
        lang="${each}"
        hreflang="${each}"
        ${each === language ? html` aria-current="true"` : ''}
        >${registerWords[each].own}</a
      > `,
  )
  return html`<nav aria-label="${registerWords[language].languages}">${links}</nav>`
}

interface Shown {
  readonly language: PageLanguage
  readonly status: PageStatus
  readonly title: string
  readonly main: Html
}
export const peoplePage = (c: ApiContext, { language, ...page }: Shown): Promise<Response> =>
  phonePage(c, { ...page, language, above: switcher(language) })

/** A sentence, for a link that leads nowhere. */
export function endedPage(
  c: ApiContext,
  { language, ended, status, title }: { language: PageLanguage; ended: Ended; status: PageStatus; title?: string },
): Promise<Response> {
  const main = html`<p role="status">${registerWords[language].ended[ended]}</p>`
  return peoplePage(c, { language, status, title: title ?? 'Mkono', main })
}

/** Who asks, and for what: what a tap on the link shows. Only the next tap opens anything. */
export function firstPage(c: ApiContext, language: PageLanguage, asking: Asking): Promise<Response> {
  const words = registerWords[language]
  const said = words.intro(asking).map(each => html`<p>${each}</p>`)
  const main = html`${said}
    <form method="post">
      <input type="hidden" name="lang" value="${language}" />
      <button name="do" value="begin">${words.begin}</button>
      <button name="do" value="decline" class="other">${words.decline}</button>
    </form>`
  return peoplePage(c, { language, status: 200, title: words.title(asking), main })
}

/** What stood in a form that was not taken, so that nobody writes it twice. */
export interface Filled {
  readonly name: string
  readonly phone: string
  readonly household: string
  readonly spoken: string
  readonly consent: boolean
}

const described = (id: string, says: string | undefined): Html | '' =>
  says === undefined ? '' : html`<span class="wrong" id="${id}-wrong">${says}</span>`
const marked = (id: string, says: string | undefined, hint?: string): Html | '' => {
  const ids = [hint, says === undefined ? undefined : `${id}-wrong`].filter(each => each !== undefined).join(' ')
  const by = ids === '' ? '' : html` aria-describedby="${ids}"`
  return says === undefined ? html`${by}` : html`${by} aria-invalid="true"`
}

/** The form. @param wrong what is wrong with it, by its field */
export function formPage(
  c: ApiContext,
  {
    language,
    asking,
    languages,
    filled,
    wrong,
  }: {
    language: PageLanguage
    asking: Asking
    /** that the programme speaks */
    languages: readonly string[]
    filled: Filled
    wrong: Readonly<Partial<Record<keyof Filled, Wrong>>>
  },
): Promise<Response> {
  const words = registerWords[language]
  const says = (field: keyof Filled): string | undefined =>
    wrong[field] === undefined ? undefined : words.wrong[wrong[field]]
  const options = languages.map(
    each =>
      html`<option value="${each}" ${filled.spoken === each ? html`selected` : ''}>${nameOf(each, language)}</option>`,
  )
  const isWrong = Object.keys(wrong).length > 0
  const main = html`${isWrong ? html`<p role="alert">${words.correct}</p>` : ''}
    <form method="post" novalidate>
      <input type="hidden" name="lang" value="${language}" />
      <label for="name">${words.form.name}</label>${described('name', says('name'))}
      <input
        id="name"
        name="name"
        autocomplete="name"
        maxlength="200"
        required
        value="${filled.name}"
        ${marked('name', says('name'))}
      />
      <label for="phone">${words.form.phone}</label
      ><small id="phone-hint">${words.form.phoneHint}</small>${described('phone', says('phone'))}
      <input
        id="phone"
        name="phone"
        type="tel"
        dir="ltr"
        autocomplete="tel"
        maxlength="60"
        required
        value="${filled.phone}"
        ${marked('phone', says('phone'), 'phone-hint')}
      />
      <label for="household">${words.form.household}</label>${described('household', says('household'))}
      <input
        id="household"
        name="household"
        inputmode="numeric"
        maxlength="2"
        required
        value="${filled.household}"
        ${marked('household', says('household'))}
      />
      <label for="spoken">${words.form.language}</label>${described('spoken', says('spoken'))}
      <select id="spoken" name="spoken" ${marked('spoken', says('spoken'))}>
        ${options}
      </select>
      <h2>${words.consentTitle}</h2>
      ${described('consent', says('consent'))}
      <label class="check" for="consent"
        ><input
          id="consent"
          name="consent"
          type="checkbox"
          value="yes"
          required
          ${filled.consent ? html`checked` : ''}
          ${marked('consent', says('consent'))}
        /><span>${words.consent(asking)}</span></label
      >
      <button name="do" value="register">${words.register}</button>
      <button name="do" value="decline" class="other">${words.decline}</button>
    </form>`
  return peoplePage(c, { language, status: isWrong ? 422 : 200, title: words.title(asking), main })
}

/** Languages by their name in the language of the page, where that is known. */
function nameOf(code: string, language: PageLanguage): string {
  if (!isLanguage(code)) return code
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

/** Asked once more, for a tap beside the button ends the link. */
export function surePage(c: ApiContext, language: PageLanguage, asking: Asking): Promise<Response> {
  const words = registerWords[language]
  const main = html`<p>${words.sure}</p>
    <form method="post">
      <input type="hidden" name="lang" value="${language}" />
      <button name="do" value="decline_yes">${words.declineYes}</button>
    </form>
    <p><a class="go other" href="?lang=${language}">${words.back}</a></p>`
  return peoplePage(c, { language, status: 200, title: words.title(asking), main })
}

/** @param again they sent it once more, or in another tab */
export function registeredPage(
  c: ApiContext,
  { language, asking, again }: { language: PageLanguage; asking: Asking; again: boolean },
): Promise<Response> {
  const words = registerWords[language]
  const [first = '', ...rest] = words.registered(asking)
  const main = html`<p role="status">${again ? words.already : first}</p>
    ${rest.map(each => html`<p>${each}</p>`)}`
  return peoplePage(c, { language, status: 200, title: words.title(asking), main })
}
