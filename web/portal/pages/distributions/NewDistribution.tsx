/** A new payment round: counted first (who, how much, who not and why), then its list is made. */
import { Alert, Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Distribution, Programme } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { nameOfNext, nextRound } from './nextList.ts'
import { useDryRunFacts } from './useDryRunFacts.tsx'
import { anybody, WhoAndHow, type Wanted } from './WhoAndHow.tsx'
import { useGivesBack } from '../../parts/useGivesBack.ts'

interface Props {
  readonly programme: Programme
  /** who was chosen one by one; without it everybody who can be paid, or of some places */
  readonly people?: readonly string[]
  readonly close: () => void
}

export function NewDistribution({ programme, people, close }: Props) {
  const { t } = useTranslation()
  useGivesBack()
  const shown = useShown()
  const told = useToldText()
  const navigate = useNavigate()
  const path = { id: programme.id }
  const made = useMade(programme.id)
  const next = made && nextRound(made)
  const [chosen, setRound] = useState<number>()
  // A round beyond the last one is refused; of the last one those are paid who were left out.
  const round = chosen ?? Math.min(next ?? 1, programme.rounds)
  const [typed, setName] = useState<string>()
  const named = (nth: number): string =>
    t(nth === 1 ? 'plainly.round.name' : 'tasks.nthList', { programme: programme.name, round, nth })
      // What keeps names apart within a sentence is no part of a name.
      .replace(/[\u2068\u2069]/g, '')
  const name = typed ?? (made === undefined ? '' : nameOfNext({ made, round, named }))
  const [wanted, setWanted] = useState(anybody)
  const facts = useDryRunFacts()
  const list = { round, ...askedFor(wanted, people) }
  const count = useMutation({
    mutationFn: (body: typeof list) =>
      ask(api.POST('/programmes/{id}/distributions/dry-run', { params: { path }, body })),
  })
  const make = useAct({
    run: (body: { name: string; payFirst?: number } & typeof list, header) =>
      ask(api.POST('/programmes/{id}/distributions', { params: { path, header }, body })),
    says: () => t('distributions.made'),
    done: ({ id }) => void navigate({ to: '/distributions/$distributionId', params: { distributionId: id } }),
  })
  const counted = count.data
  const left = counted
    ? BigInt(counted.availableMinor) - BigInt(counted.amountMinor) - BigInt(counted.feeReserveMinor)
    : 0n
  const ready = counted !== undefined && counted.payable > 0 && left >= 0n && name.trim() !== ''
  const countIt = (): void => {
    // What was counted stays the round, whatever is heard of others meanwhile.
    setRound(round)
    count.mutate(list)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const { payFirst } = wanted
    if (ready) make.mutate({ name: name.trim(), ...list, ...(payFirst === null ? {} : { payFirst }) })
    else countIt()
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('distributions.newTitle')}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <NumberInput
            label={t('distributions.newRound')}
            value={round}
            onChange={value => {
              setRound(Number(value) || 1)
              // What was counted was another round.
              count.reset()
            }}
            min={1}
            max={1000}
            allowDecimal={false}
            hideControls
            data-autofocus
          />
          {next !== undefined && next > programme.rounds && (
            <Text size="sm">
              {t('plainly.round.beyond', { count: programme.rounds, rounds: shown.number(programme.rounds) })}
            </Text>
          )}
          <TextInput
            label={t('distributions.newName')}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
            onFocus={event => {
              // Whoever types writes over what is proposed, and is not written over.
              if (next === undefined) setName(name)
              event.currentTarget.select()
            }}
            required
            maxLength={200}
          />
          <WhoAndHow
            programme={programme}
            chosen={people?.length}
            wanted={wanted}
            set={next => {
              setWanted(next)
              if (next.places !== wanted.places || next.account !== wanted.account) count.reset()
            }}
          />
          {counted && (
            <Facts
              facts={[
                { name: t('distributions.payable'), value: shown.number(counted.payable) },
                { name: t('distributions.total'), value: shown.money(counted.amountMinor, counted.currency) },
                ...facts.amounts(counted),
                { name: t('distributions.fees'), value: shown.money(counted.feeReserveMinor, counted.currency) },
                { name: t('distributions.available'), value: shown.money(counted.availableMinor, counted.currency) },
                { name: t('distributions.after'), value: shown.money(left.toString(), counted.currency) },
                ...facts.float(counted),
                ...counted.notPayable.map(({ why, said, count }) => ({
                  name: `${t('distributions.notPayable')}: ${told(said, why.replaceAll('_', ' '))}`,
                  value: shown.number(count),
                })),
              ]}
            />
          )}
          {counted?.payable === 0 && <Alert color="orange">{t('distributions.nobody')}</Alert>}
          {counted && left < 0n && <Alert color="red">{t('distributions.short')}</Alert>}
          {counted?.float && BigInt(counted.float.shortMinor) > 0n && (
            <Alert color="orange">{t('lists.new.floatShort')}</Alert>
          )}
          {(count.error ?? make.error) && <ProblemAlert error={count.error ?? make.error} />}
          {counted && name.trim() === '' && <Text size="sm">{t('plainly.round.needsName')}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('confirm.back')}
            </Button>
            <Button
              variant={counted ? 'default' : 'filled'}
              loading={count.isPending || (chosen ?? next) === undefined}
              onClick={countIt}
            >
              {t('distributions.count')}
            </Button>
            {counted && (
              <Button type="submit" disabled={!ready} loading={make.isPending}>
                {t('distributions.make')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** As the API takes it, in the count and in the list alike. */
function askedFor({ places, account }: Wanted, people: readonly string[] | undefined) {
  const filter = {
    ...(people === undefined ? {} : { beneficiaryIds: [...people] }),
    ...(places.length === 0 ? {} : { places: [...places] }),
  }
  return {
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(account === '' ? {} : { fspAccountId: account }),
  }
}

/** The newest lists of the programme; undefined until they are known, none where they can not be had. */
function useMade(programmeId: string): readonly Distribution[] | undefined {
  const last = useQuery({
    queryKey: ['distributions', programmeId, 'last'],
    queryFn: () => ask(api.GET('/distributions', { params: { query: { programmeId, limit: 100 } } })),
    // What was known at the last list is another round now.
    gcTime: 0,
  })
  return last.isPending ? undefined : (last.data?.items ?? [])
}
