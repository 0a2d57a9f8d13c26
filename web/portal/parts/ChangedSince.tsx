/** Somebody else was first: what stands now, and what is to become of the own change, which stays in the form. */
import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem.ts'
import type { Basis } from './OnBasis.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'
import { useProblemText } from './problemText.ts'
import { useWho } from '../shown/useWho.ts'

export interface Over {
  readonly basis: Basis
  /** as it is now, told as the page tells it */
  readonly stands: ReactNode
}

interface Props extends Over {
  readonly error: unknown
  /** asks for the own change once more */
  readonly again: () => void
  readonly busy: boolean
}

export function ChangedSince({ error, basis, stands, again, busy }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const who = useWho()
  if (!(error instanceof Problem && error.kind === 'changed-since')) return <ProblemAlert error={error} />
  // The API tells who was first by the short name.
  const first = error.said?.values['first']
  const [, by] = /, by (\S+)/.exec(typeof first === 'string' ? first : '') ?? []
  const says = by === undefined ? problemText(error) : problemText(error).replaceAll(by, who(by))
  // What stands now is asked for as soon as this is known; until it is here nothing is written over it.
  const known = basis.now !== basis.from()
  return (
    <Alert
      color="orange"
      role="alert"
      title={t('changedSince.title')}
      // What is wider than the form scrolls within itself.
      styles={{ wrapper: { minWidth: 0 }, body: { minWidth: 0 }, message: { minWidth: 0 } }}
    >
      <Stack gap="sm" miw={0}>
        <Text size="sm">{says}</Text>
        <Text size="sm" fw={600}>
          {t('changedSince.now')}
        </Text>
        {known ? stands : <Skeleton height={18} />}
        <Group gap="xs">
          <Button type="button" size="compact-sm" variant="default" disabled={!known} onClick={basis.take}>
            {t('changedSince.take')}
          </Button>
          <Button
            type="button"
            size="compact-sm"
            variant="default"
            disabled={!known}
            loading={busy}
            onClick={() => {
              basis.follow(basis.now)
              again()
            }}
          >
            {t('changedSince.over')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
