/** Which columns of a table are shown here: those that somebody put away or brought out are remembered by the browser. */
import { recall } from '../shown/remembered.ts'

export function shownColumns(
  table: string,
  columns: readonly { readonly id: string; readonly hidden?: boolean; readonly always?: boolean }[],
): string[] {
  const now = recall<Record<string, boolean>>(`columns.${table}`) ?? {}
  return columns.filter(({ id, hidden, always }) => always === true || (now[id] ?? hidden !== true)).map(({ id }) => id)
}
