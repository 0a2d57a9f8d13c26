import { parseArgs } from 'node:util'
import { startSandbox } from './server.js'

/**
 * The sandbox as a process of its own: `node dist/sandbox/main.js --port 4600 --data sandbox.db [--host H] [--seed S]`,
 * or the same from SANDBOX_PORT, SANDBOX_DATA, SANDBOX_HOST and SANDBOX_SEED. Prints one JSON line with its url when
 * it is ready. Ends on SIGINT or SIGTERM; after any other end it goes on where it was.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env['SANDBOX_PORT'] ?? '0' },
      data: { type: 'string', default: process.env['SANDBOX_DATA'] ?? 'sandbox.db' },
      host: { type: 'string', default: process.env['SANDBOX_HOST'] ?? '127.0.0.1' },
      seed: { type: 'string', default: process.env['SANDBOX_SEED'] ?? 'mkono' },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RangeError('--port must be a whole number from 0 to 65535.')
  const sandbox = await startSandbox({ port, host: values.host, seed: values.seed, dataFile: values.data })
  process.stdout.write(`${JSON.stringify({ url: sandbox.url, port: sandbox.port })}\n`)
  const end = (): void => void sandbox.stop().then(() => process.exit(0))
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentence(error)}\n`)
  process.exitCode = 1
})

function sentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return 'The port is taken: choose another with --port, or 0 for any free one.'
  if (code === 'EACCES') return 'The port is not ours to take: choose one above 1023 with --port.'
  if (error instanceof RangeError) return error.message
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) {
    return 'There is an option that this program does not know: it takes --port, --data, --host and --seed.'
  }
  const reason = error instanceof Error ? error.message : 'unknown reason'
  return `The sandbox did not start: ${reason}. See that the folder of --data exists and can be written.`
}
