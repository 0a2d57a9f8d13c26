import { CommanderError } from 'commander'
import { expect, test, vi } from 'vitest'
import { sentenceOf } from './failure.js'
import { commands, main } from './main.js'

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: something low`), { code, ...more })

test.each([
  [coded('EADDRINUSE', { port: 8080 }), 'Port 8080 is taken: stop what uses it, or choose another with --port.'],
  [coded('ENOSPC'), 'The disk is full: make room and try again; nothing that was confirmed is lost.'],
  [
    coded('EACCES', { path: '/srv' }),
    'No permission to use /srv: run as its owner, or choose another folder with --data.',
  ],
  [coded('ENOENT', { path: 'people.csv' }), 'There is no people.csv: check the name.'],
])('%s is told in one sentence that says what to do', (error, sentence) => {
  expect(sentenceOf(error)).toBe(sentence)
})

test('a bug of ours is told as one, in one line, without a stack trace', () => {
  const sentence = sentenceOf(new TypeError('x is not a function\n    at nowhere'))
  expect(sentence).toMatch(/failed in a way it should not .*MKONO_DEBUG=1/)
  expect(sentence).not.toContain('\n')
})

test('every command has help with a description and an example', () => {
  for (const command of commands().commands.flatMap(each => [each, ...each.commands])) {
    let help = ''
    command.configureOutput({ writeOut: text => (help += text) })
    command.outputHelp()
    expect(command.description(), command.name()).not.toBe('')
    expect(help, command.name()).toMatch(/Example:\n {2}\$ (npx mkono|mkono|npm run) ?/)
  }
})

test.each([[['--prot', '1']], [['--port', 'eighty']], [['--port', '70000']]])(
  'the wrong option %j is refused in words, with exit code 2',
  async wrong => {
    const before = process.exitCode
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await main(['node', 'mkono', 'sandbox', ...wrong])
    const said = stderr.mock.calls.map(([text]) => String(text)).join('')
    stderr.mockRestore()
    expect(process.exitCode).toBe(2)
    process.exitCode = before
    expect(said).toContain('error:')
    expect(said).not.toContain('    at ')
  },
)

test('asking for help is no error', () => {
  expect(() =>
    commands()
      .configureOutput({ writeOut: () => undefined })
      .parse(['node', 'mkono', '--help']),
  ).toThrow(CommanderError)
})
