import { realpathSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"

const OTHERS_WRITE = 0o022
/** In a folder with this bit, such as /tmp, only its owner moves or removes a file. */
const STICKY = 0o1000
const ROOT = 0

const isOurs = (uid: number): boolean => process.getuid === undefined || uid === ROOT || uid === process.getuid()

const problemOf = (path: string): string | null => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return null
  if (!isOurs(stat.uid))
    return `${path} belongs to another user, who can change it: run \`chown\` on it, or run this as its owner`
  const isShared = (stat.mode & OTHERS_WRITE) !== 0 && !(stat.isDirectory() && (stat.mode & STICKY) !== 0)
  return isShared ? `others than its owner can change ${path}: run \`chmod go-w ${path}\`` : null
}

/**
 * What lets somebody else change or exchange a file: its owner, its mode, or those of its folder (and of the folder that a link
 * leads to). A sentence that says how to mend it, null where nothing does; what isn't there yet is nobody's.
 */
export const ownershipProblem = (path: string): string | null => {
  const file = resolve(path)
  const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined
  const places = [file, dirname(file), ...(isThere ? [dirname(realpathSync(file))] : [])]
  for (const place of places) {
    const problem = problemOf(place)
    if (problem !== null) return problem
  }
  return null
}
