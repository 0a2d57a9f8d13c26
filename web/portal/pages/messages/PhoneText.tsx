/** A text as it arrives on a phone: from whom, by which way, in the direction of its language. */
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './phone.module.css'
import { useMessageWords } from './useMessageWords.ts'
import type { Sender } from './useSender.ts'

interface Props {
  readonly title: string
  readonly text: string
  readonly language: string
  /** left out: not known here */
  readonly sender?: Sender | undefined
  readonly children?: ReactNode
}

export function PhoneText({ title, text, language, sender, children }: Props) {
  const words = useMessageWords()
  return (
    <Stack gap={4} component="section" aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <div className={classes['phone']}>
        {sender && (
          <div className={classes['head']}>
            <span className={classes['badge']} aria-hidden="true">
              {[...sender.name][0]}
            </span>
            <div>
              <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                <bdi>{sender.name}</bdi>
              </Text>
              {sender.channel !== null && <Text size="xs">{words.channel(sender.channel)}</Text>}
            </div>
          </div>
        )}
        <div className={classes['screen']}>
          <div className={classes['bubble']} data-channel={sender?.channel} lang={language} dir="auto">
            {text}
          </div>
        </div>
        {children && <div className={classes['foot']}>{children}</div>}
      </div>
    </Stack>
  )
}
