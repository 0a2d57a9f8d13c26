import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const room = dirname(dirname(fileURLToPath(import.meta.url)))

/** The sandbox as plain JavaScript in a folder of its own, so that a test can start it as the process it is. */
export function compiledSandbox() {
  const folder = mkdtempSync(join(tmpdir(), 'mkono-sandbox-process-'))
  const target = join(folder, 'sandbox')
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(dirname(room), 'node_modules'), join(folder, 'node_modules'), 'dir')
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true }
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(room, file), 'utf8'), { compilerOptions: options })
    const compiled = join(target, file.replace(/ts$/, 'js'))
    mkdirSync(dirname(compiled), { recursive: true })
    writeFileSync(compiled, outputText)
  }
  return { main: join(target, 'main.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface SandboxProcess {
  url: string
  /** Ends it as given and resolves when it is gone, with its exit code where it had one. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

/** Starts it and resolves when it says that it is ready; rejects with what it complained of. */
export async function startProcess(main: string, ...parameters: string[]): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [main, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] })
  const { url } = JSON.parse(await firstLine(child)) as { url: string }
  const end = (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> =>
    new Promise(resolve => {
      child.once('exit', resolve)
      child.kill(signal)
    })
  return { url, end }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let complaint = ''
    child.stderr?.on('data', (part: Buffer) => (complaint += part.toString('utf8')))
    child.once('close', code => reject(new Error(`exit ${code}: ${complaint}`)))
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve)
  })
}
