/**
 * A page for the phone of somebody without an account, made here whole: no script runs on it, nothing comes from elsewhere,
 * nothing is kept. What is put into it is escaped by the template (`html`).
 */
import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import { isLanguage } from '../domain/language.js'
import { isRightToLeft } from '../messaging/shown.js'
import type { ApiContext } from './mount.js'

const style = `
body{font:17px/1.45 system-ui,sans-serif;max-width:30rem;margin:0 auto;padding:.8rem;color:#1d1d1f;background:#fff}
h1{font-size:1.25rem;margin:.3rem 0}small,dt{color:#555}
details{border:1px solid #bbb;border-radius:8px;margin:.6rem 0;padding:0 .8rem}summary{padding:.8rem 0;font-weight:600;overflow-wrap:anywhere}
label{display:block;margin:.8rem 0 .2rem}input,select,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #767676;border-radius:6px}
input[type=checkbox]{width:1.5rem;height:1.5rem;margin-inline-end:.6rem;flex:none}.check{display:flex;align-items:flex-start}
button,.go{display:inline-block;font:inherit;margin:1rem 0;padding:.7rem 1.3rem;border:0;border-radius:6px;background:#0b5c4a;color:#fff;text-decoration:none;min-height:44px}
.other{background:#fff;color:#0b5c4a;border:2px solid #0b5c4a}
nav{display:flex;flex-wrap:wrap;gap:.2rem .4rem;margin-bottom:.6rem}nav a{padding:.6rem .4rem;color:#0b5c4a}nav a[aria-current]{font-weight:700;text-decoration:none}
.wrong{color:#a30000;margin:.2rem 0;display:block}[aria-invalid]{border:2px solid #a30000}
:focus-visible{outline:3px solid #b06f00;outline-offset:1px}
[role=status],[role=alert]{font-weight:600;border-inline-start:4px solid #f0a30a;padding:.3rem .7rem;margin:.8rem 0}
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}small,dt{color:#bbb}input,select,textarea{color:#eee;background:#222}button,.go{background:#3fae93;color:#06251d}.other{background:#161616;color:#7fd6c0;border-color:#7fd6c0}nav a{color:#7fd6c0}.wrong{color:#ff9a9a}[aria-invalid]{border-color:#ff9a9a}:focus-visible{outline-color:#f0a30a}}`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export type Html = ReturnType<typeof html>
export type PageStatus = 200 | 404 | 410 | 422 | 429 | 500

export interface PhonePage {
  readonly status: PageStatus
  readonly language: string
  readonly title: string
  readonly main: Html
  /** before the heading: the other languages */
  readonly above?: Html | ''
}

export async function phonePage(
  c: ApiContext,
  { status, language, title, main, above = '' }: PhonePage,
): Promise<Response> {
  const rtl = isLanguage(language) && isRightToLeft(language)
  const head = await html`<!doctype html>
    <html lang="${language}" dir="${rtl ? 'rtl' : 'ltr'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
      </head>
    </html>`
  const body = await html`${above}
    <main>
      <h1>${title}</h1>
      ${main}
    </main>`
  // The sheet of style is ours and hashed: as it stands, without the escapes of a text.
  const text = `${String(head)}<style>${style}</style></head><body>${String(body)}</body></html>`
  return c.body(text, status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  })
}
