/**
 * Pictures of every page, as test/portal/everyPage.test.ts looks at them, in pictures/portal/every: on a laptop, a wide
 * screen and a phone, in every language. Kept for people to look at; `npm test` judges the same pages and takes none.
 */
import { nodeIsTooOld } from './node-version.mjs'

process.env.MKONO_PICTURES = '1'
if (nodeIsTooOld()) process.exit(1)
else import('./run-tests.mjs').then(tests => tests.runTests(['--project', 'portal', 'test/portal/everyPage.test.ts']))
