import path from 'node:path'
import { InvalidArgumentError, Option } from 'commander'

/** The folder that keeps the state of one installation. */
export const dataOption = (): Option =>
  new Option('--data <folder>', 'folder that keeps the state').env('MKONO_DATA').default('data').argParser(absolute)

const absolute = (folder: string): string => path.resolve(folder)

/** A TCP port as people write it; 0 means any free one. */
export function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}

/** A whole number of at least 1. */
export function countOf(text: string): number {
  const count = Number(text)
  if (!/^\d{1,4}$/.test(text) || count < 1) throw new InvalidArgumentError('It is a whole number from 1 to 9999.')
  return count
}

/** The paragraph under `--help` that shows the command at work. */
export const example = (...lines: string[]): string => `\nExample:\n${lines.map(line => `  $ ${line}`).join('\n')}`
