/** The budget in three parts: spent, spoken for, and free. The bar says nothing that the words beside it do not. */
import { ColorSwatch, Progress, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { wholePercents } from './wholePercents.ts'
import { useShown } from '../../shown/useShown.ts'

interface Props {
  readonly currency: string
  readonly balances: Readonly<
    Record<'funding' | 'available' | 'reserved' | 'in_transit' | 'disbursed' | 'fees' | 'returned' | 'overpaid', string>
  >
}

export function BudgetBar({ currency, balances }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  // `funding` is where money comes from, so it is negative.
  const given = -BigInt(balances.funding)
  const spent = BigInt(balances.disbursed) + BigInt(balances.fees) + BigInt(balances.overpaid)
  const committed = BigInt(balances.reserved) + BigInt(balances.in_transit)
  const free = BigInt(balances.available)
  if (given <= 0n) return <Empty title={t('money.noBudget')} says={t('setup.why.money_none')} />
  // Shares of a bar: in hundredths of a percent, so that the sums themselves are never a float.
  // What is more than nothing keeps a share, however small.
  const share = (part: bigint): number => (part > 0n ? Math.max(0.01, Number((part * 10_000n) / given) / 100) : 0)
  const parts = [
    ['spent', spent, 'hand'],
    ['committed', committed, 'orange'],
    ['free', free, null],
  ] as const
  const percents = wholePercents(parts.map(([, part]) => part))
  return (
    <Stack gap="sm">
      {/* What is free is what is not filled. */}
      <Progress.Root size="xl" aria-hidden="true">
        {parts.map(
          ([name, part, color]) =>
            color !== null && <Progress.Section key={name} value={share(part)} color={color} withAria={false} />,
        )}
      </Progress.Root>
      <Facts
        facts={[
          { name: t('money.given'), value: shown.money(given.toString(), currency) },
          ...parts.map(([name, part, color], at) => ({
            name: t(`money.${name}`),
            value: (
              <>
                <ColorSwatch
                  component="span"
                  size={10}
                  color={
                    color === null
                      ? 'var(--progress-root-bg, var(--mantine-color-default-border))'
                      : `var(--mantine-color-${color}-filled)`
                  }
                  withShadow={color === null}
                  style={{ display: 'inline-block', marginInlineEnd: 6 }}
                  aria-hidden="true"
                />
                <bdi>{shown.money(part.toString(), currency)}</bdi> · <bdi>{shown.percent(percents[at] ?? 0, 100)}</bdi>
              </>
            ),
          })),
        ]}
      />
    </Stack>
  )
}
