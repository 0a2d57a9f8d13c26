import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/ground/longestFirst.js'
import { patienceMs } from './test/ground/patience.js'

const shared = { pool: 'forks' as const, environment: 'node' as const }
// A few processes for all files: most of their time was being born and reading the same modules.
const together = { isolate: false }
const never = ['**/node_modules/**', 'dist/**', 'data/**']
const inIntegration = ['test/integration/**/*.test.ts']
const inPortal = ['test/portal/**/*.test.ts', 'test/demo/**/*.test.ts']
const onServers = {
  exclude: never,
  globalSetup: ['test/ground/global-setup.ts'],
  // Longer than they wait for anything, so that a failure names what did not come.
  testTimeout: patienceMs + 240_000,
  hookTimeout: patienceMs + 240_000,
  expect: { poll: { timeout: patienceMs } },
  sequence: { groupOrder: 1 },
}

/**
 * `unit` needs nothing but Node; `integration` runs on one PostgreSQL and one Temporal server started for the run; `portal`
 * on the same, with a browser.
 */
export default defineConfig({
  test: {
    // Many of them wait for clocks and processes more than they compute.
    maxWorkers: 3,
    teardownTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          ...together,
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...never, ...inIntegration, ...inPortal],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          expect: { poll: { timeout: 60_000 } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          ...together,
          ...onServers,
          name: 'integration',
          include: inIntegration,
        },
      },
      {
        test: {
          ...shared,
          ...together,
          ...onServers,
          name: 'portal',
          include: inPortal,
        },
      },
    ],
  },
})
