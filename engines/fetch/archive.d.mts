/** Extracts the one entry of a zip whose name matches, into `target`. */
export function extractFromZip(archive: string, matches: (name: string) => boolean, target: string): Promise<void>
/** Extracts the one plain file of a .tar.gz whose name matches, into `target`. */
export function extractFromTarGz(archive: string, matches: (name: string) => boolean, target: string): Promise<void>
