/** The small form of the campaign, as anybody runs it. What it takes to be right is in chaos/campaign/judge.ts. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Outcome } from '../../chaos/campaign/run.js'

const campaign = fileURLToPath(new URL('../../scripts/chaos.mjs', import.meta.url))

test(
  '300 payouts through at least 20 kills: nobody is paid twice, nobody is lost, and every point was reached',
  { timeout: 900_000 },
  async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-campaign-'))
    const json = path.join(folder, 'out.json')
    try {
      const { DATABASE_URL: _database, TEMPORAL_ADDRESS: _temporal, ...env } = process.env
      const child = spawn(process.execPath, [campaign, '--payouts', '300', '--kills', '20', '--json', json], { env })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)))
      const code = await new Promise(resolve => child.once('close', resolve))
      expect(code, said).toBe(0)
      const outcome = JSON.parse(fs.readFileSync(json, 'utf8')) as Outcome
      expect(outcome.kills).toBeGreaterThanOrEqual(20)
      expect(outcome).toMatchObject({ right: true, neverHit: [], unrest: { ids: [] } })
    } finally {
      fs.rmSync(folder, { recursive: true, force: true })
    }
  },
)
