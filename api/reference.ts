/**
 * /openapi.json and the page /reference: written here from the same document, whole in one answer. Ready-made reference
 * pages load their script from elsewhere; this one must open on a laptop in Isiolo without the internet.
 */
import { createHash } from 'node:crypto'
import type { openApiDocument } from './openapi.js'
import type { OpenRoute } from './openRoute.js'
import { operationsOf, type Operation, type Schema } from './operations.js'

type Document = ReturnType<typeof openApiDocument>

/**
 * Written when somebody first asks: describing takes a quarter of a second, and most processes are never asked.
 *
 * @param described the document as it is once every route is declared
 * @param portal is there one: then it is what people see first
 */
export function referenceRoutes(described: () => Document, portal: boolean): OpenRoute[] {
  const open = { method: 'get', permission: 'open.read' } as const
  const document = kept(described)
  const json = kept(() => JSON.stringify(document()))
  const html = kept(() => pageOf(document()))
  const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  const jsonType = { 'content-type': 'application/json; charset=utf-8' }
  const htmlType = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
  return [
    { ...open, path: '/openapi.json', serve: c => c.body(json(), 200, jsonType) },
    { ...open, path: '/reference', serve: c => c.body(html(), 200, htmlType) },
    { ...open, path: '/', serve: c => c.redirect(portal ? '/portal' : '/reference') },
  ]
}

function kept<T>(make: () => T): () => T {
  let made: { it: T } | undefined
  return () => (made ??= { it: make() }).it
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? '',
  )

/** The little Markdown that our own texts use: code, bold, lists and paragraphs. */
function prose(text: string): string {
  const inline = (line: string): string =>
    escape(line)
      .replace(/`([^`]+)`/g, '<code>$1</code>')
      .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
  return text
    .split('\n\n')
    .map(block => {
      const lines = block.split('\n')
      if (!lines.every(line => /^\s*\* /.test(line))) return `<p>${lines.map(inline).join(' ')}</p>`
      return `<ul>${lines.map(line => `<li${/^\s/.test(line) ? ' class="in"' : ''}>${inline(line.replace(/^\s*\* /, ''))}</li>`).join('')}</ul>`
    })
    .join('')
}

function pageOf(document: Document): string {
  const operations = operationsOf(document)
  const nouns = [...new Set(operations.map(operation => operation.noun))]
  const anchor = (noun: string): string => noun.replaceAll(' ', '-')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(document.info.title)} API</title><style>${style}</style>
<nav><b>${escape(document.info.title)} ${escape(document.info.version)}</b><input id="find" placeholder="find a route" aria-label="find a route">
${nouns.map(noun => `<a href="#${anchor(noun)}">${escape(noun)}</a>`).join('')}<a href="/openapi.json">openapi.json</a></nav>
<main>${prose(document.info.description ?? '')}
${nouns
  .map(noun => {
    const own = operations.filter(operation => operation.noun === noun)
    return `<section><h2 id="${anchor(noun)}">${escape(noun)}</h2>${own.map(operationHtml).join('')}</section>`
  })
  .join('')}
</main><script>${script}</script></html>`
}

function operationHtml(operation: Operation): string {
  const { method, path, summary, description, parameters, body, responses } = operation
  return `<details id="${escape(operation.id)}"><summary><i class="${method}">${method.toUpperCase()}</i><code>${escape(path)}</code><span>${escape(summary)}</span></summary>
${prose(description)}
${parameters.length === 0 ? '' : `<h4>Parameters</h4><table>${parameters.map(parameterHtml).join('')}</table>`}
${body.map(({ type, schema }) => `<h4>Body <small>${escape(type)}</small></h4><pre>${schemaText(schema, 0)}</pre>`).join('')}
${responses.map(({ status, description: says, type, schema }) => `<h4>${escape(status)} <small>${escape(says)}${type ? ` · ${escape(type)}` : ''}</small></h4>${schema && status < '300' ? `<pre>${schemaText(schema, 0)}</pre>` : ''}`).join('')}
</details>`
}

const parameterHtml = (parameter: Operation['parameters'][number]): string =>
  `<tr><td><code>${escape(parameter.name)}</code>${parameter.required ? ' *' : ''}<td>${escape(parameter.in)}<td>${schemaText(parameter.schema, 0)}<td>${escape(parameter.description)}`

/** A schema as people write it down: fields, types, what may be left out. */
function schemaText(schema: Schema, depth: number): string {
  const pad = '  '.repeat(depth + 1)
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return variants.map(variant => schemaText(variant, depth)).join(' | ')
  if (schema.enum) return schema.enum.map(value => escape(JSON.stringify(value))).join(' | ')
  if (schema.const !== undefined) return escape(JSON.stringify(schema.const))
  if (schema.items) return `[ ${schemaText(schema.items, depth)} ]`
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, inner]) => {
      const optional = schema.required?.includes(name) ? '' : '?'
      const says = inner.description ? `  <em>${escape(inner.description)}</em>` : ''
      return `${pad}${escape(name)}${optional}: ${schemaText(inner, depth + 1)}${says}`
    })
    return `{\n${fields.join('\n')}\n${'  '.repeat(depth)}}`
  }
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'anything')
  return escape([type, schema.format, schema.pattern].filter(Boolean).join(' '))
}

const style = `:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}body{margin:0;font:15px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:15rem minmax(0,60rem)}nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;box-sizing:border-box;border-right:1px solid var(--line);display:flex;flex-direction:column;gap:.3rem}nav a{color:inherit;text-decoration:none}nav input{padding:.3rem;font:inherit;width:100%;box-sizing:border-box}main{padding:1rem 2rem}details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.3rem .8rem}summary{cursor:pointer;display:flex;gap:.8rem;align-items:baseline;flex-wrap:wrap}summary i{font:600 12px ui-monospace,monospace;width:3.5rem}i.get{color:#2a7ab8}i.post{color:#1d8a4a}i.put,i.patch{color:#b07512}pre{overflow:auto;border-left:3px solid var(--line);padding-left:.8rem}h4{margin:.8rem 0 .2rem}small,em{opacity:.7;font-weight:400}td{padding:.1rem .8rem .1rem 0;vertical-align:top}li.in{margin-left:1.2rem}[hidden]{display:none}@media(max-width:50rem){body{display:block}nav{position:static;height:auto;border:0}}`

const script = `const find=document.getElementById('find');find.addEventListener('input',()=>{const words=find.value.toLowerCase().split(/\\s+/);for(const one of document.querySelectorAll('details')){const text=one.querySelector('summary').textContent.toLowerCase();one.hidden=!words.every(word=>text.includes(word))}});if(location.hash){const one=document.getElementById(location.hash.slice(1));if(one&&one.tagName==='DETAILS')one.open=true}`
