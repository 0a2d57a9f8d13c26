import { expect, it } from 'vitest'
import { runChaos } from './chaosProcess.js'

it('pays nobody twice and loses nothing in the plays of many seeds, whatever dies or sleeps at whichever turn', async () => {
  const { code, said } = await runChaos('chaos/fast/main.ts', ['--seeds', '120'])
  expect(code, said).toBe(0)
  expect(said).toMatch(/126 plays, .* 0 plays failed/)
}, 1_800_000)
