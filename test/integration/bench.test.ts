import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { temporalAddress } from '../ground/temporal.js'

const run = promisify(execFile)
const payouts = 200
const figure = z.number().nonnegative()
const used = z.record(z.string(), figure)

/** What somebody who reads the figures by program may rely on. */
const shape = z.object({
  at: z.iso.datetime(),
  command: z.string(),
  machine: z.object({ cpus: z.number(), cpuModel: z.string(), memoryMb: z.number(), node: z.string() }),
  ratioToNaive: z.null(),
  ratioToPlain: z.null(),
  goals: z.array(z.object({ name: z.string(), goal: z.string(), measured: z.number(), met: z.boolean() })).min(3),
  mkono: z.object({
    payouts: z.literal(payouts),
    seconds: figure,
    payoutsPerSecond: figure,
    firstPaidSeconds: figure,
    approvalToPaidMs: z.object({ p50: figure, p99: figure, max: figure }),
    processes: z.record(z.string(), z.object({ cpuSeconds: figure, peakRssMb: figure })).nullable(),
    cpuMsPerPayout: used.nullable(),
    postgres: z.object({ rowsPerPayout: figure, bytesPerPayout: figure, logBytesPerPayout: figure }),
    temporal: z.object({
      eventsPerPayout: figure,
      historyBytesPerPayout: figure,
      actionsPerPayout: figure,
      actions: used,
    }),
    books: z.object({ ok: z.boolean(), paid: z.number(), paidTwice: z.number(), checks: z.number() }),
  }),
})

async function bench(args: readonly string[], file: string): Promise<z.output<typeof shape>> {
  // A wrong DATABASE_URL shows that the bench works on nothing but its own.
  const env = { ...process.env, DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' }
  const whole = ['scripts/bench.mjs', '--payouts', String(payouts), '--only', 'mkono', '--json', file, ...args]
  await run(process.execPath, whole, { env, maxBuffer: 16 * 1_048_576 })
  return shape.parse(JSON.parse(readFileSync(file, 'utf8')))
}

describe('npm run bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mkono-bench-test-'))
  let found: z.output<typeof shape>

  beforeAll(async () => {
    found = await bench([], join(folder, 'figures.json'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('pays everybody once, by both books', () => {
    expect(found.mkono.books).toMatchObject({ ok: true, paid: payouts, paidTwice: 0 })
    expect(found.mkono.books.checks).toBeGreaterThan(20)
  })

  it('counts what it cost', () => {
    const { postgres, temporal, approvalToPaidMs } = found.mkono
    expect(postgres.rowsPerPayout).toBeGreaterThan(5)
    expect(temporal.actions).toMatchObject({ start: expect.any(Number) as number, update: 2 })
    expect(temporal.eventsPerPayout * payouts).toBeGreaterThan(30)
    expect(approvalToPaidMs.p50).toBeLessThanOrEqual(approvalToPaidMs.p99)
    if (process.platform !== 'linux') return
    const names = Object.keys(found.mkono.processes ?? {}).sort()
    expect(names).toEqual(['api', 'bench', 'postgres', 'sandbox', 'temporal', 'worker-1'])
    for (const name of names) expect(found.mkono.processes?.[name]?.cpuSeconds, name).toBeGreaterThan(0)
  })

  it('does the same on a Temporal server that somebody else runs, in a namespace of its own', async () => {
    const there = await bench(['--temporal', temporalAddress()], join(folder, 'there.json'))
    expect(there.mkono.books).toMatchObject({ ok: true, paid: payouts, paidTwice: 0 })
    expect(there.mkono.temporal.eventsPerPayout * payouts).toBeGreaterThan(30)
    expect(Object.keys(there.mkono.processes ?? {})).not.toContain('temporal')
  })
})
