/** A small page of ours for people who come with a browser: its own style and script and nothing from elsewhere. */
import { createHash } from 'node:crypto'
import type { ApiContext } from '../mount.js'

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:8vh auto;padding:0 1rem;color:#1d1d1f;background:#fff}
label{display:block;margin:1rem 0 .2rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #767676;border-radius:6px}
button{font:inherit;margin-top:1.5rem;padding:.6rem 1.2rem;border:0;border-radius:6px;background:#0b5c4a;color:#fff}
button+button{margin-left:.6rem}button:focus-visible,input:focus-visible{outline:3px solid #f0a30a;outline-offset:1px}
dt{font-size:.85rem;opacity:.75;margin-top:.6rem}dd{margin:0;overflow-wrap:anywhere}a{color:inherit}
[role=status]{margin-top:1.5rem;font-weight:600}[hidden]{display:none}
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}input{color:#eee;background:#222}button{background:#3fae93;color:#06251d}}`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

export interface Page {
  readonly title: string
  /** HTML of ours: nothing that was sent stands in it */
  readonly main: string
  readonly script: string
}

/** @returns what serves it; the browser runs this script and no other */
export function page({ title, main, script }: Page): (c: ApiContext) => Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style>
<main>${main}</main><script>${script}</script></html>`
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return c =>
    c.body(html, 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
}
