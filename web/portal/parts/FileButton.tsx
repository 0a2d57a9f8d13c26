/** Fetches a file and hands it to the browser; where it is refused that is said here, not written into the file. */
import { Button, Stack, type ButtonProps } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { fetchFile, saveFile } from '../api/files.ts'
import { ProblemAlert } from './ProblemAlert.tsx'

interface Props extends ButtonProps {
  /** of the API */
  readonly path: string
  readonly fileName: string
  readonly children: React.ReactNode
}

export function FileButton({ path, fileName, children, ...look }: Props) {
  const fetched = useMutation({ mutationFn: () => fetchFile(path), onSuccess: file => saveFile(file, fileName) })
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="default" {...look} loading={fetched.isPending} onClick={() => fetched.mutate()}>
        {children}
      </Button>
      {fetched.error && <ProblemAlert error={fetched.error} />}
    </Stack>
  )
}
