import { fileURLToPath } from 'node:url'
import pg from 'pg'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../ground/database.js'

/** A column as one line, so that a difference reads well: `payout.reason text null` */
type Lines = Map<string, string>

const schemaFile = fileURLToPath(new URL('../../db/schema.ts', import.meta.url))
const words = new Map<string, string[]>()
const database = await freshDatabase()
const client = new pg.Client({ connectionString: database.url })
beforeAll(() => client.connect())
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** What the types say, read by the compiler itself. */
function typedColumns(): Lines {
  const options: ts.CompilerOptions = {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: ['node'],
  }
  const program = ts.createProgram([schemaFile], options)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(schemaFile)!
  const schema = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).find(each => each.name === 'Schema')!
  const lines: Lines = new Map()
  for (const table of checker.getDeclaredTypeOfSymbol(schema).getProperties()) {
    for (const column of checker.getTypeOfSymbol(table).getProperties()) {
      const type = checker.getTypeOfSymbol(column)
      const part = (name: string): ts.Type | undefined => {
        const found = checker.getPropertyOfType(type, name)
        return found && checker.getTypeOfSymbol(found)
      }
      const selected = part('__select__') ?? type
      const inserted = part('__insert__') ?? type
      const name = `${table.name}.${column.name}`
      const union = selected.isUnion() ? selected.types : [selected]
      const isNull = (each: ts.Type): boolean => (each.flags & ts.TypeFlags.Null) !== 0
      const values = union.filter(each => !isNull(each))
      if (values.every(each => each.isStringLiteral()))
        words.set(
          name,
          values.map(each => (each as ts.StringLiteralType).value),
        )
      const nullable = union.some(isNull)
      const optional =
        nullable ||
        (inserted.flags & ts.TypeFlags.Never) !== 0 ||
        (inserted.isUnion() && inserted.types.some(each => (each.flags & ts.TypeFlags.Undefined) !== 0))
      lines.set(
        name,
        [classOf(checker, values), nullable ? 'null' : 'not null', optional ? 'may be left out' : 'must be given'].join(
          ' ',
        ),
      )
    }
  }
  return lines
}

function classOf(checker: ts.TypeChecker, values: readonly ts.Type[]): string {
  const first = values[0]!
  const has = (flag: ts.TypeFlags): boolean => values.every(each => (each.flags & flag) !== 0)
  if (has(ts.TypeFlags.BooleanLike)) return 'bool'
  if (has(ts.TypeFlags.BigIntLike)) return 'int8'
  if (has(ts.TypeFlags.NumberLike)) return 'int4'
  if (has(ts.TypeFlags.StringLike)) return 'text'
  // a branded id: string & { __brand }
  if (first.isIntersection()) return 'text'
  const name = checker.typeToString(first)
  if (name === 'Date') return 'timestamptz'
  if (name.startsWith('Buffer')) return 'bytea'
  if (name === 'string[]') return '_text'
  return 'jsonb'
}

const sameClass: Record<string, string> = { uuid: 'text', bpchar: 'text' }

async function realColumns(): Promise<Lines> {
  const { rows } = await client.query<{ name: string; udt: string; nullable: boolean; given: boolean }>(`
    select table_name || '.' || column_name as name, udt_name as udt, is_nullable = 'YES' as nullable,
           column_default is null and is_identity = 'NO' and is_generated = 'NEVER' and is_nullable = 'NO' as given
      from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%'`)
  return new Map(
    rows.map(({ name, udt, nullable, given }) => [
      name,
      [sameClass[udt] ?? udt, nullable ? 'null' : 'not null', given ? 'must be given' : 'may be left out'].join(' '),
    ]),
  )
}

const sorted = (lines: Lines): string[] => [...lines].map(([name, rest]) => `${name} ${rest}`).sort()

test('every table and column has the type that db/schema.ts says', async () => {
  const real = sorted(await realColumns())
  expect(real.length).toBeGreaterThan(200)
  expect(sorted(typedColumns())).toEqual(real)
})

test('columns that take only certain words have exactly the words of their types', async () => {
  typedColumns()
  const { rows } = await client.query<{ name: string; rule: string }>(`
    select c.conrelid::regclass::text || '.' || a.attname as name, pg_get_constraintdef(c.oid) as rule
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'c' and cardinality(c.conkey) = 1 and pg_get_constraintdef(c.oid) like '%ANY%ARRAY%'`)
  expect(rows.length).toBeGreaterThan(20)
  for (const { name, rule } of rows) {
    const allowed = [...rule.matchAll(/'([^']*)'::text/g)].map(([, word]) => word)
    expect([name.replaceAll('"', ''), [...(words.get(name.replaceAll('"', '')) ?? [])].sort()]).toEqual([
      name.replaceAll('"', ''),
      allowed.sort(),
    ])
  }
})
