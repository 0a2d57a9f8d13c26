import tseslint from 'typescript-eslint'

/** Node's own modules, which the deterministic sandbox of a workflow must never see. */
const outsideWorld = ['node:*', 'fs', 'http', 'https', 'crypto', 'net', 'pg', 'kysely', 'hono', 'libsql', 'undici']

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'coverage/', 'pictures/', 'web/portal/generated/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      'max-lines': ['error', { max: 350, skipComments: true, skipBlankLines: true }],
      'no-restricted-globals': ['error', { name: 'parseFloat', message: 'No float ever holds money.' }],
    },
  },
  {
    // Replay must give the same answer every time: no clock, no chance, no outside world.
    files: ['workflows/**/*.ts'],
    ignores: ['workflows/**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: outsideWorld, message: 'Workflows reach the world through activities.' }] },
      ],
      'no-restricted-globals': [
        'error',
        'process',
        'fetch',
        'setImmediate',
        'setInterval',
        'WeakRef',
        'FinalizationRegistry',
        'parseFloat',
      ],
      'no-restricted-properties': ['error', { object: 'performance', property: 'now' }],
    },
  },
  { files: ['cli/**/*.ts', 'bench/**/*.ts', 'chaos/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' },
  },
)
