import { type Command, InvalidArgumentError, Option } from 'commander'
import type { TokenStanding } from '../db/tokens.js'
import { defaultRoles } from '../domain/roles.js'
import { Refused } from './failure.js'
import { countOf, dataOption, example } from './options.js'

interface MakeOptions {
  data: string
  role: string
  programme?: string
  area?: string[]
  partner?: string
  days: number
  forever: boolean
}

interface RotateOptions extends DataOnly {
  overlapHours: number
}

interface DataOnly {
  data: string
}

const DAY_MS = 86_400_000

export function registerToken(program: Command): void {
  const token = program
    .command('token')
    .description('make, list and revoke the tokens by which staff use the API')
    .addHelpText('after', example('mkono token make amina --role programme_manager --days 90', 'mkono token list'))

  token
    .command('make <person>')
    .description('make a token for a person; it is shown this one time')
    .addOption(
      new Option(
        '--role <role>',
        `what the person may do: ${defaultRoles.join(', ')} or one of your own`,
      ).makeOptionMandatory(),
    )
    .option('--days <count>', 'for how many days it is good', countOf, 365)
    .option('--forever', 'good until it is revoked', false)
    .addOption(dataOption())
    .option('--programme <name>', 'only in this programme; without it in every one')
    .option('--area <places...>', 'only for people of these places, as the list writes them', eachNamed)
    .option('--partner <name>', 'only for people whom this partner enrolled', named)
    .addHelpText(
      'after',
      example(
        'mkono token make amina --role programme_manager --days 90',
        'mkono token make kioko --role field_officer --programme Isiolo --area Wabera Burat',
      ),
    )
    .action(make)

  token
    .command('rotate <id>')
    .description('another token in the place of one, for the same person, roles and time')
    .option('--overlap-hours <count>', 'for how many hours the one before is good yet', countOf, 24)
    .addOption(dataOption())
    .addHelpText('after', example('mkono token rotate 0b9d3f4e-6a52-4d0f-9d55-0d6f0f0a1c11 --overlap-hours 1'))
    .action(rotate)

  token
    .command('list')
    .description('list all tokens ever made, never the tokens themselves')
    .addOption(dataOption())
    .addHelpText('after', example('mkono token list'))
    .action(list)

  token
    .command('revoke <id>')
    .description('revoke a token by its id in the list, at once')
    .addOption(dataOption())
    .addHelpText('after', example('mkono token revoke 0b9d3f4e-6a52-4d0f-9d55-0d6f0f0a1c11'))
    .action(revoke)
}

async function make(person: string, options: MakeOptions): Promise<void> {
  const { data, role, programme, area, partner, days, forever } = options
  const { limitsToNobody, makeToken } = await import('../db/tokens.js')
  const { programmeNamed } = await import('./programme.js')
  const { personHere, withHouse } = await import('./house.js')
  const expiresAt = forever ? undefined : new Date(Date.now() + days * DAY_MS)
  const by = { person: personHere(), role: 'administrator' }
  const { made, empty } = await withHouse(data, async house => {
    const programmeId = programme === undefined ? null : (await programmeNamed(house, programme)).programmeId
    const given = { role, programmeId, areas: area ?? null, partner: partner ?? null }
    const made = await makeToken(house, { person, roles: [given], expiresAt, by })
    return { made, empty: await limitsToNobody(house, given) }
  })
  if (!made.ok) throw new Refused(made.why)
  console.log(made.token)
  process.stderr.write(
    `Token of ${made.person} as ${withLimits({ role, programme: programme ?? null, areas: area ?? null, partner: partner ?? null })}, shown this one time; revoke it with: mkono token revoke ${made.tokenId}\n`,
  )
  if (empty.length > 0)
    process.stderr.write(`Nobody is there of ${empty.join(' and ')} yet: is it written as in the list?\n`)
}

const withLimits = ({ role, programme, areas, partner }: TokenStanding['grants'][number]): string =>
  [
    role,
    ...(programme === null ? [] : [`in ${programme}`]),
    ...(areas === null ? [] : [`for ${areas.join(' and ')}`]),
    ...(partner === null ? [] : [`by ${partner}`]),
  ].join(' ')

function named(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.')
  return text.trim()
}
const eachNamed = (text: string, before: string[] = []): string[] => [...before, named(text)]

async function rotate(tokenId: string, { data, overlapHours }: RotateOptions): Promise<void> {
  const { rotateToken } = await import('../db/tokens.js')
  const { personHere, withHouse } = await import('./house.js')
  const by = { person: personHere(), role: 'administrator' }
  const made = await withHouse(data, house => rotateToken(house, { tokenId, overlapMs: overlapHours * 3_600_000, by }))
  if (!made.ok) throw new Refused(made.why)
  console.log(made.token)
  process.stderr.write(
    `Token of ${made.person}, shown this one time; the one before is good for ${overlapHours} more hours at most.\n`,
  )
}

async function list({ data }: DataOnly): Promise<void> {
  const { listTokens } = await import('../db/tokens.js')
  const { withHouse } = await import('./house.js')
  const tokens = await withHouse(data, listTokens)
  if (tokens.length === 0) console.log('No tokens yet: make one with mkono token make PERSON --role ROLE.')
  for (const each of tokens) console.log(lineOf(each))
}

const lineOf = (token: TokenStanding): string =>
  [
    token.tokenId,
    token.person.padEnd(16),
    token.grants.map(withLimits).join(', ').padEnd(17),
    standing(token),
    lastUse(token),
  ].join('  ')

function standing({ live, revokedAt, expiresAt }: TokenStanding): string {
  if (revokedAt !== null) return `revoked ${day(revokedAt)}`
  if (expiresAt === null) return 'good until revoked'
  return `${live ? 'good until' : 'expired'} ${day(expiresAt)}`
}

const lastUse = ({ lastUsedAt }: TokenStanding): string =>
  lastUsedAt === null ? 'never used' : `last used ${day(lastUsedAt)}`
const day = (moment: Date): string => moment.toISOString().slice(0, 10)

async function revoke(tokenId: string, { data }: DataOnly): Promise<void> {
  const { revokeToken } = await import('../db/tokens.js')
  const { personHere, withHouse } = await import('./house.js')
  const by = { person: personHere(), role: 'administrator' }
  const revoked = await withHouse(data, house => revokeToken(house, { tokenId, by }))
  if (!revoked.ok) throw new Refused(revoked.why)
  console.log('Revoked.')
}
