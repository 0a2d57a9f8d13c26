import { describe, expect, it } from 'vitest'
import { readSheet, type Bytes, type Reading } from './read.js'

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}
async function rowsOf(bytes: Bytes, reading?: Reading) {
  const rows: string[][] = []
  for await (const block of readSheet(bytes, reading)) rows.push(...block.map(({ cells }) => cells))
  return rows
}

describe('a table read as a stream', () => {
  const text = `name,ward\n${'Élodie,"Zoë’s\nplace"\n'.repeat(40_000)}`
  const older = (latin: string) => Buffer.from(latin, 'latin1')

  it('is the same wherever its pieces are cut', async () => {
    const whole = await rowsOf(Buffer.from(text))
    expect(whole).toHaveLength(40_001)
    expect(await rowsOf(inPieces(Buffer.from(text), 65_537))).toEqual(whole)
    expect(await rowsOf(inPieces(Buffer.from('a,é\nü,"b\nc"\n'), 1))).toEqual([
      ['a', 'é'],
      ['ü', 'b\nc'],
    ])
  })

  it('turns to Windows-1252 where plain letters end, and is never read half one way and half the other', async () => {
    const plain = `name,ward\n${'Ekai,Kinna\n'.repeat(10_000)}`
    const rows = await rowsOf(inPieces(older(`${plain}Zo\xeb,Kinna\n`), 65_536))
    expect(rows.at(-1)).toEqual(['Zoë', 'Kinna'])
    await expect(rowsOf(inPieces(Buffer.concat([Buffer.from(text), older('Zo\xeb,x\n')]), 65_536))).rejects.toThrow(
      'mixes encodings',
    )
  })

  it('finds the delimiter below a preamble of a few lines', async () => {
    const statement = 'Organization Name:,Mkono\n\nReceipt No.;Completion Time;Details\nA;B;C\nD;E;F\nG;H;I\n'
    expect((await rowsOf(Buffer.from(statement))).at(-1)).toEqual(['G', 'H', 'I'])
  })

  it('stops at the row that is one too many', async () => {
    await expect(rowsOf(Buffer.from('a\n1\n2\n'), { maxRows: 2 })).rejects.toThrow('more than 2 rows')
    expect(await rowsOf(Buffer.from('a\n1\n'), { maxRows: 2 })).toHaveLength(2)
  })

  it('tells a quote that is never closed, whenever it comes', async () => {
    await expect(rowsOf(inPieces(Buffer.from(`${text}"open`), 65_536))).rejects.toThrow('never closed')
  })
})
