import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readForm } from './multipart.js'

const boundary = 'a-boundary'
const type = `multipart/form-data; boundary=${boundary}`
const part = (head: string, content: string) =>
  `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`
const file = 'a,b\r\n--a-bound\r\n1,2\r\n-'
const form = `${part('name="profile"', 'by id')}${part('name="file"; filename="nov%22.csv"', file)}--${boundary}--\r\n`

async function* cutAt(text: string, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  const ends = [...places, bytes.length].map(place => Math.min(place, bytes.length)).sort((a, b) => a - b)
  for (const [at, end] of ends.entries()) yield bytes.subarray(ends[at - 1] ?? 0, end)
}
const read = (text: string, places: readonly number[] = [], contentType = type) =>
  readForm(cutAt(text, places), contentType, async (name, content) => {
    const parts: Uint8Array[] = []
    for await (const each of content) parts.push(each)
    return `${name}: ${Buffer.concat(parts).toString()}`
  })

describe('a form with a file', () => {
  it('is read as it arrives, wherever the network cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(form.length), { maxLength: 12 }), async places => {
        expect(await read(form, places)).toEqual({ profile: 'by id', file: `nov".csv: ${file}` })
      }),
      { numRuns: 300 },
    )
    expect(await read(`--${boundary}--`)).toEqual({})
  })

  it('that breaks off, names no boundary or has a field twice is refused', async () => {
    await expect(read(form.slice(0, -12))).rejects.toThrow('The form can not be read')
    await expect(read(form, [], 'multipart/form-data')).rejects.toThrow('with its boundary')
    await expect(read(part('name="a"', '1') + form.replace('profile', 'a'))).rejects.toThrow('sent twice')
    await expect(read(part('filename="x"', '1') + form)).rejects.toThrow('The form can not be read')
    await expect(read(part('name="profile"', 'x'.repeat(70_000)) + form)).rejects.toThrow('The form can not be read')
  })
})
