import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CannotOpen } from './durability.js'
import { createMasterKeysFile, loadMasterKeys, parseMasterKeys } from './masterKeys.js'

const key = (): string => randomBytes(32).toString('base64')
const folders: string[] = []
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'mkono-keys-'))
  folders.push(made)
  return made
}
afterEach(() => folders.splice(0).forEach(each => rmSync(each, { recursive: true })))

describe('master keys', () => {
  it('are read in order, the first one being current', () => {
    const [first, second] = [key(), key()]
    const keys = parseMasterKeys(` new:${first}, old:${second} `)
    expect(keys.currentId).toBe('new')
    expect(keys.keyOf('new')?.toString('base64')).toBe(first)
    expect(keys.keyOf('old')?.toString('base64')).toBe(second)
    expect(keys.keyOf('other')).toBeUndefined()
  })

  it.each([
    ['', 'holds no key'],
    ['nonsense', 'no key'],
    ['short:AAAA', 'no key'],
    [`a:${key()},a:${key()}`, 'twice'],
  ])('are refused with one sentence that does not repeat them: %s', (text, says) => {
    const refusal = (): unknown => parseMasterKeys(text)
    expect(refusal).toThrow(CannotOpen)
    expect(refusal).toThrow(says)
    if (text.length > 10) expect(refusal).not.toThrow(text.slice(-20))
  })

  it('come from the environment first, then from the file it names', () => {
    const path = join(folder(), 'keys')
    writeFileSync(path, `filed:${key()}\n`)
    expect(loadMasterKeys({ MKONO_KEYS_FILE: path }).currentId).toBe('filed')
    expect(loadMasterKeys({ MKONO_KEYS_FILE: path, MKONO_MASTER_KEYS: `given:${key()}` }).currentId).toBe('given')
    expect(() => loadMasterKeys({})).toThrow('set MKONO_MASTER_KEYS')
    expect(() => loadMasterKeys({ MKONO_KEYS_FILE: `${path}.gone` })).toThrow('can not be read (ENOENT)')
  })

  it('are made once in a file that only its owner reads', () => {
    const path = join(folder(), 'keys')
    const made = createMasterKeysFile(path)
    const text = readFileSync(path, 'utf8')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(createMasterKeysFile(path).currentId).toBe(made.currentId)
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(() => createMasterKeysFile(join(path, 'below'))).toThrow(CannotOpen)
  })
})
