import path from 'node:path'
import type { Command } from 'commander'
import { dataOption, example, portOf } from './options.js'
import { untilAsked } from './until-asked.js'

interface SandboxOptions {
  port: number
  host: string
  data: string
  seed: string
}

export function registerSandbox(program: Command): void {
  program
    .command('sandbox')
    .description("run the providers' simulators alone; they keep their own book")
    .option('--port <port>', 'where to listen, 0 for any free port', portOf, 4600)
    .option('--host <address>', 'on which address to listen; nobody is asked who he is', '127.0.0.1')
    .option('--seed <text>', 'where all chance comes from', 'mkono')
    .addOption(dataOption())
    .addHelpText('after', example('mkono sandbox --port 4600', 'curl http://127.0.0.1:4600/book/africastalking'))
    .action(async (options: SandboxOptions) => {
      const { openDataFolder } = await import('../engines/data-folder.js')
      const { startSandbox } = await import('../sandbox/server.js')
      // Its own folder in the data folder: it may run beside a system that uses the same one.
      const folder = openDataFolder(path.join(options.data, 'sandbox'))
      try {
        const { port, host, seed } = options
        const sandbox = await startSandbox({ port, host, seed, dataFile: path.join(folder.path, 'book.db') })
        console.log(
          `The sandbox listens on ${sandbox.url} (console page there, book at /book/africastalking). Ctrl-C ends it.`,
        )
        await untilAsked()
        await sandbox.stop()
      } finally {
        folder.close()
      }
    })
}
