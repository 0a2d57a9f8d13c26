/** Something did not work: what to do, which fields are wrong, and by what name support finds it. */
import { Alert, Button, List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem.ts'
import { useToldText } from '../shown/useToldText.ts'
import { useProblemText, useWhereText } from './problemText.ts'

interface Props {
  readonly error: unknown
  /** asks once more */
  readonly again?: () => void
}

export function ProblemAlert({ error, again }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const whereText = useWhereText()
  const told = useToldText()
  const problem = error instanceof Problem ? error : null
  return (
    <Alert color="red" role="alert" title={t('problem.title')}>
      {problemText(error)}
      {problem !== null && problem.errors.length > 0 && (
        <List size="sm" mt="xs">
          {problem.errors.map(({ where, says, ...said }) => (
            <List.Item key={where + says}>
              <bdi>{whereText(where)}</bdi>: {told(said, says)}
            </List.Item>
          ))}
        </List>
      )}
      {problem?.instance && problem.status >= 500 && (
        <Text size="sm" mt="xs">
          {t('problem.support', { id: problem.instance })}
        </Text>
      )}
      {again && (
        <Button mt="sm" size="compact-sm" variant="default" display="block" onClick={again}>
          {t('problem.again')}
        </Button>
      )}
    </Alert>
  )
}
