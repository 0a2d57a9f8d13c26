import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Where engines are kept: outside every checkout, shared by tests and runs. `MKONO_CACHE` overrides it. */
export function cacheFolder(env = process.env) {
  if (env.MKONO_CACHE) return path.resolve(env.MKONO_CACHE)
  return path.join(env.XDG_CACHE_HOME ? path.resolve(env.XDG_CACHE_HOME) : path.join(os.homedir(), '.cache'), 'mkono')
}

/** True while a process of that id exists, whoever owns it. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/**
 * Runs `work` while no other process holds the same lock. The lock is a file naming its holder's pid; the lock of a
 * process that died is taken over. Waits as long as the holder lives.
 */
export async function withLock(file, work, onWait = () => {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  let told = false
  while (!tryLock(file)) {
    if (!told) onWait()
    told = true
    await pause(100)
  }
  try {
    return await work()
  } finally {
    fs.rmSync(file, { force: true })
  }
}

/** Takes the lock if it is free or its holder is dead. The name appears with its content: link() is atomic. */
export function tryLock(file) {
  const mine = `${file}.${process.pid}`
  fs.writeFileSync(mine, `${process.pid}\n`)
  try {
    fs.linkSync(mine, file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    removeIfDead(file)
    return false
  } finally {
    fs.rmSync(mine, { force: true })
  }
}

function removeIfDead(file) {
  let holder
  try {
    holder = Number.parseInt(fs.readFileSync(file, 'utf8'), 10)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  if (Number.isInteger(holder) && isAlive(holder)) return
  // Two waiters may both see the dead holder: only one rename succeeds, so a fresh lock is never removed.
  const grave = `${file}.dead.${process.pid}`
  try {
    fs.renameSync(file, grave)
    const buried = Number.parseInt(fs.readFileSync(grave, 'utf8'), 10)
    if (buried !== holder && isAlive(buried)) fs.linkSync(grave, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(grave, { force: true })
  }
}

/** Removes what downloads of dead processes left behind. Temporary names end in `.<pid>.part`. */
export function sweep(folder) {
  if (!fs.existsSync(folder)) return
  for (const name of fs.readdirSync(folder)) {
    const owner = /\.(\d+)\.part$/.exec(name)
    if (owner && !isAlive(Number(owner[1]))) fs.rmSync(path.join(folder, name), { recursive: true, force: true })
  }
}

/** A name that {@link sweep} cleans should this process die before it is renamed. */
export const partName = file => `${file}.${process.pid}.part`

/** SHA-256 of a file in hexadecimal. */
export async function sha256Of(file) {
  const hash = createHash('sha256')
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}
