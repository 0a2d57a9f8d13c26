/**
 * Pictures of the portal, kept for people to look at; `npm test` judges the same pages and takes none.
 *   npm run pictures                  every page, as test/portal/everyPage.test.ts looks at them, in pictures/portal/every:
 *                                     on a laptop, a wide screen and a phone, in every language
 *   npm run pictures -- test/portal   these, and what all other tests of the portal see on their way, in pictures/portal;
 *                                     or those of one: test/portal/acts.test.ts
 */
import { nodeIsTooOld } from './node-version.mjs'

process.env.MKONO_PICTURES = '1'
const named = process.argv.slice(2)
const tests = named.length > 0 ? named : ['test/portal/everyPage.test.ts']
if (nodeIsTooOld()) process.exit(1)
else import('./run-tests.mjs').then(({ runTests }) => runTests(['--project', 'portal', ...tests]))
