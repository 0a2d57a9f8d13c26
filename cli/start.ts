import type { Command } from 'commander'
import { countOf, dataOption, example, portOf } from './options.js'
import { untilAsked } from './until-asked.js'

interface StartOptions {
  data: string
  port?: number
  workers: number
  sandbox: boolean
}

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('run the whole system, without demo data, and go on where it was')
    .addOption(dataOption())
    .option('--port <port>', 'where the API listens (default: 8080, or another free one that is then kept)', portOf)
    .option('--workers <count>', 'how many worker processes', countOf, 1)
    .option('--sandbox', "run the providers' simulators too and pay only there", false)
    .addHelpText('after', example('mkono start', 'mkono start --data /srv/mkono --port 8080 --workers 2'))
    .action(async (options: StartOptions) => {
      const { startStack } = await import('./stack.js')
      const stack = await startStack({
        dataFolder: options.data,
        apiPort: options.port ?? 'usual',
        workers: options.workers,
        sandbox: options.sandbox,
        say: line => console.log(line),
      })
      try {
        const wayIn = await firstWayIn(options.data)
        console.log(welcome(stack.urls, options) + wayIn)
        await untilAsked()
        console.log('Stopping …')
      } finally {
        await stack.stop()
      }
      console.log('Stopped; the next start goes on from here.')
    })
}

/** As long as nobody has an account, every start shows the way in: there is no default password anywhere. */
async function firstWayIn(data: string): Promise<string> {
  const { firstLink } = await import('../db/staff.js')
  const { publicUrlOf, withHouse } = await import('./house.js')
  const { welcomeLink } = await import('./staff.js')
  const link = await withHouse(data, firstLink)
  if (!link) return ''
  const says = 'Nobody has an account yet. The first administrator enters here, once, within a day:'
  return `\n${says}\n  ${welcomeLink(publicUrlOf(data), link)}\n`
}

interface Urls {
  readonly api: string
  readonly portal: string
  readonly reference: string
  readonly temporalUi: string | undefined
  readonly sandbox: string | undefined
}

function welcome(urls: Urls, { data }: StartOptions): string {
  const links = [
    ['Portal', urls.portal],
    ['API', urls.api],
    ['API reference', urls.reference],
    ['Temporal', urls.temporalUi],
    ['Sandbox', urls.sandbox],
  ]
  const lines = links.flatMap(([name = '', url]) => (url === undefined ? [] : [`  ${name.padEnd(14)} ${url}`]))
  return ['', 'Mkono runs. Ctrl-C stops it.', ...lines, `  ${'State'.padEnd(14)} ${data}`, ''].join('\n')
}
