/** An installation as it is right after its first start: nobody has an account, and its providers are simulated. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runIn } from '../demo/bareClone.js'
import { browsers, type Browsing } from './portalGround.js'

const root = path.resolve(import.meta.dirname, '../..')

export interface EmptyHouse extends Browsing {
  readonly url: string
  /** the way in of the first administrator, as the screen shows it */
  readonly firstLink: string
  /** what the provider’s own staff would do */
  atProvider(method: string, to: string, body?: unknown): Promise<void>
  /** the provider’s own book, the judge of what was paid. @param of `africastalking?username=isiolo` */
  book<Book>(of: string): Promise<Book>
  /** the page of somebody’s phone, for people without any account. @param number in E.164 */
  phone(number: string): string
  /** the page of the shop’s till */
  readonly till: string
  end(): Promise<void>
}

export async function anEmptyHouse(): Promise<EmptyHouse> {
  const tmp = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-empty-'))
  // The database refuses to run as root and then belongs to another user, who must be able to pass.
  fs.chmodSync(tmp, 0o755)
  const data = path.join(tmp, 'data')
  const args = ['bin/mkono.mjs', 'start', '--sandbox', '--data', data, '--port', '0']
  const house = runIn(root, tmp, process.execPath, args)
  await house.until('enters here')
  await house.until('/welcome#')
  const printed = (pattern: RegExp): string => {
    const found = pattern.exec(house.said())?.[1]
    if (found === undefined) throw new Error(`The start did not print ${pattern}:\n${house.said()}`)
    return found
  }
  const url = new URL(printed(/Portal +(\S+)/)).origin
  const sandbox = printed(/Sandbox +(\S+)/)
  const browsing = await browsers(url)
  return {
    url,
    firstLink: printed(/(\S+\/welcome#\S+)/),
    ...browsing,
    atProvider: async (method, to, body) => {
      const said = await fetch(new URL(to, sandbox), {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!said.ok) throw new Error(`${method} ${to}: ${said.status} ${await said.text()}`)
    },
    phone: number => new URL(`/sandbox/phones/${encodeURIComponent(number)}`, sandbox).href,
    till: new URL('/sandbox/till', sandbox).href,
    book: async <Book>(of: string) => (await (await fetch(new URL(`/book/${of}`, sandbox))).json()) as Book,
    end: async () => {
      await browsing.end()
      if (house.child.exitCode === null) house.child.kill('SIGINT')
      await house.ended.catch(() => undefined)
      const left = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
        .split('\n')
        .filter(line => line.includes(tmp))
      fs.rmSync(tmp, { recursive: true, force: true, maxRetries: 5 })
      if (left.length > 0) throw new Error(`Left behind:\n${left.join('\n')}`)
    },
  }
}
