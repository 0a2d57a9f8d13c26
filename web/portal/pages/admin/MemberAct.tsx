/** What can be done about somebody’s account, each said before it is done. */
import { Checkbox, List } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Member } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Basis } from '../../parts/OnBasis.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useMemberStake } from '../atStake/useHouseStake.ts'
import type { Given } from './Link.tsx'
import { useHeldText } from './useHeldText.ts'
import { RolesEditor, rolesOf, typedRoles } from './RolesEditor.tsx'

export type MemberActName = 'roles' | 'inviteAgain' | 'recover' | 'deactivate' | 'reactivate'

/** The API judges; this spares offering what it would refuse. */
export const memberActs = ({ active, hasEntered }: Member): readonly MemberActName[] =>
  !active ? ['reactivate'] : ['roles', hasEntered ? 'recover' : 'inviteAgain', 'deactivate']

interface Props {
  readonly member: Member
  readonly act: MemberActName
  readonly on: Basis
  readonly close: () => void
  readonly give: (given: Given) => void
}

/** What the API answered, whichever act it was. */
interface Answer {
  readonly link?: string | null
  readonly expiresAt?: string
  readonly proposalId?: string | null
  /** of whoever is deactivated: one person alone lets them in again */
  readonly byOne?: boolean
}

export function MemberAct({ member, act, on, close, give }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const stake = useMemberStake(member.memberId, act)
  const held = useHeldText()
  const [roles, setRoles] = useState(() => typedRoles(member.roles))
  const [drops, setDrops] = useState(false)
  const run = useAct({
    run: (given: { roles: Member['roles']; dropSecondFactor: boolean }, header): Promise<Answer> => {
      const params = { path: { id: member.memberId }, header }
      if (act === 'roles') {
        const based = { ...params, header: { ...header, basis: on.from() } }
        return ask(api.POST('/staff/{id}/roles', { params: based, body: { roles: given.roles } }))
      }
      if (act === 'inviteAgain') return ask(api.POST('/staff/{id}/invite-again', { params }))
      if (act === 'recover') {
        const { dropSecondFactor } = given
        return ask(api.POST('/staff/{id}/recover', { params, body: { dropSecondFactor } }))
      }
      if (act === 'deactivate') return ask(api.POST('/staff/{id}/deactivate', { params }))
      return ask(api.POST('/staff/{id}/reactivate', { params }))
    },
    says: ({ proposalId }) => t(proposalId ? 'setup.waitsForSecond' : `admin.actDone.${act}`),
    undo: ({ byOne, proposalId }) => {
      const params = { path: { id: member.memberId } }
      if (act === 'deactivate' && byOne === true)
        return {
          says: t('admin.actDone.reactivate'),
          run: header => ask(api.POST('/staff/{id}/reactivate', { params: { ...params, header } })),
        }
      if (act === 'reactivate' && proposalId === null)
        return {
          says: t('admin.actDone.deactivate'),
          run: header => ask(api.POST('/staff/{id}/deactivate', { params: { ...params, header } })),
        }
      return null
    },
    done: ({ link, expiresAt }) => {
      close()
      if (expiresAt !== undefined) give({ name: member.name, link: link ?? null, expiresAt })
    },
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`admin.act.${act}`)}: ${member.name}`}
      says={t(`admin.actSays.${act}`)}
      counting={stake.counting}
      facts={[
        ...(act === 'roles' || act === 'reactivate'
          ? [{ name: t('stake.rolesNow'), value: shown.number(member.roles.length) }]
          : []),
        ...(act === 'roles' ? [{ name: t('stake.rolesThen'), value: shown.number(roles.length) }] : []),
        ...stake.facts,
      ]}
      act={t(`admin.act.${act}`)}
      danger={act === 'deactivate'}
      busy={run.isPending}
      error={run.error}
      over={{
        basis: on,
        stands: (
          <List size="sm">
            {member.roles.map(each => (
              <List.Item key={JSON.stringify(each)}>{held(each)}</List.Item>
            ))}
          </List>
        ),
      }}
      run={() => run.mutate({ roles: rolesOf(roles), dropSecondFactor: drops })}
    >
      {act === 'roles' && <RolesEditor rows={roles} set={setRoles} />}
      {act === 'recover' && (
        <Checkbox
          label={t('admin.dropSecondFactor')}
          checked={drops}
          onChange={event => setDrops(event.currentTarget.checked)}
        />
      )}
    </Confirm>
  )
}
