import type { Command } from 'commander'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'
import type { Found } from './search.js'

interface FindOptions {
  data: string
  json: boolean
}

export function registerFind(program: Command): void {
  program
    .command('find <what>')
    .description('find a person, a payout or a receipt, and the life that carries it in Temporal')
    .addOption(dataOption())
    .option('--json', 'print what was found as JSON', false)
    .addHelpText(
      'after',
      `${example('mkono find ISI-0042', 'mkono find QGH7XKLM01')}\n\nA person is found by the programme's number, phone number, national ID, whole name or id; a payout or\ndistribution by its id or by the receipt the person was given. Names and numbers are not printed.`,
    )
    .action(async (what: string, { data, json }: FindOptions) => {
      const { search } = await import('./search.js')
      const { temporalOf, withHouse } = await import('./house.js')
      const found = await withHouse(data, house => search(house, what))
      if (found.length === 0)
        throw new Refused('Nothing is called that: try a number like ISI-0042, a phone number, a receipt or an id.')
      const { uiUrl, env } = temporalOf(data)
      const linked = found.map(each => ({
        ...each,
        links: each.lives.map(life => linkTo(life, uiUrl, env['TEMPORAL_NAMESPACE'])),
      }))
      console.log(json ? JSON.stringify(linked, null, 2) : linked.map(textOf).join('\n\n'))
    })
}

/** The page of a workflow in Temporal's user interface; without one, what to look for there. */
function linkTo(workflowId: string, uiUrl: string | undefined, namespace = 'default'): string {
  if (uiUrl === undefined) return `workflow ${workflowId}`
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`
}

const textOf = ({ what, id, says, links }: Found & { links: string[] }): string =>
  [`${what} ${id}`, ...says.map(line => `  ${line}`), ...links.map(link => `  ${link}`)].join('\n')
