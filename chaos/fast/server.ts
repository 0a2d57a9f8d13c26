/** The PostgreSQL of plays: the one given, or one of our own for as long as the command runs. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openDataFolder } from '../../engines/data-folder.js'
import { startPostgres } from '../../engines/postgres.js'

export interface Server {
  url: string
  stop(): Promise<void>
}

/** In memory where there is room: fsync stays on, and costs nothing there. */
export async function serverFor(given: string | undefined): Promise<Server> {
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() }
  const memory = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()
  const folder = fs.mkdtempSync(path.join(memory, 'mkono-fast-'))
  fs.chmodSync(folder, 0o711)
  const data = openDataFolder(path.join(folder, 'data'))
  const server = await startPostgres(data)
  const stop = async (): Promise<void> => {
    await server.stop()
    data.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  return { url: server.url, stop }
}
