import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files of minutes, in a fresh clone known to nobody by their time: begun last, one of them would keep a processor waiting
 * for the other. The longest stands first.
 */
const long = [
  ...['chaosCampaign', 'demo', 'livesKilled', 'chaosFast', 'everyPage', 'livesFaults', 'voucherReplacedKilled'],
  ...['vouchersKilled', 'vouchers', 'badDay', 'setup', 'work', 'accounts', 'people', 'empty', 'chaosGuards'],
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = long.findIndex(name => moduleId.endsWith(`/${name}.test.ts`))
      return place < 0 ? long.length : place
    }
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    return sorted.sort((one, other) => group(one) - group(other) || rank(one) - rank(other))
  }
}
