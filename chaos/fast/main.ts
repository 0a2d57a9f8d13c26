/** The command: `npm run chaos:fast -- --seeds N --from S --systematic`. See README.md. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openDataFolder } from '../../engines/data-folder.js'
import { startPostgres } from '../../engines/postgres.js'
import { makeGround } from './ground.js'
import { play } from './play.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    'database-url': { type: 'string' },
    systematic: { type: 'boolean', default: false },
    calm: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
  },
})
const folder = values['database-url'] ? undefined : fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'mkono-fast-'))
if (folder) fs.chmodSync(folder, 0o711)
const data = folder ? openDataFolder(path.join(folder, 'data')) : undefined
const server = data ? await startPostgres(data) : undefined
const ground = await makeGround(values['database-url'] ?? server!.url)
const say = (text: string): unknown => process.stdout.write(`${text}\n`)
const loud = (level: string) => (fields: object, message: string) => say(`  ${level} ${message} ${JSON.stringify(fields)}`)
try {
  const began = performance.now()
  for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
    const one = performance.now()
    const log = values.log ? { info: loud('info'), warn: loud('warn'), error: loud('error') } : undefined
    const played = await play(ground, { seed: String(seed), ...(values.calm ? { plans: new Map() } : {}), ...(log ? { log } : {}) })
    say(`seed ${seed}: ${played.points.length} points, ${played.paid}/${played.payable} paid, ${Math.round(played.skippedMs / 1000)} s skipped, ${Math.round(performance.now() - one)} ms ${played.deaths.join('; ')}`)
    for (const each of played.findings) say(`  ${each.what}: ${each.says}`)
    if (values.trace) for (const each of played.points) say(`  ${each.at} ${each.process} ${each.kind} ${each.what}`)
  }
  const { user, system } = process.cpuUsage()
  say(`wall ${Math.round(performance.now() - began)} ms, cpu ${Math.round((user + system) / 1000)} ms`)
} finally {
  await ground.end()
  await server?.stop()
  data?.close()
  if (folder) fs.rmSync(folder, { recursive: true, force: true })
}
