/** The arrows of the house (docs/architecture.md): who may import whom. */
const only = (room, ...allowed) => ({
  name: `${room}-imports`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: '^(workflows|activities|domain|sheets|papers|fsp|mail|messaging|wire|db|api|temporal|worker|sandbox|engines|cli|test|bench|chaos|web)/',
    pathNot: `^(${[room, ...allowed].join('|')})/`,
  },
})

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { pathNot: '(^test/|\\.test\\.ts$)' },
      to: { path: '(^test/|\\.test\\.ts$)' },
    },
    only('domain'),
    only('workflows', 'domain', 'activities'),
    only('wire'),
    only('fsp', 'domain', 'wire'),
    only('mail', 'domain'),
    only('messaging', 'domain', 'wire'),
    only('sheets'),
    {
      // How amounts and days read in a language has one home.
      ...only('papers'),
      to: { ...only('papers').to, pathNot: '^(papers|domain|sheets)/|^messaging/shown\\.ts$' },
    },
    only('db', 'domain', 'sheets'),
    only('temporal', 'domain', 'workflows'),
    only('activities', 'domain', 'sheets', 'papers', 'fsp', 'db', 'workflows', 'temporal'),
    {
      ...only('sandbox'),
      to: {
        path: '^(workflows|activities|domain|sheets|papers|fsp|mail|messaging|wire|db|api|temporal|worker|engines|cli|test|chaos)/',
        pathNot: '^fsp/africastalking/wire\.ts$',
      },
    },
    only('engines'),
    // The portal knows the API by its description, and nothing else of the product.
    only('web'),
    only('worker', 'workflows', 'activities', 'domain', 'fsp', 'mail', 'messaging', 'db', 'temporal'),
    only('api', 'workflows', 'domain', 'sheets', 'papers', 'fsp', 'mail', 'messaging', 'db', 'temporal'),
    {
      name: 'nobody-imports-the-bench',
      severity: 'error',
      from: { pathNot: '^bench/' },
      to: { path: '^bench/' },
    },
    {
      name: 'workflows-take-only-types-from-activities',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(activities|db|fsp|mail|messaging|wire|api|temporal|worker|cli|engines|sandbox)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-db-writes-sql',
      severity: 'error',
      from: { path: '^(workflows|fsp|mail|messaging|wire|domain|api|cli|worker)/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(kysely|pg)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-chaos',
      severity: 'error',
      from: { pathNot: '^(chaos|test)/' },
      to: { path: '^chaos/' },
    },
    {
      name: 'connectors-know-no-database',
      severity: 'error',
      from: { path: '^(fsp|messaging|wire)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(db|workflows|activities)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
