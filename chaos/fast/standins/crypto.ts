/** `node:crypto` for db/: the same, but ids and keys come from the seed. */
import { clock } from '../clock.js'

export { createCipheriv, createDecipheriv, createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'

export const randomBytes = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => clock.chance.between(0, 255)))

export const randomInt = (below: number): number => clock.chance.between(0, below - 1)

export const randomUUID = (): string =>
  randomBytes(16)
    .toString('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
