import type { Command } from 'commander'
import type { House } from '../db/database.js'
import type { Link, Member } from '../db/staff.js'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'

interface DataOnly {
  data: string
}

export function registerStaff(program: Command): void {
  const staff = program
    .command('staff')
    .description('who has an account: the first administrator, recovery, deactivation')
    .addHelpText('after', example('mkono staff first', 'mkono staff list', 'mkono staff recover amina'))

  staff
    .command('first')
    .description('a one-time link by which the first administrator enters, as long as there is nobody')
    .addOption(dataOption())
    .addHelpText('after', example('mkono staff first'))
    .action(first)

  staff
    .command('list')
    .description('list everybody who has, or had, an account')
    .addOption(dataOption())
    .addHelpText('after', example('mkono staff list'))
    .action(list)

  staff
    .command('recover <handle>')
    .description('a one-time link for somebody who lost their password; it is good for an hour')
    .option('--drop-second-factor', 'they lost their telephone too', false)
    .addOption(dataOption())
    .addHelpText('after', example('mkono staff recover amina', 'mkono staff recover amina --drop-second-factor'))
    .action(recover)

  staff
    .command('deactivate <handle>')
    .description('end an account with its sessions, links and tokens; what the person did stays')
    .addOption(dataOption())
    .addHelpText('after', example('mkono staff deactivate amina'))
    .action(deactivate)
}

async function first({ data }: DataOnly): Promise<void> {
  const { firstLink } = await import('../db/staff.js')
  const { publicUrlOf, withHouse } = await import('./house.js')
  // Asked before: a link that can not be shown would only end the one before.
  const publicUrl = publicUrlOf(data)
  const link = await withHouse(data, firstLink)
  if (!link) throw new Refused('Somebody has an account already: an administrator invites whoever else needs one.')
  tell(publicUrl, link, 'the first administrator')
}

/** The link alone on standard output; what it is on standard error. */
function tell(publicUrl: string, link: Link, whom: string): void {
  console.log(welcomeLink(publicUrl, link))
  process.stderr.write(`For ${whom}, once, until ${link.expiresAt.toISOString()}. Give it to nobody else.\n`)
}

/** The secret stands behind the #, which browsers send to nobody. */
export const welcomeLink = (publicUrl: string, { token }: Link): string => `${publicUrl}/welcome#${token}`

async function list({ data }: DataOnly): Promise<void> {
  const { listMembers } = await import('../db/staff.js')
  const { withHouse } = await import('./house.js')
  const members = await withHouse(data, listMembers)
  if (members.length === 0) console.log('Nobody yet: make the first administrator with mkono staff first.')
  for (const each of members) console.log(lineOf(each))
}

const lineOf = ({ handle, roles, active, hasEntered, invitation, secondFactor, name }: Member): string => {
  const standing = !active
    ? 'deactivated'
    : hasEntered
      ? 'active'
      : `invited (${(invitation ?? 'over').replaceAll('_', ' ')})`
  return [
    handle.padEnd(16),
    roles
      .map(({ role }) => role)
      .join(', ')
      .padEnd(17),
    standing.padEnd(11),
    secondFactor ? '2nd factor' : '          ',
    name,
  ].join('  ')
}

async function recover(
  handle: string,
  { data, dropSecondFactor }: DataOnly & { dropSecondFactor: boolean },
): Promise<void> {
  const { recoverMember } = await import('../db/staff.js')
  const { personHere, publicUrlOf, withHouse } = await import('./house.js')
  const publicUrl = publicUrlOf(data)
  const by = { person: personHere(), role: 'administrator' }
  const made = await withHouse(data, async house => {
    const { memberId } = await named(house, handle)
    return recoverMember(house, { memberId, dropsSecondFactor: dropSecondFactor, by })
  })
  if (!made.ok) throw new Refused(made.why)
  tell(publicUrl, made.link, made.handle)
}

async function deactivate(handle: string, { data }: DataOnly): Promise<void> {
  const { setActive } = await import('../db/staff.js')
  const { personHere, withHouse } = await import('./house.js')
  const by = { person: personHere(), role: 'administrator' }
  const ended = await withHouse(data, async house => {
    const { memberId } = await named(house, handle)
    return setActive(house, { memberId, active: false, by })
  })
  if (!ended.ok) throw new Refused(ended.why)
  console.log('Deactivated.')
}

async function named(house: House, handle: string): Promise<Member> {
  const { listMembers } = await import('../db/staff.js')
  const found = (await listMembers(house)).find(each => each.handle === handle.toLowerCase())
  if (!found) throw new Refused('Nobody has this handle: see mkono staff list.')
  return found
}
