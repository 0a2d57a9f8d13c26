/** How a programme and its people speak with each other: what they wrote, what many are told, and in which words. */
import { Tabs } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { Page } from '../../parts/Page.tsx'
import { messageParts, readMessageSearch, type MessagePart } from '../../searches.ts'
import { useSession } from '../../session/session.ts'
import { AnswerWordsPart } from './AnswerWordsPart.tsx'
import { Broadcasts } from './Broadcasts.tsx'
import { Inbox } from './Inbox.tsx'
import { SettingsPart } from './SettingsPart.tsx'
import { Texts } from './Texts.tsx'
import { ToReadOut } from './ToReadOut.tsx'
import { Totals } from './Totals.tsx'
import { WithoutWord } from './WithoutWord.tsx'

const pages: Record<MessagePart, (props: { programmeId: string }) => React.ReactNode> = {
  inbox: Inbox,
  broadcasts: Broadcasts,
  texts: Texts,
  words: AnswerWordsPart,
  totals: Totals,
  print: ToReadOut,
  unheard: WithoutWord,
  settings: SettingsPart,
}

export function Messages() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/messages' })
  const { part = 'inbox' } = useSearch({ from: '/programmes/$programmeId/messages' })
  const navigate = useNavigate({ from: '/programmes/$programmeId/messages' })
  const { all } = useProgrammes()
  const { may, mayWhole } = useSession()
  const offered = messageParts.filter(each =>
    each === 'inbox'
      ? true
      : each === 'print' || each === 'unheard'
        ? may('messages.answer', programmeId)
        : mayWhole('messages.read', programmeId),
  )
  const shown = offered.includes(part) ? part : 'inbox'
  const Shown = pages[shown]
  return (
    <Page title={t('messages.title')} above={all.find(({ id }) => id === programmeId)?.name}>
      <Tabs
        value={shown}
        keepMounted={false}
        onChange={value => void navigate({ search: readMessageSearch({ part: value }) })}
      >
        <Tabs.List mb="md" aria-label={t('messages.title')}>
          {offered.map(each => (
            <Tabs.Tab key={each} value={each}>
              {t(`messages.part.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {offered.map(each => (
          <Tabs.Panel key={each} value={each}>
            {each === shown && <Shown key={programmeId} programmeId={programmeId} />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
