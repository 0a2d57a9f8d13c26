/** What this browser remembers of how somebody likes the portal. Never who they are, and never anything of a person. */
const prefix = 'mkono.'

export function recall<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(prefix + name)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    // Storage that is switched off, or written by somebody else.
    return null
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value))
  } catch {
    // Then it is forgotten when the page is left.
  }
}

/** Whether a key of the browser's storage is where this is remembered. */
export const isRemembered = (key: string | null, name: string): boolean => key === prefix + name
