/**
 * A file that is named by a link. It is fetched by the page: a refusal, or a session that is over, is said here and not
 * saved in place of the file.
 */
import { Anchor, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { fetchNamedFile, saveFile } from '../api/files.ts'
import { ProblemAlert } from './ProblemAlert.tsx'

interface Props {
  /** of the API, which names the file */
  readonly path: string
  /** which of several on a page */
  readonly label?: string
  readonly small?: boolean
  readonly children: ReactNode
}

export function FileLink({ path, label, small = false, children }: Props) {
  const fetched = useMutation({
    mutationFn: () => fetchNamedFile(path),
    onSuccess: ({ file, name }) => saveFile(file, name),
  })
  return (
    <Stack gap="xs" align="flex-start">
      <Anchor
        href={path}
        download
        underline="always"
        {...(small ? { size: 'sm' } : {})}
        aria-label={label}
        aria-busy={fetched.isPending}
        onClick={event => {
          // Into another tab or to a place of their choice: as the browser does it.
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          if (!fetched.isPending) fetched.mutate()
        }}
      >
        {children}
      </Anchor>
      {fetched.error && <ProblemAlert error={fetched.error} />}
    </Stack>
  )
}
