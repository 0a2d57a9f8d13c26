/** Tabs of one browser have one session: whoever signs in or out in one of them tells the others, and not who they are. */
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('mkono.session') : null

export const tellOtherTabs = (): void => channel?.postMessage('changed')

/** @returns stops listening */
export function onToldByOtherTab(listener: () => void): () => void {
  channel?.addEventListener('message', listener)
  return () => channel?.removeEventListener('message', listener)
}
