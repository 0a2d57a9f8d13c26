/** Who did what with a person, newest first. */
import { Button, Text, Timeline } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Story } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { useActText } from '../../shown/useActText.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'

const shownAtFirst = 12

export function PersonTimeline({ acts }: { readonly acts: Story['acts'] }) {
  const { t } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const actText = useActText()
  const [all, setAll] = useState(false)
  const newest = [...acts].reverse()
  const visible = all ? newest : newest.slice(0, shownAtFirst)
  return (
    <Section title={t('person.history')}>
      {acts.length === 0 && <Empty title={t('person.noHistory')} says={t('person.noHistorySays')} />}
      <Timeline bulletSize={12} lineWidth={2} active={visible.length}>
        {visible.map((each, index) => (
          <Timeline.Item key={`${each.at}-${index}`} title={actText(each.act)}>
            <Text size="sm" c="dimmed">
              <bdi>{each.person}</bdi> ({roleName(each.role)}) · {shown.moment(each.at)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
      {newest.length > visible.length && (
        <Button variant="subtle" onClick={() => setAll(true)}>
          {t('person.all', { number: shown.number(newest.length) })}
        </Button>
      )}
    </Section>
  )
}
