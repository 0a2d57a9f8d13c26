/** A process of the bench’s own, told what to do over IPC; it ends when we do. Its output goes to a log file. */
import { fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Refused } from '../cli/failure.js'

export interface Part {
  readonly pid: number
  /** sends it a message and waits for the answer to it */
  ask(message: object): Promise<Record<string, unknown>>
  end(): Promise<void>
}

/** @param file compiled, relative to this one: `./plain/main.js` */
export async function startPart(file: string, options: { env: NodeJS.ProcessEnv; logFile: string }): Promise<Part> {
  const log = openSync(options.logFile, 'a')
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: options.env,
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const next = (): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const fail = (): void => reject(new Refused(`A part of the bench (${file}) ended: see ${options.logFile}.`))
      child.once('exit', fail)
      child.once('message', message => {
        child.off('exit', fail)
        const said = message as Record<string, unknown>
        if (typeof said['failed'] === 'string') reject(new Refused(said['failed']))
        else resolve(said)
      })
    })
  await next()
  return {
    pid: child.pid ?? -1,
    ask: message => {
      const answer = next()
      child.send(message)
      return answer
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await exited
    },
  }
}

type Message = Readonly<Record<string, unknown>>

/** The other side: answers each message in turn, and cleans up when the bench is gone. Says first that it is ready. */
export function servePart(answer: (message: Message) => Promise<object>, close: () => Promise<void>): void {
  const say = (message: object): void => void process.send?.(message)
  let before: Promise<unknown> = Promise.resolve()
  process.on('message', message => {
    before = before.then(() =>
      answer(message as Message).then(say, (error: unknown) =>
        say({ failed: error instanceof Error ? (error.stack ?? error.message) : 'It failed without a word.' }),
      ),
    )
  })
  process.once('disconnect', () => {
    void close().finally(() => process.exit())
  })
  say({ ready: true })
}
