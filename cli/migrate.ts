import type { Command } from 'commander'
import { dataOption, example } from './options.js'

interface MigrateOptions {
  data: string
  status: boolean
  down: boolean
}

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of the database up to date; repeating it changes nothing')
    .addOption(dataOption())
    .option('--status', 'only say which migrations are done', false)
    .option('--down', 'take the last migration back, with all data in its tables', false)
    .addHelpText('after', example('mkono migrate', 'mkono migrate --status'))
    .action(async ({ data, status, down }: MigrateOptions) => {
      const { migrateDown, migrateToLatest, migrationStatus } = await import('../db/migrate.js')
      const { withDatabase } = await import('./house.js')
      await withDatabase(data, async url => {
        if (status) {
          for (const { name, doneAt } of await migrationStatus(url)) {
            console.log(`${name}  ${doneAt === undefined ? 'not done yet' : `done ${doneAt.toISOString()}`}`)
          }
          return
        }
        const done = down ? await migrateDown(url) : await migrateToLatest(url)
        const verb = down ? 'Taken back' : 'Done'
        console.log(done.length === 0 ? 'Nothing to do: the tables are up to date.' : `${verb}: ${done.join(', ')}`)
      })
    })
}
