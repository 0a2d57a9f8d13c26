/** The page behind a field link. What is put into it is escaped by the template. */
import { html } from 'hono/html'
import type { FieldCorrection } from '../../db/fieldEntries.js'
import { contactResults, type ContactResult } from '../../domain/cases.js'
import type { FieldLanguage } from '../../domain/fieldLinks.js'
import type { ApiContext } from '../mount.js'
import { masked } from '../personal.js'
import { phonePage, type Html, type PageStatus } from '../phonePage.js'
import { fieldWords, whyInWords, type FieldWords, type Said } from './words.js'

function answer(c: ApiContext, status: PageStatus, language: FieldLanguage, main: Html): Promise<Response> {
  return phonePage(c, { status, language, title: fieldWords[language].title, main })
}

const told = (words: FieldWords, said: Said | null): Html | '' =>
  said === null ? '' : html`<p role="status">${words.said[said]}</p>`

/** A sentence and nothing else. @param goOn a way back to the list, for the phone that has it open */
export function sentencePage(
  c: ApiContext,
  {
    language,
    said,
    status,
    goOn,
  }: { language: FieldLanguage; said: Said; status: 404 | 410 | 422 | 429 | 500; goOn?: boolean },
): Promise<Response> {
  const words = fieldWords[language]
  const way = goOn === true ? html`<p><a class="go" href="../field">${words.goOn}</a></p>` : ''
  return answer(c, status, language, html`${told(words, said)}${way}`)
}

/** What the link in a message leads to: opened by a tap, so that whatever only looks at links opens none. */
export function openPage(
  c: ApiContext,
  { language, hasPin, said }: { language: FieldLanguage; hasPin: boolean; said: Said | null },
): Promise<Response> {
  const words = fieldWords[language]
  const pin = hasPin
    ? html`<label for="pin">${words.pin}</label
        ><input id="pin" name="pin" inputmode="numeric" autocomplete="off" maxlength="12" required />`
    : ''
  const form = html`${told(words, said)}
    <form method="post">${pin}<button>${words.open}</button></form>`
  return answer(c, said === null ? 200 : 422, language, form)
}

/** What stood in a form that was not taken, so that nobody writes it twice. */
export interface Filled {
  readonly caseId: string
  readonly number: string
  readonly result: ContactResult | null
  readonly remark: string
}

export interface FieldList {
  readonly language: FieldLanguage
  readonly until: Date
  readonly corrections: readonly FieldCorrection[]
  readonly next: string | null
  readonly said: Said | null
  readonly filled: Filled | null
  /** by which the forms of this phone are known as its own */
  readonly formSecret: string
  newEntryId(): string
}

export function listPage(c: ApiContext, list: FieldList): Promise<Response> {
  const { language, until, corrections, next, said, filled } = list
  const words = fieldWords[language]
  const people = corrections.map(each => person(words, each, list))
  const main = html`<small>${words.intro(`${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`)}</small>
    ${told(words, said)} ${corrections.length === 0 ? html`<p>${words.nothing}</p>` : html`<p>${words.ask}</p>`}
    ${people} ${next === null ? '' : html`<p><a class="go" href="field?after=${next}">${words.next}</a></p>`}`
  return answer(c, filled === null ? 200 : 422, language, main)
}

function person(words: FieldWords, found: FieldCorrection, { filled, formSecret, newEntryId }: FieldList): Html {
  const { caseId, ref, name, place, oldNumber, reason, showsName } = found
  const mine = filled?.caseId === caseId ? filled : null
  const shown = masked('name', name, () => showsName)
  const options = contactResults.map(
    each =>
      html`<option value="${each}" ${mine?.result === each ? html` selected` : ''}>${words.results[each]}</option>`,
  )
  return html`<details${mine === null ? '' : html` open`}><summary>${ref} · ${shown}<br><small>${place}</small></summary>
<p>${whyInWords(words, reason)}${oldNumber === null ? '' : html` ${words.endsIn} <b>${oldNumber.slice(-3)}</b>.`}</p>
<form method="post" action="field"><input type="hidden" name="case" value="${caseId}"><input type="hidden" name="entry" value="${newEntryId()}">
<input type="hidden" name="form" value="${formSecret}">
<label for="n-${caseId}">${words.newNumber}</label><input id="n-${caseId}" name="number" type="tel" autocomplete="off" maxlength="60" value="${mine?.number ?? ''}">
<label for="r-${caseId}">${words.result}</label><select id="r-${caseId}" name="result"><option value=""></option>${options}</select>
<label for="m-${caseId}">${words.remark}</label><textarea id="m-${caseId}" name="remark" rows="2" maxlength="500">${mine?.remark ?? ''}</textarea>
<button>${words.send}</button></form></details>
`
}
