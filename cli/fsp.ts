import type { Command } from 'commander'
import type { CallbackHealth } from '../db/read/callbackHealth.js'
import { lasting } from '../domain/callbackHealth.js'
import { money, toText } from '../domain/money.js'
import { accountNamed } from './fspAccount.js'
import { registerTrial } from './fspTrial.js'
import { countOf, dataOption, example } from './options.js'

interface DataOnly {
  data: string
}

export function registerFsp(program: Command): void {
  const fsp = program
    .command('fsp')
    .description('accounts at FSPs: whether they work, how callbacks come in, what they hold, a trial payment')
    .addHelpText(
      'after',
      example(
        'mkono fsp test Wallet',
        'mkono fsp health',
        'mkono fsp float Wallet',
        'mkono fsp trial propose Wallet --help',
      ),
    )

  fsp
    .command('test <account>')
    .description('ask the FSP whether it lets this account in; nothing is moved')
    .addOption(dataOption())
    .addHelpText('after', example('mkono fsp test Wallet'))
    .action(test)

  fsp
    .command('health [account]')
    .description('how callbacks of every account, or of one, come in')
    .option('--hours <count>', 'back from now', countOf, 24)
    .addOption(dataOption())
    .addHelpText('after', example('mkono fsp health', 'mkono fsp health Wallet --hours 2'))
    .action(health)

  fsp
    .command('test-callbacks <account>')
    .description('call the public callback address of an account, and say whether it is reached and ours')
    .addOption(dataOption())
    .addHelpText('after', example('mkono fsp test-callbacks Wallet'))
    .action(testCallbacks)

  fsp
    .command('float <account>')
    .description('what an account was last seen to hold, and what approved distributions still need of it')
    .addOption(dataOption())
    .addHelpText('after', example('mkono fsp float Wallet'))
    .action(float)

  registerTrial(fsp)
}

async function test(account: string, { data }: DataOnly): Promise<void> {
  const { openFspAccount } = await import('../db/fspAccounts.js')
  const { testFsp } = await import('../fsp/connection.js')
  const { withHouse } = await import('./house.js')
  const { is, says } = await withHouse(data, async house => {
    const { fspAccountId } = await accountNamed(house, account)
    return testFsp(await openFspAccount(house, fspAccountId), process.env)
  })
  console.log(`${is === 'ok' ? '✓' : '✗'} ${says}`)
  if (is !== 'ok') process.exitCode = 1
}

async function health(account: string | undefined, { data, hours }: DataOnly & { hours: number }): Promise<void> {
  const { listFspAccounts } = await import('../db/fspAccounts.js')
  const { callbackHealth } = await import('../db/read/callbackHealth.js')
  const { withHouse } = await import('./house.js')
  await withHouse(data, async house => {
    const accounts = account === undefined ? await listFspAccounts(house) : [await accountNamed(house, account)]
    if (accounts.length === 0) console.log('There is no FSP account yet.')
    for (const { fspAccountId, name } of accounts)
      console.log(healthText(name, await callbackHealth(house, fspAccountId, hours)))
  })
}

export function healthText(name: string, seen: CallbackHealth): string {
  const { lag, notices, refused } = seen
  const last = seen.lastAt === null ? 'none ever' : `${lasting(Date.now() - seen.lastAt.getTime())} ago`
  const wrong = refused.source + refused.content_type + refused.too_large + refused.malformed
  return [
    `${name}: ${seen.state}${seen.alarm ? ` since ${seen.alarm.since.toISOString()}` : ''}; last callback ${last}`,
    `  ${seen.hours} h: ${seen.expected} expected, ${seen.told} came, ${seen.waiting} waited for (${seen.late} of them missed), ${seen.missed} ended without one`,
    ...(lag
      ? [
          `  half came within ${lasting(lag.p50Ms)}, nine of ten within ${lasting(lag.p90Ms)}, all within ${lasting(lag.maxMs)}`,
        ]
      : []),
    `  ${notices.repeated} repeated, ${notices.unmatched} unmatched, ${notices.to_confirm} to confirm, ${notices.contradiction} contradictions, ${wrong} refused`,
  ].join('\n')
}

async function testCallbacks(account: string, { data }: DataOnly): Promise<void> {
  const { testCallbackAddress } = await import('../api/callbackTest.js')
  const { callbackTokenOf } = await import('../db/fspAccounts.js')
  const { publicUrlOf, withHouse } = await import('./house.js')
  const publicUrl = publicUrlOf(data)
  const tested = await withHouse(data, async house => {
    const { fspAccountId } = await accountNamed(house, account)
    const token = (await callbackTokenOf(house, fspAccountId)) ?? ''
    return testCallbackAddress(house.sealing, { publicUrl, token })
  })
  console.log(`${tested.is === 'ours' ? '✓' : '✗'} ${tested.says}`)
  for (const each of [...(tested.mend === null ? [] : [tested.mend]), ...tested.warnings]) console.log(`    ${each}`)
  if (tested.is !== 'ours') process.exitCode = 1
}

async function float(account: string, { data }: DataOnly): Promise<void> {
  const { lastReading, needsOf } = await import('../db/float.js')
  const { withHouse } = await import('./house.js')
  await withHouse(data, async house => {
    const { fspAccountId, currency } = await accountNamed(house, account)
    const text = (minor: bigint): string => toText(money(minor, currency))
    const reading = await lastReading(house, fspAccountId)
    console.log(
      reading
        ? `${text(reading.heldMinor)} held, told ${lasting(reading.ageMs)} ago`
        : 'What it holds is not known: this FSP tells no balance, or was never asked.',
    )
    const needs = await needsOf(house, fspAccountId)
    for (const each of needs)
      console.log(
        `  ${text(each.toSendMinor)} to send, ${text(each.inTransitMinor)} on its way: ${each.programmeName}, ${each.name} (${each.state})`,
      )
    const toSend = needs.reduce((sum, each) => sum + each.toSendMinor, 0n)
    if (!reading) return
    const spare = reading.heldMinor - toSend
    console.log(spare < 0n ? `${text(-spare)} is missing for all that was approved.` : `${text(spare)} is not needed.`)
  })
}
