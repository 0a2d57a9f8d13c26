import type { Command } from 'commander'
import { type Finding, findings } from './diagnosis.js'
import { dataOption, example, portOf } from './options.js'

interface DoctorOptions {
  data: string
  port: number
  fetch: boolean
  json: boolean
}

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is missing, which engines will be used and why, and how to mend it')
    .addOption(dataOption())
    .option('--port <port>', 'the port that the API would listen on', portOf, 8080)
    .option('--fetch', 'download engines that are missing now instead of at the first start', false)
    .option('--json', 'print the findings as JSON', false)
    .addHelpText('after', example('mkono doctor', 'mkono doctor --fetch'))
    .action(async (options: DoctorOptions) => {
      const found = await findings({ data: options.data, port: options.port, mayFetch: options.fetch })
      console.log(options.json ? JSON.stringify(found, null, 2) : found.map(lineOf).join('\n'))
      if (found.some(each => each.grade === 'missing')) process.exitCode = 1
    })
}

const SIGNS = { good: '✓', later: '·', missing: '✗' } as const

const lineOf = ({ grade, what, why, mend }: Finding): string =>
  `${SIGNS[grade]} ${what}: ${why}${mend === undefined ? '' : `\n    ${mend}`}`
