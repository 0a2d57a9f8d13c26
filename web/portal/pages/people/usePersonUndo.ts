/** What takes an act on people back: on one of them, or on those of many who were changed. */
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Person } from '../../api/shapes.ts'
import type { Undo } from '../../parts/undo.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import type { StateAct } from './stateActs.ts'

/** Only a pause has an act that brings people back to where they were; who is declined stays so. */
const inverse: Partial<Record<StateAct, 'pause' | 'resume'>> = { pause: 'resume', resume: 'pause' }

/** @returns null: there is no way back, or not by whoever is here */
export function usePersonUndo({
  id,
  programmeId,
  heldReason,
}: Pick<Person, 'id' | 'programmeId' | 'heldReason'>): (act: StateAct | 'hold' | 'release') => Undo | null {
  const { t } = useTranslation()
  const { may } = useSession()
  const path = { id }
  return act => {
    if (act === 'hold' || act === 'release') {
      const back = act === 'hold' ? 'release' : 'hold'
      if (!may(`people.${back}`, programmeId)) return null
      const reason = heldReason ?? t('undo.reason')
      return {
        says: t(act === 'hold' ? 'person.released' : 'person.held'),
        run: header =>
          act === 'hold'
            ? ask(api.POST('/beneficiaries/{id}/release', { params: { path, header } }))
            : ask(api.POST('/beneficiaries/{id}/hold', { params: { path, header }, body: { reason } })),
      }
    }
    const back = inverse[act]
    if (back === undefined || !may(`people.${back}`, programmeId)) return null
    return {
      says: t(`undo.person.${back}`),
      run: header =>
        ask(
          api.POST(`/beneficiaries/{id}/${back}`, {
            params: { path, header },
            body: back === 'pause' ? { reason: t('undo.reason') } : {},
          }),
        ),
    }
  }
}

/** @returns null: there is no way back, not by whoever is here, or for more than one request may name */
export function usePeopleUndo(programmeId: string): (act: StateAct, ids: readonly string[] | null) => Undo | null {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  return (act, ids) => {
    const back = inverse[act]
    if (back === undefined || ids === null || ids.length === 0 || !may(`people.${back}`, programmeId)) return null
    return {
      says: t(`undo.people.${back}`, { number: shown.number(ids.length) }),
      run: header =>
        ask(
          api.POST(`/programmes/{id}/beneficiaries/${back}`, {
            params: { path: { id: programmeId }, header },
            body: { who: { ids: [...ids] }, ...(back === 'pause' ? { reason: t('undo.reason') } : {}) },
          }),
        ),
    }
  }
}
