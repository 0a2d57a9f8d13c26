/**
 * Chromium for the tests of the portal and for the pictures of it: the one of CHROMIUM_PATH, else one on PATH or in the
 * usual places, else Debian's, got once where we are root.
 *   node scripts/chromium.mjs
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe']
const otherPlaces = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application',
]
const wayOut =
  'install it (as root: apt-get install chromium), or name a Chromium or Google Chrome of yours in CHROMIUM_PATH.'

/** Where it is; null where there is none. @throws where CHROMIUM_PATH names nothing that can be run */
export function findChromium(env = process.env) {
  const given = env.CHROMIUM_PATH
  if (given) {
    if (canRun(given)) return given
    throw new Error('CHROMIUM_PATH names no program: correct or unset it.')
  }
  const folders = (env.PATH ?? '').split(path.delimiter).filter(folder => folder !== '')
  const places = [...folders, ...otherPlaces].flatMap(place => [...names.map(name => path.join(place, name)), place])
  return places.find(canRun) ?? null
}

function canRun(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

/** The same, for whoever can not do without. @throws with what to do */
export function needChromium(env = process.env) {
  const found = findChromium(env)
  if (found === null) throw new Error(`This needs Chromium, and there is none: ${wayOut}`)
  return found
}

/** Gets it where it is missing and can be got. Says one line when it does, and one when it cannot; throws nothing. */
export function getChromium({ say = tell, env = process.env, isRoot = process.getuid?.() === 0 } = {}) {
  try {
    if (findChromium(env) !== null) return
  } catch (error) {
    return say(error.message)
  }
  if (process.platform !== 'linux' || !isRoot || !has('apt-get', env))
    return say(`The tests of the portal will fail without Chromium: ${wayOut}`)
  say('Installing Chromium for the tests of the portal (apt-get install chromium; once, some minutes) …')
  const failed = aptGet(['update'], env) ?? aptGet(['install', '--yes', '--no-install-recommends', ...packages], env)
  if (failed !== null || findChromium(env) === null)
    say(
      `Chromium could not be installed and the tests of the portal will fail: ${wayOut}${failed ? `\n${failed}` : ''}`,
    )
}

const tell = line => process.stderr.write(`${line}\n`)

/**
 * What a browser without a screen is started with. A window of each visitor would otherwise draw two pages of its own, below a
 * line for addresses that nobody sees, and keep one ready for later: 0.3 s of a processor each time.
 */
export const chromiumArgs = [
  '--no-sandbox',
  `--disable-features=${[
    ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'SpareRendererForSitePerProcess'],
    // Only the last such list counts: these are the ones of Playwright that concern us.
    ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'PaintHolding', 'MediaRouter'],
    ...['HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'ThirdPartyStoragePartitioning', 'LensOverlay'],
    ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying'],
    ...['AimEnabled', 'PreconnectToSearch'],
  ].join(',')}`,
]

/** With fonts, so that pages are as wide as elsewhere, also in Arabic. */
const packages = ['chromium', 'fonts-liberation', 'fonts-dejavu-core']

const has = (command, env) => !spawnSync(command, ['--version'], { env, stdio: 'ignore' }).error

/** null, or its last words */
function aptGet(args, env) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
  return status === 0 ? null : `${stderr ?? ''}${stdout ?? ''}`.trim().split('\n').slice(-4).join('\n')
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) getChromium()
