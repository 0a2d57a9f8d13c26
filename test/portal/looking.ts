/** How a test looks at a page that is open: it goes on to others, reads it in another language, and finds what is crooked. */
import type { Page, Request } from 'playwright-core'
import { patienceMs } from '../ground/patience.js'

const open = new WeakMap<Page, Set<Request>>()

/** From now on it is known what the page still asks; a line of events is no question. */
export function watched(page: Page): void {
  const asked = new Set<Request>()
  open.set(page, asked)
  page.on('request', request => !request.url().endsWith('/events') && asked.add(request))
  page.on('requestfinished', request => asked.delete(request))
  page.on('requestfailed', request => asked.delete(request))
}

/**
 * Waits until this holds in the page, for so long at most, and says whether it does. Looked at there, frame by frame:
 * `waitForFunction` reads its words anew each time, which the policy of the page forbids, and the page is blamed for it.
 */
export const holds = (page: Page, condition: string, mostMs: number): Promise<boolean> =>
  page.evaluate<boolean>(`new Promise(done => {
    const until = Date.now() + ${mostMs}
    const look = () => {
      const held = ${condition}
      if (held || Date.now() > until) done(held)
      else requestAnimationFrame(look)
    }
    look()
  })`)

/** Everything that was asked is shown. */
export async function settled(page: Page): Promise<void> {
  const until = Date.now() + 20_000
  // Answers lead to further questions, so twice in a row.
  for (let quiet = 0; quiet < 2 && Date.now() < until;) {
    await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
    quiet = (open.get(page)?.size ?? 0) === 0 ? quiet + 1 : 0
  }
  const still = `document.querySelector('main .mantine-Skeleton-root, main [aria-busy=true]') === null`
  if (!(await holds(page, still, patienceMs))) throw new Error(`${page.url()} still fetches something.`)
}

/** To another page as a link of the portal leads there, without loading everything anew. */
export async function goes(page: Page, to: string): Promise<void> {
  await page.evaluate(`(() => {
    const to = new URL(${JSON.stringify(`/portal${to}`)}, location.href)
    // Another part of the same page keeps its heading.
    if (to.pathname !== location.pathname) document.querySelector('h1')?.setAttribute('data-left', '')
    history.pushState({}, '', to.href)
  })()`)
  await page.locator('h1:not([data-left])').waitFor()
  await settled(page)
}

/** As if it had been chosen in another tab. */
export async function reads(page: Page, language: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(`(() => {
    const key = 'mkono.language'
    const newValue = JSON.stringify(${JSON.stringify(language)})
    localStorage.setItem(key, newValue)
    window.dispatchEvent(new StorageEvent('storage', { key, newValue, storageArea: localStorage }))
  })()`)
  await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' })
  await settled(page)
}

/**
 * What is wider than the room it has and can not be scrolled to: cut off, or lying over its neighbour. Words of one line
 * that end in dots are left out where their whole is told elsewhere.
 * @param among a selector of what is looked at
 */
export const cutOff = (page: Page, among = 'main *, header *'): Promise<string[]> =>
  page.evaluate(`(() => {
    const wrong = []
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) {
      const out = [...document.querySelectorAll('body *')].filter(each => {
        const { left, right, width } = each.getBoundingClientRect()
        return width > 0 && (left < -1 || right > clientWidth + 1) && !each.closest('[tabindex="0"] *')
      })
      wrong.push('the page: ' + scrollWidth + ' ' + out.slice(-3).map(each => each.outerHTML.slice(0, 120)).join(' '))
    }
    for (const each of document.querySelectorAll(${JSON.stringify(among)})) {
      const { overflowX, display, webkitLineClamp } = getComputedStyle(each)
      if (display === 'inline' || each.clientWidth === 0 || each.scrollWidth <= each.clientWidth + 1) continue
      if (webkitLineClamp !== 'none' && each.title !== '') continue
      if (overflowX === 'auto' || overflowX === 'scroll') continue
      if (each.closest('svg, .mantine-VisuallyHidden-root, .mantine-Switch-root, input, select, textarea, [hidden]')) continue
      wrong.push(each.tagName + '.' + each.className + ': ' + each.scrollWidth + ' in ' + each.clientWidth + ': ' + (each.textContent || '').slice(0, 60))
    }
    return wrong
  })()`)

/** Names of things that are the same in every language; what people, files and providers wrote stands apart from the text. */
const sameEverywhere = [
  ...['Mkono', 'Temporal', 'PostgreSQL', 'WhatsApp', 'M-PESA', 'Twilio', 'Intersolve', 'Africa’s Talking', 'Safaricom'],
  ...['Excel', 'SalaryPaymentWithWithdrawalChargePaid', 'BusinessPaymentWithWithdrawalChargePaid'],
  ...['SalaryPayment', 'BusinessPayment', 'PromotionPayment'],
]

/**
 * Words in Latin letters in the text of a page in Arabic: said by us, they would be English. Abbreviations (`SMS`, `EUR`) and
 * references (`ISI-0001`), and time zones (`Africa/Nairobi`), are the same in every language.
 * @param names that are choices of a list, in which they can not stand apart, or what a dialog is about
 * @param within a selector of what is read
 */
export const englishAmong = (page: Page, names: readonly string[], within = 'body'): Promise<string[]> =>
  page.evaluate(`(() => {
    const found = new Set()
    const known = ${JSON.stringify(sameEverywhere)}
    const names = ${JSON.stringify(names)}
    const texts = document.createTreeWalker(document.querySelector(${JSON.stringify(within)}), NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const parent = text.parentElement
      if (!parent || parent.closest('bdi, code, svg, script, style, noscript, textarea, [dir=ltr], [dir=auto], [lang]:not(html)')) continue
      // Between first strong isolate and its end stands what somebody else wrote.
      let says = text.data.replace(/\\u2068[^\\u2068\\u2069]*\\u2069/g, ' ')
      for (const name of parent.closest('option, [role=dialog]') ? [...known, ...names] : known) says = says.replaceAll(name, ' ')
      says = says.replace(/\\b[A-Z]{2,4}-[0-9]+|\\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\\b|\\b[A-Z]{2,5}\\b/g, ' ')
      says = says.replace(/\\b[A-Z][a-z]+(\\/[\\w+-]+)+/g, ' ')
      if (/[A-Za-z\\u00c0-\\u024f]{2}/.test(says)) found.add(text.data.trim() + '  ← ' + parent.tagName.toLowerCase() + '.' + parent.className.slice?.(0, 60))
    }
    return [...found]
  })()`)
