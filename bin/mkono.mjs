#!/usr/bin/env node
// Plain and old-fashioned up here: a Node that is too old must still be able to read this file and say so.
import { nodeIsTooOld } from '../scripts/node-version.mjs'

if (nodeIsTooOld()) process.exit(1)
else {
  import('../scripts/setup.mjs').then(function (setup) {
    return setup.run(function () {
      return import('../dist/cli/main.js').then(function (cli) {
        return cli.main(process.argv)
      })
    })
  })
}
