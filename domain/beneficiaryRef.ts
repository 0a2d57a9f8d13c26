/**
 * What staff call a person without naming them: `ISI-0042`, the programme’s letters and the person’s number in it. It
 * is no personal data, so it may stand in search attributes and on work lists.
 */
export function beneficiaryRef(programmeName: string, number: number): string {
  const letters = programmeName
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .slice(0, 3)
    .toUpperCase()
  return `${letters === '' ? 'P' : letters}-${String(number).padStart(4, '0')}`
}

/** Reads `ISI-0042`, `isi 42` or `42`. Null for anything else; the letters are for people and are not checked. */
export function parseBeneficiaryRef(text: string): number | null {
  const digits = /^\s*(?:[A-Za-z]{1,3}\s*-?\s*)?0*([1-9][0-9]{0,8})\s*$/.exec(text)?.[1]
  return digits === undefined ? null : Number(digits)
}
