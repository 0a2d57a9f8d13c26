/** Files as the API takes them. */
/** A file and what is said with it, as forms of browsers send them. */
export const asForm = (body: unknown): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(body ?? {}))
    form.append(name, value instanceof Blob ? value : String(value))
  return form
}
/** What the description of the API calls a string is a file to a browser. */
export const asField = (file: File): string => file as unknown as string
