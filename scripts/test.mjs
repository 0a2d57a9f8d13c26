/**
 * Sets up and runs every test; arguments go to vitest (`npm test -- --project unit domain`).
 * The last line is exactly `N passed, N failed` (and `, N skipped` if any), counted from vitest's own report.
 */
import { nodeIsTooOld } from './node-version.mjs'

if (nodeIsTooOld()) process.exit(1)
else import('./run-tests.mjs').then(tests => tests.runTests(process.argv.slice(2)))
