import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { example } from './options.js'

/** The version in package.json, which lies one folder above the compiled code's. */
export function versionOfMkono(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const read: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'))
      if (typeof read === 'object' && read !== null && 'name' in read && read.name === 'mkono' && 'version' in read) {
        return String(read.version)
      }
    } catch {
      // Not there: sources and compiled code lie at different depths.
    }
  }
  return 'unknown'
}

export function registerVersion(program: Command): void {
  program
    .command('version')
    .description('print the version of Mkono and of Node')
    .addHelpText('after', example('mkono version'))
    .action(() => console.log(`mkono ${versionOfMkono()} (Node ${process.versions.node})`))
}
