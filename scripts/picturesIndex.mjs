/**
 * A page over the pictures of every page, to be opened in a browser: one row a page or dialog, small pictures that lead to
 * the large.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const every = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'pictures', 'portal', 'every')

/** As test/portal/pictures.ts names them. */
const named = /^(.+)-(\d+)-([a-z]{2})-(light|dark)\.jpeg$/

/** Writes `index.html` beside them. @returns how many there are and where the page is; none, where none were taken */
export function indexOfPictures() {
  if (!fs.existsSync(every)) return undefined
  const rows = new Map()
  for (const file of fs.readdirSync(every).sort()) {
    const [, name, width, language, theme] = named.exec(file) ?? []
    if (name === undefined) continue
    rows.set(name, [...(rows.get(name) ?? []), { file, width: Number(width), language, theme }])
  }
  if (rows.size === 0) return undefined
  const page = path.join(every, 'index.html')
  fs.writeFileSync(page, html(rows))
  return { pictures: [...rows.values()].flat().length, rows: rows.size, page }
}

/** English first, the way of the widest picture last. */
const order = (one, other) =>
  Number(other.language === 'en') - Number(one.language === 'en') ||
  one.theme.localeCompare(other.theme) * -1 ||
  one.width - other.width ||
  one.language.localeCompare(other.language)

const html = rows => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Mkono: every page</title>
<style>
  body { font: 14px system-ui, sans-serif; margin: 1rem; }
  section { border-top: 1px solid #ccc; padding: 0.5rem 0; }
  h2 { font-size: 1rem; margin: 0 0 0.5rem; }
  div { display: flex; gap: 0.5rem; flex-wrap: wrap; }
  figure { margin: 0; }
  img { height: 14rem; max-width: 20rem; object-fit: cover; object-position: top; border: 1px solid #ccc; display: block; }
</style>
<h1>Every page of the portal</h1>
${[...rows].map(([name, pictures]) => row(name, pictures)).join('\n')}
</html>
`

const row = (name, pictures) => `<section id="${name}"><h2>${name}</h2><div>
${pictures.sort(order).map(figure).join('\n')}
</div></section>`

const figure = ({ file, width, language, theme }) => {
  const says = `${width} ${language} ${theme}`
  const to = encodeURIComponent(file)
  return `<figure><a href="${to}"><img loading="lazy" src="${to}" alt="${says}"></a><figcaption>${says}</figcaption></figure>`
}
