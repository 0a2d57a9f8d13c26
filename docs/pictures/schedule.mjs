/**
 * Takes the picture of a programme's Schedule in Temporal's screens that docs/rounds.md shows, of what the demo really does:
 *   node docs/pictures/schedule.mjs
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { needChromium } from '../../scripts/chromium.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, '../..')
const mostBytes = 150_000

const executablePath = needChromium()
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-picture-'))
// The database may belong to another user, who must be able to pass.
fs.chmodSync(data, 0o755)
const options = ['demo', '--programme', 'voucher', '--people', '20', '--weeks', '4', '--exit', '--data', data]
const demo = spawn(process.execPath, [path.join(root, 'bin', 'mkono.mjs'), ...options], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = new Promise(resolve => demo.on('close', resolve))
let browser
try {
  await said('Week 1’s round')
  const ports = JSON.parse(fs.readFileSync(path.join(data, 'ports.json'), 'utf8'))
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, timezoneId: 'UTC' })
  await page.goto(`http://127.0.0.1:${ports['temporal-ui']}/namespaces/default/schedules`)
  await page.getByRole('link', { name: /^programme\// }).click()
  await page.getByText('calendar of its programme').first().waitFor()
  await page.getByText(/3 Upcoming Runs/).click()
  const picture = await page.screenshot({ animations: 'disabled' })
  if (picture.length > mostBytes) throw new Error(`The picture has ${picture.length} bytes: make it smaller.`)
  fs.writeFileSync(path.join(here, 'temporal-schedule.png'), picture)
} finally {
  await browser?.close()
  demo.kill('SIGINT')
  await ended
  fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 })
}

function said(wanted) {
  return new Promise((resolve, reject) => {
    let text = ''
    demo.stdout.on('data', chunk => {
      text += chunk
      if (text.includes(wanted)) resolve()
    })
    void ended.then(() => reject(new Error(`The demo ended without saying “${wanted}”.`)))
  })
}
