import { Command, CommanderError } from 'commander'
import { registerConversation } from './conversation.js'
import { registerDemo } from './demo/register.js'
import { registerDoctor } from './doctor.js'
import { registerEvidence } from './evidence.js'
import { sentenceOf } from './failure.js'
import { registerFind } from './find.js'
import { registerFsp } from './fsp.js'
import { registerImport } from './import.js'
import { registerMigrate } from './migrate.js'
import { example } from './options.js'
import { registerSandbox } from './sandbox.js'
import { registerStaff } from './staff.js'
import { registerStart } from './start.js'
import { registerStatement } from './statement.js'
import { registerToken } from './token.js'
import { registerVerify } from './verify.js'
import { registerVersion, versionOfMkono } from './version.js'

/** The command `mkono`. Every failure is one sentence on stderr and exit code 1 (2 for a wrong option). */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await commands().parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end this way too, with code 0; a wrong option has been told already.
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    process.stderr.write(`${sentenceOf(error)}\n`)
    process.exitCode = 1
  }
}

/** All commands, for `main` and for the test that walks their help. */
export function commands(): Command {
  const program = new Command('mkono')
    .description('Pays people on time and exactly once, and proves it.')
    .version(versionOfMkono(), '-v, --version')
    .showHelpAfterError('(add --help to see what is possible)')
    .showSuggestionAfterError()
    .addHelpText('after', example('npx mkono demo', 'npx mkono start --data /srv/mkono'))
    .exitOverride()
  const register = [
    registerStart,
    registerDemo,
    registerSandbox,
    registerDoctor,
    registerMigrate,
    registerImport,
    registerStaff,
    registerToken,
    registerFind,
    registerEvidence,
    registerConversation,
    registerFsp,
    registerStatement,
    registerVerify,
    registerVersion,
  ]
  for (const each of register) each(program)
  // Commands inherit nothing that was set after they were added, so what they need is set on each.
  for (const command of withSubcommands(program))
    command.exitOverride().showHelpAfterError('(add --help to see what is possible)')
  return program
}

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)]
