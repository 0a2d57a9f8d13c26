import type { FaultParams } from './fault-kinds.js'
import type { Hit } from './faults.js'

/** One thing to be told, and when. */
export interface Telling<Document> {
  document: Document
  dueAt: number
  /** The fault that made it what it is. */
  remark?: string
  /** Kept for the record and never sent. */
  lost?: boolean
  /** Not from the carrier: where callbacks are signed, this one's signature is false. */
  forged?: boolean
}

/** How one kind of document lies. */
export interface Lies<Document> {
  forged(document: Document, field: FaultParams['field']): Document
  /** Success as failure, failure as success; undefined where there is no such thing. */
  opposite?(document: Document): Document
  isSuccess?(document: Document): boolean
}

/** What is really sent in place of one true telling, the faults that hit it being these. */
export const afflicted = <Document>(
  truth: Telling<Document>,
  hits: readonly Hit[],
  lies: Lies<Document>,
): Telling<Document>[] => hits.reduce<Telling<Document>[]>((soFar, hit) => applyFault(soFar, hit, lies), [truth])

function applyFault<Document>(
  planned: Telling<Document>[],
  { kind, params, chance }: Hit,
  lies: Lies<Document>,
): Telling<Document>[] {
  switch (kind) {
    case 'callback-lost':
      return planned.map(one => ({ ...one, lost: true, remark: kind }))
    case 'callback-late':
      return planned.map(one => ({ ...one, dueAt: one.dueAt + (params.delayMs ?? 5_000), remark: kind }))
    case 'callback-reordered': {
      const laterMs = Math.floor(chance * (params.delayMs ?? 5_000))
      return planned.map(one => ({ ...one, dueAt: one.dueAt + laterMs, remark: kind }))
    }
    case 'callback-twice':
      return planned.flatMap(one => [one, ...repeats(one, params.times ?? 2, params.delayMs ?? 100)])
    case 'callback-forged':
      return planned.flatMap(one => {
        const document = lies.forged(one.document, params.field)
        const lie = { ...one, document, remark: kind, forged: true }
        return params.instead ? [lie] : [lie, one]
      })
    case 'callback-contradictory':
      return planned.flatMap(one => contradiction(one, params.first ?? 'Success', params.delayMs ?? 200, lies))
    default:
      return planned
  }
}

function repeats<Document>(one: Telling<Document>, times: number, delayMs: number): Telling<Document>[] {
  return Array.from({ length: times - 1 }, (_, index) => ({
    ...one,
    dueAt: one.dueAt + (index + 1) * delayMs,
    remark: 'callback-twice',
  }))
}

/** Two tellings of which one is a lie; the book and the queries keep to the truth. */
function contradiction<Document>(
  truth: Telling<Document>,
  first: 'Success' | 'Failed',
  delayMs: number,
  { opposite, isSuccess }: Lies<Document>,
): Telling<Document>[] {
  if (!opposite || !isSuccess) return [truth]
  const lie = { ...truth, document: opposite(truth.document), remark: 'callback-contradictory' }
  const [early, late] = isSuccess(truth.document) === (first === 'Success') ? [truth, lie] : [lie, truth]
  return [early, { ...late, dueAt: late.dueAt + delayMs }]
}
