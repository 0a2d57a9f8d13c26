/** Open corrections as a workbook to take along: printable on A4, with empty columns for what is found out. */
import type { OpenCorrection } from '../db/openCorrections.js'
import { caseRef } from '../domain/caseRef.js'
import { listMark, takeAwayColumns, type TakeAwayColumn } from '../domain/takeAway.js'
import { resultWords, takeAwayWords, type TakeAwayLanguage } from '../domain/takeAwayWords.js'
import { writeXlsx } from '../sheets/write.js'
import { masked, type Seeing } from './personal.js'

const widths: Readonly<Record<TakeAwayColumn, number>> = {
  list: 14,
  case: 12,
  person: 10,
  name: 22,
  number: 15,
  place: 14,
  reason: 30,
  'last contact': 17,
  deadline: 11,
  'new number': 16,
  'contact result': 14,
  remark: 26,
}
const toFillIn: readonly TakeAwayColumn[] = ['new number', 'contact result', 'remark']

export interface CorrectionList {
  readonly listId: string
  readonly programme: string
  /** of its headings, and of what it asks for */
  readonly language: TakeAwayLanguage
  readonly place: string | null
  readonly madeAt: Date
  readonly madeBy: string
  readonly corrections: readonly OpenCorrection[]
  /** there are others, for whom this one has no room */
  readonly more: boolean
  /** what of a person may stand in it */
  sees(seeing: Seeing, person: OpenCorrection): boolean
}

export function correctionSheet(list: CorrectionList): Promise<Buffer> {
  const { listId, programme, place, madeAt, madeBy, corrections, more, language } = list
  const words = takeAwayWords[language]
  const title = `${words.title}: ${programme}${place === null ? '' : `, ${place}`}`
  return writeXlsx({
    title,
    madeAt,
    sheets: [
      {
        name: 'corrections',
        columns: takeAwayColumns.map(column => ({
          head: words.heads[column],
          width: widths[column],
          locked: !toFillIn.includes(column),
        })),
        rows: corrections.map(each => cellsOf(each, list)),
        above: [
          [title],
          [`${words.made(caseRef(listId), dayOf(madeAt), madeBy, corrections.length)}${more ? ` ${words.more}` : ''}`],
          [words.fillIn(resultWords(language).join(', '))],
        ],
        printTitle: title,
      },
    ],
  })
}

function cellsOf(each: OpenCorrection, { listId, sees, language }: CorrectionList): string[] {
  const may = (seeing: Seeing): boolean => sees(seeing, each)
  const { lastContact, oldNumber } = each
  const cells: Readonly<Record<TakeAwayColumn, string>> = {
    list: listMark(listId, each.version),
    case: caseRef(each.caseId),
    person: each.ref,
    name: masked('name', each.name, may),
    number: oldNumber === null ? '' : masked('number', oldNumber, may),
    place: each.place,
    reason: each.says,
    'last contact':
      lastContact === null ? '' : `${dayOf(lastContact.at)} ${takeAwayWords[language].results[lastContact.result]}`,
    deadline: dayOf(each.deadlineAt),
    'new number': '',
    'contact result': '',
    remark: '',
  }
  return takeAwayColumns.map(column => cells[column])
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
