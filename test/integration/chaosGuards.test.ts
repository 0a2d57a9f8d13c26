import { expect, it } from 'vitest'
import { runChaos } from './chaosProcess.js'

it('notices each guard that is taken away, and finds nothing in the same play with it', async () => {
  const { code, said } = await runChaos('chaos/guards/main.ts', [])
  expect(code, said).toBe(0)
}, 900_000)
