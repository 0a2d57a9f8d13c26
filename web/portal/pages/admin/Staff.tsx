/** Everybody who has, or had, an account: invited, given roles, helped in again, deactivated. */
import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { OnBasis } from '../../parts/OnBasis.tsx'
import { Page } from '../../parts/Page.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { Invite } from './Invite.tsx'
import { Link, type Given } from './Link.tsx'
import { useHeldText } from './useHeldText.ts'
import { memberActs, MemberAct, type MemberActName } from './MemberAct.tsx'
import { staffQuery } from './queries.ts'
import { Tag } from '../../parts/Tag.tsx'

interface Asked {
  readonly member: Member
  readonly act: MemberActName
}

export function Staff() {
  const { t } = useTranslation()
  const { may, account } = useSession()
  const [inviting, setInviting] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [given, setGiven] = useState<Given | null>(null)
  const staff = useQuery(staffQuery)
  // As they are now: somebody else may change them meanwhile.
  const member = staff.data?.find(({ memberId }) => memberId === asked?.member.memberId)
  const manages = may('staff.manage')
  const columns = useColumns(manages, account.handle, setAsked)
  return (
    <Page
      title={t('admin.staff')}
      acts={manages && <Button onClick={() => setInviting(true)}>{t('admin.invite')} …</Button>}
    >
      <DataTable
        name="staff"
        label={t('admin.staff')}
        columns={columns}
        rows={staff.data}
        rowId={({ memberId }) => memberId}
        error={staff.data === undefined ? staff.error : null}
        again={() => void staff.refetch()}
        empty={<Empty title={t('admin.noStaff')} says={t('admin.noStaffSays')} />}
      />
      {inviting && <Invite close={() => setInviting(false)} give={setGiven} />}
      {asked && member && (
        <OnBasis key={`${member.memberId} ${asked.act}`} now={member.basis}>
          {on => <MemberAct member={member} act={asked.act} on={on} close={() => setAsked(null)} give={setGiven} />}
        </OnBasis>
      )}
      {given && <Link given={given} close={() => setGiven(null)} />}
    </Page>
  )
}

function useColumns(manages: boolean, own: string, act: (asked: Asked) => void): readonly Column<Member>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const held = useHeldText()
  return useMemo(
    () => [
      { id: 'name', header: t('admin.name'), always: true, cell: ({ name }) => <bdi>{name}</bdi> },
      { id: 'handle', header: t('admin.handle'), hidden: true, cell: ({ handle }) => <bdi>{handle}</bdi> },
      { id: 'email', header: t('signIn.email'), hidden: true, cell: ({ email }) => <bdi>{email}</bdi> },
      {
        id: 'roles',
        header: t('admin.roles'),
        cell: ({ roles }) => (roles.length === 0 ? '–' : roles.map(held).join('; ')),
      },
      {
        id: 'state',
        header: t('admin.state'),
        cell: ({ active, hasEntered, invitation }) => (
          <Tag colour={!active ? 'gray' : hasEntered ? 'hand' : invitation === 'not_taken' ? 'red' : 'orange'}>
            {!active
              ? t('admin.deactivated')
              : hasEntered || invitation === null
                ? t('admin.active')
                : t(`admin.invitation.${invitation}`)}
          </Tag>
        ),
      },
      {
        id: 'secondFactor',
        header: t('admin.secondFactor'),
        cell: ({ secondFactor }) => t(secondFactor ? 'admin.yes' : 'admin.no'),
      },
      {
        id: 'invitedBy',
        header: t('admin.invitedBy'),
        hidden: true,
        cell: ({ invitedBy }) => <Who handle={invitedBy} />,
      },
      {
        id: 'createdAt',
        header: t('admin.since'),
        hidden: true,
        oneLine: true,
        cell: ({ createdAt }) => shown.day(createdAt),
      },
      ...(manages
        ? [
            {
              id: 'acts',
              header: t('admin.acts'),
              always: true,
              cell: (member: Member) =>
                // Nobody changes what they may themselves.
                member.handle === own ? (
                  t('admin.yourself')
                ) : (
                  <Menu withinPortal>
                    <Menu.Target>
                      <Button
                        variant="default"
                        size="compact-sm"
                        aria-label={t('admin.actsFor', { name: member.name })}
                      >
                        {t('admin.change')}
                      </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                      {memberActs(member).map(name => (
                        <Menu.Item key={name} onClick={() => act({ member, act: name })}>
                          {t(`admin.act.${name}`)} …
                        </Menu.Item>
                      ))}
                    </Menu.Dropdown>
                  </Menu>
                ),
            },
          ]
        : []),
    ],
    [t, shown, held, manages, own, act],
  )
}
