/** Tokens by which programs use the API: who goes by each, until when, when it was used; made, shown once, revoked. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Token } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { MakeToken, TokenMade } from './MakeToken.tsx'
import { tokensQuery } from './queries.ts'
import { Tag } from '../../parts/Tag.tsx'

export function Tokens() {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const [revoked, setRevoked] = useState<Token | null>(null)
  const tokens = useQuery(tokensQuery)
  const manages = mayInHouse('staff.manage')
  const columns = useColumns(manages, setRevoked)
  return (
    <Page
      title={t('tokens.title')}
      acts={manages && <Button onClick={() => setMaking(true)}>{t('tokens.make')} …</Button>}
    >
      <DataTable
        name="tokens"
        label={t('tokens.title')}
        columns={columns}
        rows={tokens.data}
        rowId={({ id }) => id}
        error={tokens.data === undefined ? tokens.error : null}
        again={() => void tokens.refetch()}
        empty={<Empty title={t('tokens.none')} says={t('tokens.noneSays')} />}
      />
      {making && <MakeToken close={() => setMaking(false)} give={setMade} />}
      {made !== null && <TokenMade token={made} close={() => setMade(null)} />}
      {revoked && <Revoke token={revoked} close={() => setRevoked(null)} />}
    </Page>
  )
}

function useColumns(manages: boolean, revoke: (token: Token) => void): readonly Column<Token>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  return useMemo(
    () => [
      { id: 'person', header: t('tokens.person'), always: true, cell: ({ person }) => <bdi>{person}</bdi> },
      {
        id: 'roles',
        header: t('admin.roles'),
        cell: ({ grants }) =>
          grants
            .map(({ role, programme, areas, partner }) =>
              [
                roleName(role),
                programme ?? t('admin.everywhere'),
                ...(areas ?? []),
                ...(partner === null ? [] : [partner]),
              ].join(' · '),
            )
            .join('; '),
      },
      {
        id: 'state',
        header: t('accounts.stateTitle'),
        always: true,
        cell: ({ live, revokedAt }) => (
          <Tag colour={live ? 'hand' : 'gray'}>
            {t(live ? 'tokens.live' : revokedAt === null ? 'tokens.over' : 'tokens.revoked')}
          </Tag>
        ),
      },
      {
        id: 'until',
        header: t('admin.until'),
        cell: ({ expiresAt }) => (expiresAt === null ? t('tokens.forever') : shown.day(expiresAt)),
      },
      {
        id: 'used',
        header: t('tokens.lastUsed'),
        cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('tokens.never') : shown.ago(lastUsedAt)),
      },
      {
        id: 'made',
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
              cell: (token: Token) =>
                token.live && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={t('tokens.revokeOf', { name: token.person })}
                    onClick={() => revoke(token)}
                  >
                    {t('tokens.revoke')} …
                  </Button>
                ),
            },
          ]
        : []),
    ],
    [t, shown, roleName, manages, revoke],
  )
}

function Revoke({ token, close }: { readonly token: Token; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const revoke = useAct({
    run: (id: string, header) => ask(api.POST('/tokens/{id}/revoke', { params: { path: { id }, header } })),
    says: () => t('tokens.revokeDone'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('tokens.revokeOf', { name: token.person })}
      says={t('tokens.revokeSays')}
      facts={[
        {
          name: t('tokens.lastUsed'),
          value: token.lastUsedAt === null ? t('tokens.never') : shown.moment(token.lastUsedAt),
        },
      ]}
      act={t('tokens.revoke')}
      danger
      busy={revoke.isPending}
      error={revoke.error}
      run={() => revoke.mutate(token.id)}
    />
  )
}
