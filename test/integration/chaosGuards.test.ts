import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { removals } from '../../chaos/guards/removals.js'
import { voucherRemovals } from '../../chaos/guards/voucherRemovals.js'
import { runChaos } from './chaosProcess.js'

const root = path.resolve(import.meta.dirname, '../..')

/** All of them are played by `npm run chaos:guards`. */
it('notices guards that are taken away, and finds nothing in the same play with them', async () => {
  const { code, said } = await runChaos('chaos/guards/main.ts', ['--part', '2/4'])
  expect(code, said).toBe(0)
}, 1_800_000)

it.each([...removals, ...voucherRemovals].map(removal => [removal.name, removal] as const))(
  'knows where the guard %s stands',
  (_, { edits }) => {
    for (const { file, find } of edits)
      expect(fs.readFileSync(path.join(root, file), 'utf8').split(find), file).toHaveLength(2)
  },
)
