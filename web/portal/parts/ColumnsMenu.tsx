/** Which columns are shown. */
import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly columns: readonly { readonly id: string; readonly header: string; readonly always?: boolean }[]
  readonly visible: Readonly<Record<string, boolean>>
  readonly show: (id: string, on: boolean) => void
}

export function ColumnsMenu({ columns, visible, show }: Props) {
  const { t } = useTranslation()
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button variant="default">{t('table.columns')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns
          .filter(({ always }) => always !== true)
          .map(({ id, header }) => {
            const on = visible[id] !== false
            return (
              <Menu.CheckboxItem key={id} checked={on} onChange={() => show(id, !on)}>
                {header}
              </Menu.CheckboxItem>
            )
          })}
      </Menu.Dropdown>
    </Menu>
  )
}
