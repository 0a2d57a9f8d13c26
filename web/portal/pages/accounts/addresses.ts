/** Addresses that were typed one a line. The API says which of them is none. */
export const addressesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(each => each !== '')
