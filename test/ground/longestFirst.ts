import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files of minutes, in a fresh clone known to nobody by their time: begun last, one of them would keep a processor waiting
 * for the other. The longest stands first.
 */
const long = [
  ...['demo', 'chaosCampaign', 'empty', 'livesKilled', 'accounts', 'voucherReplacedKilled', 'setup', 'livesTrouble'],
  ...[
    'people',
    'roles',
    'voucherPaths',
    'everyPage',
    'vouchers',
    'chaosFast',
    'round',
    'language',
    'work',
    'reachMatrix',
  ],
  ...['vouchersKilled', 'voucherReplaced', 'acts', 'deskKilled', 'livesRoundsOnTime'],
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = long.findIndex(name => moduleId.endsWith(`/${name}.test.ts`))
      return place < 0 ? long.length : place
    }
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    // A process that files share lives until one comes next that does not share it.
    const shares = ({ project }: TestSpecification): number => (project.config.isolate ? 0 : 1)
    return sorted.sort(
      (one, other) => group(one) - group(other) || rank(one) - rank(other) || shares(one) - shares(other),
    )
  }
}
