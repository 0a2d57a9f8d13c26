/**
 * Draws docs/pictures/demo.svg from what the demo really printed:
 *   npm run demo -- --exit | node docs/pictures/demo.mjs > docs/pictures/demo.svg
 */
import { text } from 'node:stream/consumers'

/** What a reader needs to see; everything else is left out and marked so. */
const CHAPTERS = [
  'The list',
  'Paying',
  'Corrections after payment',
  'Open, with whom, and until when',
  'The ledger',
  'Our book and the provider’s',
  'The judgement',
]
const COLUMNS = 104
const CHARACTER_PX = 7.2
const LINE_PX = 17
const MARGIN_PX = 18

const printed = (await text(process.stdin)).split('\n').map(line => line.trimEnd())
const chapters = chaptersOf(printed).filter(([title]) => CHAPTERS.includes(title))
if (chapters.length < CHAPTERS.length)
  throw new Error('This is not the whole output of a demo: pipe `npm run demo -- --exit` into me.')
const lines = ['$ npm run demo', '…']
for (const [title, body] of chapters) lines.push('', title, ...body.flatMap(wrapped))
process.stdout.write(drawn(lines))

function chaptersOf(all) {
  const found = []
  for (const line of all) {
    if (line !== '' && !line.startsWith(' ')) found.push([line, []])
    else if (line !== '') found.at(-1)?.[1].push(line)
  }
  return found
}

function wrapped(line) {
  if (line.length <= COLUMNS) return [line]
  const at = line.lastIndexOf(' ', COLUMNS)
  const indent = ' '.repeat(/^ */.exec(line)[0].length + 4)
  return [line.slice(0, at), ...wrapped(indent + line.slice(at + 1))]
}

function drawn(all) {
  const width = Math.ceil(COLUMNS * CHARACTER_PX + 2 * MARGIN_PX)
  const height = all.length * LINE_PX + 2 * MARGIN_PX
  const rows = all.map((line, index) => {
    const heading = line !== '' && !line.startsWith(' ')
    const y = MARGIN_PX + (index + 1) * LINE_PX - 4
    return `<text x="${MARGIN_PX}" y="${y}" xml:space="preserve"${heading ? ' class="h"' : ''}>${escaped(line)}</text>`
  })
  const style =
    'text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d6deeb}.h{fill:#7fdbca;font-weight:bold}'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What the demo prints">`,
    `<style>${style}</style><rect width="100%" height="100%" rx="8" fill="#011627"/>`,
    ...rows,
    '</svg>\n',
  ].join('\n')
}

function escaped(line) {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
