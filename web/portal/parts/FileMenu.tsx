/** What a table shows as a file, CSV or Excel. It is made while it comes; where it is refused that is said here. */
import { Button, Menu, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchFile, saveFile } from '../api/files.ts'
import { ProblemAlert } from './ProblemAlert.tsx'

interface Props {
  /** of the API, without its ending */
  readonly path: string
  /** the filters of the table */
  readonly query?: Readonly<Record<string, string | boolean | undefined>>
  /** without its ending */
  readonly fileName: string
  /** which of several on a page; “as a file” without it */
  readonly label?: string
  /** as high as the buttons of a table, among which it stands */
  readonly isTool?: boolean
}

const formats = ['csv', 'xlsx'] as const

export function FileMenu({ path, query = {}, fileName, label, isTool = false }: Props) {
  const { t } = useTranslation()
  const asked = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString()
  const fetched = useMutation({
    mutationFn: (format: (typeof formats)[number]) =>
      fetchFile(`${path}.${format}${search === '' ? '' : `?${search}`}`),
    onSuccess: (file, format) => saveFile(file, `${fileName}.${format}`),
  })
  return (
    <Stack gap="xs" align="flex-start">
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" size={isTool ? 'sm' : 'compact-md'} loading={fetched.isPending} aria-label={label}>
            {t('exports.asFile')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {formats.map(format => (
            <Menu.Item key={format} onClick={() => fetched.mutate(format)}>
              {t(`exports.format.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {fetched.error && <ProblemAlert error={fetched.error} />}
    </Stack>
  )
}
