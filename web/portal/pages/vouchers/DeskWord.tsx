/** What the provider’s desk said of a card, and how much: two people are to be convinced of it. */
import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSurroundings } from '../../session/surroundings.ts'
import { parseMoney } from '../../shown/money.ts'

export interface DeskTyped {
  readonly evidence: string
  readonly setEvidence: (evidence: string) => void
  readonly amount: string
  readonly setAmount: (amount: string) => void
  /** as the API takes it; null: something is missing still, or is no amount */
  readonly word: { readonly evidence: string; readonly leftMinor: string } | null
  readonly isAmount: boolean
}

/** @param currency of the card */
export function useDeskTyped(currency: string): DeskTyped {
  const { currencies } = useSurroundings()
  const [evidence, setEvidence] = useState('')
  const [amount, setAmount] = useState('')
  // Nothing left is an answer too, where any other field for money asks for more than nothing.
  const leftMinor = /^0+(?:[.,]0+)?$/.test(amount.trim()) ? '0' : parseMoney(amount, currency, currencies)
  const said = evidence.trim()
  return {
    ...{ evidence, setEvidence, amount, setAmount },
    word: leftMinor === null || said.length < 3 ? null : { evidence: said, leftMinor },
    isAmount: leftMinor !== null,
  }
}

export function DeskWord({ typed, label }: { readonly typed: DeskTyped; readonly label: string }) {
  const { t } = useTranslation()
  return (
    <>
      <Textarea
        label={t('replacing.evidence')}
        description={t('replacing.evidenceHelp')}
        value={typed.evidence}
        maxLength={2_000}
        autosize
        minRows={2}
        onChange={event => typed.setEvidence(event.currentTarget.value)}
      />
      <TextInput
        label={label}
        value={typed.amount}
        inputMode="decimal"
        onChange={event => typed.setAmount(event.currentTarget.value)}
        error={typed.amount.trim() !== '' && !typed.isAmount ? t('replacing.noAmount') : null}
      />
    </>
  )
}
