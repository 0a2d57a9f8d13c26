import PDFDocument from 'pdfkit'
import { describe, expect, it } from 'vitest'
import { textsOf } from '../test/world/papers.js'
import { Pen } from './pen.js'

/** One page with these lines, as somebody copies them out of it. */
async function readBack(...lines: string[]): Promise<string[]> {
  const document = new PDFDocument({ autoFirstPage: false, font: '' })
  const pieces: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  document.on('data', (piece: Buffer) => pieces.push(piece))
  document.addPage()
  const pen = new Pen(document)
  lines.forEach((line, at) => pen.line(line, 20, 20 + at * 20, 500))
  pen.flush()
  document.end()
  await ended
  const [text = ''] = await textsOf(Buffer.concat(pieces))
  return text.split('\n').map(line => line.trim())
}

describe('a letter in a document', () => {
  it('can be copied out of it, although one before had it only under an accent', async () => {
    expect(await readBack('ÀÉÖŠ ç')).toEqual(['ÀÉÖŠ ç'])
    expect(await readBack('AEOS c')).toEqual(['AEOS c'])
  })

  it('that takes another form beside its neighbours is the letter, although one before had that form alone', async () => {
    expect((await readBack('ﻓ ﺎ ﻃ ﻤ ﺔ')).join(' ')).toMatch(/\p{Script=Arabic}/u)
    expect((await readBack('فاطمة')).join('')).not.toMatch(/[\uFB50-\uFEFF]/)
  })
})
