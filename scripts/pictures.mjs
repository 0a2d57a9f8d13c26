/**
 * Pictures of the portal, kept for people to look at; `npm test` judges the same pages and takes none.
 *   npm run pictures                  every page, as test/portal/everyPage.test.ts looks at them, and every dialog that one click
 *                                     on it opens, in pictures/portal/every; its index.html shows them beside each other.
 *                                     English on a phone, a laptop and a wide screen, light and dark; Arabic on a dark phone and
 *                                     a light laptop; the other languages on a phone
 *   npm run pictures -- test/portal   these, and what all other tests of the portal see on their way, in pictures/portal;
 *                                     or those of one: test/portal/acts.test.ts
 */
import { nodeIsTooOld } from './node-version.mjs'
import { indexOfPictures } from './picturesIndex.mjs'

process.env.MKONO_PICTURES = '1'
const named = process.argv.slice(2)
const tests = named.length > 0 ? named : ['test/portal/everyPage.test.ts']
if (nodeIsTooOld()) process.exit(1)
else
  import('./run-tests.mjs')
    .then(({ runTests }) => runTests(['--project', 'portal', ...tests]))
    .then(() => {
      const { pictures, rows, page } = indexOfPictures() ?? {}
      if (page) process.stdout.write(`${pictures} pictures of ${rows} pages and dialogs: ${page}\n`)
    })
