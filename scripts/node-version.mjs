// Read by every Node that knows modules at all: no syntax younger than Node 12 here.

/** Says so in one sentence, and answers true, if this Node is older than the oldest one that is supported (20.19). */
export function nodeIsTooOld() {
  var parts = process.versions.node.split('.').map(Number)
  if (parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)) return false
  process.stderr.write(
    'Mkono needs Node 20.19 or newer and this is Node ' +
      process.versions.node +
      ': install a newer one from https://nodejs.org and try again.\n',
  )
  return true
}
