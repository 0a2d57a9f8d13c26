/**
 * Who is paused stays paused, whatever their number is: said before a corrected number is approved, with what was said when
 * they were paused. Whoever may resume people can do it with the same press; it is an act of its own, and stays somebody's
 * decision.
 */
import { Alert, Checkbox, List, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api, ask, keyed } from '../../api/client.ts'
import type { Correction } from '../../api/shapes.ts'
import type { KeyHeader } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'

export type PausedPerson = Pick<Correction, 'id' | 'ref' | 'beneficiaryId' | 'pausedFor'>

interface Props {
  readonly programmeId: string
  /** those of the numbers to be approved whose people are paused */
  readonly paused: readonly PausedPerson[]
  readonly resume: boolean
  readonly setResume: (resume: boolean) => void
}

/** With what a number is decided: kept as it was when the button was pressed, for a list is read anew meanwhile. */
export interface DecidedWith {
  readonly reason: string
  readonly paused: readonly PausedPerson[]
  readonly resume: boolean
}

/** Of so many it is told why; of more, how many. */
const toldOf = 10

export function ResumeToo({ programmeId, paused, resume, setResume }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  if (paused.length === 0) return null
  return (
    <Stack gap="xs">
      <Alert color="orange">
        {t('tasks.paused.says', { number: shown.number(paused.length) })}
        {paused.length <= toldOf && (
          <List size="sm" mt={4}>
            {paused.map(({ id, ref, pausedFor }) => (
              <List.Item key={id}>
                <bdi>{ref}</bdi>
                {pausedFor !== null && (
                  <>
                    : <bdi>{pausedFor}</bdi>
                  </>
                )}
              </List.Item>
            ))}
          </List>
        )}
      </Alert>
      {may('people.resume', programmeId) ? (
        <Checkbox
          label={t('tasks.paused.resume', { number: shown.number(paused.length) })}
          description={t('stateActSays.resume')}
          checked={resume}
          onChange={event => setResume(event.currentTarget.checked)}
        />
      ) : (
        <Text size="sm">{t('tasks.paused.others')}</Text>
      )}
    </Stack>
  )
}

/**
 * After the approval, under a key of its own made from that of the approval: pressed again after a lost answer, both are
 * found done. @returns how many were resumed
 */
export async function resumeThese(
  programmeId: string,
  people: readonly PausedPerson[],
  header: KeyHeader,
): Promise<number> {
  if (people.length === 0) return 0
  const { changed } = await ask(
    api.POST('/programmes/{id}/beneficiaries/resume', {
      params: { path: { id: programmeId }, header: keyed(`${header['idempotency-key']}-resume`) },
      body: { who: { ids: people.map(({ beneficiaryId }) => beneficiaryId) } },
    }),
  )
  return changed
}

/** What became of those who were paused, for the notice; empty where nobody was. */
export function usePausedText(): (result: { readonly resumed: number; readonly stillPaused: number }) => string {
  const { t } = useTranslation()
  const shown = useShown()
  return ({ resumed, stillPaused }) =>
    [
      ...(resumed > 0 ? [t('tasks.paused.resumed', { number: shown.number(resumed) })] : []),
      ...(stillPaused > 0 ? [t('tasks.paused.still', { number: shown.number(stillPaused) })] : []),
    ].join(' ')
}
