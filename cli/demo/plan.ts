/** What the demo plays, read from the files in `demo/`: who is on the list, what goes wrong, what must come out. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { UploadedList } from './desk.js'
import { figuresShape } from './figures.js'

const number = z.string().regex(/^\+254\d{9}$/)
const refusal = z.strictObject({ number, why: z.enum(['not registered', 'blocked']) })
const minor = z.string().regex(/^\d+$/)

const programmeShape = z.strictObject({
  name: z.string(),
  currency: z.literal('KES'),
  country: z.string(),
  rounds: z.number(),
  baseMinor: minor,
  membersIncluded: z.number(),
  perExtraMemberMinor: minor,
  languages: z.array(z.string()),
  correctionDays: z.number(),
  /** given to the programme at the beginning */
  budgetMinor: minor,
  /** what its wallet at the provider holds at the beginning */
  walletMinor: minor,
})
const refusedShape = z.strictObject({ atFirst: z.array(refusal), afterCorrection: z.array(refusal) })
const faultsShape = z.strictObject({
  /** the call that pays this number is paid in full and never answered */
  answerLostPaying: number,
  /** paid, and the provider never says so by itself */
  callbackLostFor: number,
  callbacksTwiceFor: z.array(number),
  /** takes money but no SMS: what is told to it is read out from a list */
  smsNotReaching: number,
})
const expectedShape = figuresShape.omit({ seconds: true })

export interface Plan {
  readonly programme: z.infer<typeof programmeShape>
  readonly list: UploadedList
  readonly refusedAtPay: z.infer<typeof refusedShape>
  readonly faults: z.infer<typeof faultsShape>
  readonly corrections: {
    readonly beforePay: UploadedList
    /** in the order in which they come in; each is approved and paid before the next */
    readonly afterPay: readonly UploadedList[]
  }
  readonly expected: z.infer<typeof expectedShape>
}

/** @throws an error of the file system or of zod: the files belong to the project, so this is a mistake of ours */
export function readPlan(): Plan {
  return {
    programme: programmeShape.parse(json('programme.json')),
    list: list('isiolo-350.csv'),
    refusedAtPay: refusedShape.parse(json('refused-at-pay.json')),
    faults: faultsShape.parse(json('faults.json')),
    corrections: {
      beforePay: list('corrections-before-pay.csv'),
      afterPay: [list('corrections-after-pay-1.csv'), list('corrections-after-pay-2.csv')],
    },
    expected: expectedShape.parse(json('expected.json')),
  }
}

const list = (name: string): UploadedList => ({ name, bytes: new Uint8Array(read(name)) })
const json = (name: string): unknown => JSON.parse(read(name).toString('utf8'))

/** Sources lie in cli/demo/, compiled code in dist/cli/demo/; the files are beside cli/ in the project’s root. */
function read(name: string): Buffer {
  for (const root of ['../../../demo/', '../../demo/']) {
    try {
      return readFileSync(fileURLToPath(new URL(root + name, import.meta.url)))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
  throw new Error(`demo/${name} is missing: get the whole project again.`)
}
