/** The parts of a workbook beside its rows: what is in it, how cells look, what is printed on every page. */
export interface SheetColumn {
  readonly head: string
  /** in characters; 14 unless given */
  readonly width?: number
  /** `amount`: a decimal literal, kept as text and set to the right, so that no float ever holds money */
  readonly kind?: 'text' | 'whole' | 'amount' | 'moment'
  /** false: to be filled in; all other cells of such a sheet are protected against slips (there is no password) */
  readonly locked?: boolean
}

export type Cell = string | number | null

export interface SheetToWrite {
  /** at most 31 characters, none of [ ] : * ? / \ ' */
  readonly name: string
  readonly columns: readonly SheetColumn[]
  readonly rows: Iterable<readonly Cell[]>
  /** lines above the head of the table, each in cells */
  readonly above?: readonly (readonly string[])[]
  /** printed at the top of every page; the page’s number is at its foot */
  readonly printTitle?: string
}

export interface Book {
  readonly title: string
  readonly madeAt: Date
  readonly sheets: readonly SheetToWrite[]
}

export const headRowOf = ({ above = [] }: SheetToWrite): number => (above.length === 0 ? 1 : above.length + 2)

/** What XML can not hold is written as ECMA-376 writes it (22.4.2.4): _x0007_. */
export const escape = (text: string): string =>
  text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g,
      each => `_x${each.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`,
    )
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')

const declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const type = (path: string, what: string) =>
  `<Override PartName="/${path}" ContentType="application/vnd.openxmlformats-${what}+xml"/>`
const relation = (id: string, what: string, target: string) =>
  `<Relationship Id="${id}" Type="${what}" Target="${target}"/>`

/** Path and XML of every part but the sheets. */
export function bookParts({ title, madeAt, sheets }: Book): [string, string][] {
  const paths = sheets.map((_, index) => `worksheets/sheet${index + 1}.xml`)
  const made = madeAt.toISOString().replace(/\.\d+Z$/, 'Z')
  return [
    [
      '[Content_Types].xml',
      `${declared}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Default Extension="xml" ContentType="application/xml"/>${type('xl/workbook.xml', 'officedocument.spreadsheetml.sheet.main')}` +
        `${type('xl/styles.xml', 'officedocument.spreadsheetml.styles')}${type('docProps/core.xml', 'package.core-properties')}` +
        `${paths.map(path => type(`xl/${path}`, 'officedocument.spreadsheetml.worksheet')).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${declared}<Relationships xmlns="${packaged}/relationships">${relation('rId1', `${office}/officeDocument`, 'xl/workbook.xml')}` +
        `${relation('rId2', `${packaged}/relationships/metadata/core-properties`, 'docProps/core.xml')}</Relationships>`,
    ],
    [
      'docProps/core.xml',
      `${declared}<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
        `xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escape(title)}</dc:title>` +
        `<dcterms:created xsi:type="dcterms:W3CDTF">${made}</dcterms:created></cp:coreProperties>`,
    ],
    [
      'xl/workbook.xml',
      `${declared}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>` +
        sheets
          .map(({ name }, index) => `<sheet name="${escape(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
          .join('') +
        `</sheets><definedNames>${sheets.map(printTitles).join('')}</definedNames></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declared}<Relationships xmlns="${packaged}/relationships">` +
        paths.map((path, index) => relation(`rId${index + 1}`, `${office}/worksheet`, path)).join('') +
        `${relation(`rId${paths.length + 1}`, `${office}/styles`, 'styles.xml')}</Relationships>`,
    ],
    ['xl/styles.xml', declared + styles],
  ]
}

/** The head of the table is printed on every page. */
function printTitles(sheet: SheetToWrite, index: number): string {
  const row = headRowOf(sheet)
  return `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">'${escape(sheet.name)}'!$${row}:$${row}</definedName>`
}

/** Places in `cellXfs` below. */
export const look = { plain: 0, above: 1, head: 2, text: 3, whole: 4, amount: 5 } as const
/** So much further the same look for cells that are to be filled in. */
export const openBy = 3

const cellLook = (format: number, align: string, open: boolean) =>
  `<xf numFmtId="${format}" fontId="0" fillId="${open ? 3 : 0}" borderId="1" xfId="0" applyNumberFormat="1" applyFill="1" applyBorder="1" ` +
  `applyAlignment="1" applyProtection="1"><alignment vertical="top"${align}/><protection locked="${open ? 0 : 1}"/></xf>`
const cellLooks = (open: boolean) =>
  cellLook(49, ' wrapText="1"', open) + cellLook(1, '', open) + cellLook(49, ' horizontal="right"', open)

const edges = ['left', 'right', 'top', 'bottom']
  .map(edge => `<${edge} style="thin"><color rgb="FFBFBFBF"/></${edge}>`)
  .join('')
const solid = (rgb: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${rgb}"/><bgColor indexed="64"/></patternFill></fill>`

const styles =
  `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="10"/><name val="Calibri"/></font></fonts>` +
  `<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('FFE7ECEF')}${solid('FFFFF8DC')}</fills>` +
  `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${edges}<diagonal/></border></borders>` +
  `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="9">` +
  `<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
  `<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
  `<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
  `${cellLooks(false)}${cellLooks(true)}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
