/** Makes the checkout ready like `mkono`, then runs the bench: node scripts/bench.mjs --payouts 2000 --json out.json */
import { nodeIsTooOld } from './node-version.mjs'

if (nodeIsTooOld()) process.exit(1)
const { run } = await import('./setup.mjs')
await run(async () => {
  const { main } = await import('../dist/bench/main.js')
  await main(process.argv)
})
