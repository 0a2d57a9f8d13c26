/**
 * Where a browser lands that comes back from single sign-on and is not let in: a sentence and a way to try again. What it
 * says is chosen by a code of this list; nothing that was sent is repeated.
 */
import type { Log } from '../log.js'
import { faceOf } from '../log.js'
import type { ApiContext } from '../mount.js'
import { HttpProblem } from '../problem.js'
import type { ApiSettings } from '../settings.js'
import { page } from './page.js'

export const notSignedOnPath = '/sign-in/single-sign-on/failed'

const sentences = {
  'not-open':
    'Single sign-on opened no account. Ask whoever invites people here whether yours is open for the e-mail address that your provider has verified.',
  begin: 'This sign-in is used, too old or was begun in another window. Begin again.',
  away: 'The sign-in of your organisation does not answer. Try again in a minute.',
  wait: 'Too many tries came from where you are. Wait some minutes, then try again.',
  off: 'Single sign-on is not set up here. Sign in with e-mail and password.',
  failed: 'That did not work. Try again in a minute.',
} as const
type Why = keyof typeof sentences

// Its own address ends in /single-sign-on/failed, also behind a proxy that puts a path before it.
const script = `
document.getElementById('again').onclick=async event=>{event.preventDefault()
const says=document.getElementById('says');says.textContent='…'
const r=await fetch('../single-sign-on',{method:'POST',headers:{'content-type':'application/json'},body:'{}'}).catch(()=>null)
const said=r&&await r.json().catch(()=>null)
if(r&&r.ok&&said)location.assign(said.address)
else says.textContent=(said&&said.detail)||'That did not work. Try again in a minute.'}`

const pageFor = (why: Why) =>
  page({
    title: 'Not signed in to Mkono',
    main: `<h1>Mkono</h1><p>${sentences[why]}</p><p><a href="#" id="again">Try again</a></p><p id="says" role="status"></p>`,
    script,
  })
const pages = Object.fromEntries(Object.keys(sentences).map(why => [why, pageFor(why as Why)])) as Record<
  Why,
  ReturnType<typeof page>
>

/** What is not of the list is answered as if nothing had been said. */
export function notSignedOnPage(c: ApiContext): Response {
  const why = c.req.query('why') ?? ''
  return pages[Object.hasOwn(sentences, why) ? (why as Why) : 'failed'](c)
}

const whys: Partial<Record<HttpProblem['kind'], Why>> = {
  not_signed_in: 'not-open',
  state: 'begin',
  unavailable: 'away',
  too_many: 'wait',
  not_found: 'off',
}

/** Sends a browser there. What is wrong with us and not with it is told to the log. */
export function sendToNotSignedOn(c: ApiContext, { publicUrl }: ApiSettings, log: Log, error: unknown): Response {
  const why = error instanceof HttpProblem ? whys[error.kind] : undefined
  if (why === undefined) log.error(faceOf(error), 'single sign-on')
  return c.redirect(`${publicUrl}${notSignedOnPath}?why=${why ?? 'failed'}`, 303)
}
