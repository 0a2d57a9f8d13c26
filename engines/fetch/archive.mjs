import fs from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflateRaw } from 'node:zlib'

/**
 * Extracts the one entry of a zip (a wheel is a zip) whose name matches, into `target`.
 * Reads the central directory at the end of the file (APPNOTE 4.3.12), because sizes in local headers may be absent.
 */
export async function extractFromZip(archive, matches, target) {
  const handle = await fs.promises.open(archive)
  try {
    const entry = (await centralDirectory(handle)).find(each => matches(each.name))
    if (!entry) throw new Error(`the archive holds no matching file`)
    const local = Buffer.alloc(30)
    await handle.read(local, 0, 30, entry.offset)
    const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
    const packed = fs.createReadStream(archive, { start, end: start + entry.packedSize - 1, highWaterMark: 1 << 20 })
    const out = fs.createWriteStream(target)
    if (entry.method === 0) await pipeline(packed, out)
    else if (entry.method === 8) await pipeline(packed, createInflateRaw(), out)
    else throw new Error(`compression method ${entry.method} is not known here`)
  } finally {
    await handle.close()
  }
}

async function centralDirectory(handle) {
  const { size } = await handle.stat()
  const tail = Buffer.alloc(Math.min(size, 65_557))
  await handle.read(tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0) throw new Error('the archive is cut off')
  const directory = Buffer.alloc(tail.readUInt32LE(end + 12))
  await handle.read(directory, 0, directory.length, tail.readUInt32LE(end + 16))
  const entries = []
  for (let at = 0; at + 46 <= directory.length;) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** Extracts the one plain file of a .tar.gz whose name matches, into `target` (POSIX ustar: blocks of 512 bytes). */
export async function extractFromTarGz(archive, matches, target) {
  let pending = Buffer.alloc(0)
  let remaining = 0
  let padding = 0
  let wanted = false
  let found = false
  const pick = new Transform({
    transform(chunk, _encoding, done) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      while (pending.length > 0) {
        if (remaining > 0) {
          const part = pending.subarray(0, remaining)
          if (wanted) this.push(part)
          remaining -= part.length
          pending = pending.subarray(part.length)
        } else if (padding > 0) {
          const skipped = Math.min(padding, pending.length)
          padding -= skipped
          pending = pending.subarray(skipped)
        } else {
          if (pending.length < 512) break
          const name = pending.toString('utf8', 0, 100).replace(/\0.*$/s, '')
          remaining = Number.parseInt(pending.toString('ascii', 124, 136), 8) || 0
          padding = (512 - (remaining % 512)) % 512
          wanted = !found && matches(name)
          found ||= wanted
          pending = pending.subarray(512)
        }
      }
      done()
    },
  })
  await pipeline(fs.createReadStream(archive), createGunzip(), pick, fs.createWriteStream(target))
  if (!found) throw new Error('the archive holds no matching file')
}

/** Streams a web response body into a file. */
export const saveBody = (body, file) => pipeline(Readable.fromWeb(body), fs.createWriteStream(file))
