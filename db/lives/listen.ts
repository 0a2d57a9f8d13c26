import pg from 'pg'

export interface Listening {
  stop(): Promise<void>
}

/**
 * Hears NOTIFY on a channel over a connection of its own, and connects again when that breaks. Only a hint: what is
 * missed meanwhile is found by a sweep.
 * @param heard called for every notification, and once after every (re)connection
 */
export function listenTo(databaseUrl: string, channel: string, heard: () => void, reconnectMs = 2_000): Listening {
  let stopped = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const again = (broken: pg.Client): void => {
    if (stopped || client !== broken) return
    client = undefined
    timer = setTimeout(() => void open(), reconnectMs)
  }
  const open = async (): Promise<void> => {
    const opened = new pg.Client({ connectionString: databaseUrl, application_name: 'mkono notices', keepAlive: true })
    client = opened
    opened.on('notification', heard)
    opened.on('error', () => again(opened))
    opened.on('end', () => again(opened))
    try {
      await opened.connect()
      await opened.query(`listen ${pg.escapeIdentifier(channel)}`)
      heard()
    } catch {
      again(opened)
    }
  }
  void open()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      const last = client
      client = undefined
      if (last) await last.end().catch(() => undefined)
    },
  }
}
