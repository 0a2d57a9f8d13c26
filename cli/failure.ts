import { DataFolderInUse } from '../engines/data-folder.js'
import { ChildFailed } from '../engines/process.js'

/** Something the person at the keyboard can mend; the message is one sentence that says how. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** Errors whose message was written for the person at the keyboard; the database's is known by its name. */
const SPOKEN = new Set(['Refused', DataFolderInUse.name, 'CannotOpen', 'LivesUnreachable', 'Error'])

/**
 * What went wrong as one sentence. Bugs of ours (a TypeError, say) are told as such, with the way to see more.
 * Never a stack trace unless MKONO_DEBUG=1 asks for it.
 */
export function sentenceOf(error: unknown): string {
  if (process.env['MKONO_DEBUG'] === '1' && error instanceof Error) return error.stack ?? error.message
  if (!(error instanceof Error)) return 'Something failed without saying why: run it again with MKONO_DEBUG=1.'
  const byCode = sentenceOfCode(error)
  if (byCode !== undefined) return byCode
  if (error instanceof ChildFailed) return sentenceOfChild(error)
  if (SPOKEN.has(error.name)) return firstLine(error.message)
  return `Mkono failed in a way it should not (${firstLine(error.message)}): run it again with MKONO_DEBUG=1 and report what it says.`
}

function sentenceOfCode(error: Error): string | undefined {
  const code = 'code' in error ? error.code : undefined
  const place = 'path' in error && typeof error.path === 'string' ? error.path : undefined
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return DISK_FULL
    case 'EADDRINUSE':
      return `${'port' in error ? `Port ${String(error.port)}` : 'The port'} is taken: stop what uses it, or choose another with --port.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `No permission to use ${place ?? 'what is needed'}: run as its owner, or choose another folder with --data.`
    case 'ENOENT':
      return place === undefined ? undefined : `There is no ${place}: check the name.`
    case 'EISDIR':
    case 'ENOTDIR':
    case 'EEXIST':
      return `${place ?? 'What was named'} is not what was expected there (a file for a folder, or a folder for a file): check the name.`
    case 'ECONNREFUSED':
      return 'Nobody answers there: start Mkono first (mkono start), or check the address.'
    default:
      return undefined
  }
}

const DISK_FULL = 'The disk is full: make room and try again; nothing that was confirmed is lost.'

function sentenceOfChild(error: ChildFailed): string {
  if (/No space left on device|free disk space|database or disk is full/i.test(error.output)) return DISK_FULL
  if (/address already in use/i.test(error.output)) {
    return `A port that ${error.message.split(' ')[0] ?? 'an engine'} needs was taken at the same moment: try again.`
  }
  return `${firstLine(error.message)}; the whole output is in the logs/ of the data folder.`
}

const firstLine = (text: string): string => text.split('\n')[0]?.trim() ?? ''
