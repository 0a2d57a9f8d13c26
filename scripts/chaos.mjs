// The campaign that tries to break Mkono: see chaos/README.md.
import { nodeIsTooOld } from './node-version.mjs'

if (nodeIsTooOld()) process.exit(1)
else {
  import('./setup.mjs').then(function (setup) {
    return setup.run(function () {
      return import('../dist/chaos/campaign/main.js').then(function (campaign) {
        return campaign.main(process.argv)
      })
    })
  })
}
