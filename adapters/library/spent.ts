import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { digestOf } from "../../kernel/digest.ts"
import { createPrivateFile } from "../private-file.ts"

/**
 * Remembers spent permits as empty files in a folder of the executor's own, made when absent, one a permit: the file system
 * lets one of two make a file (`O_EXCL`), and the mark is synced before anything runs, so a crash can't give a permit back.
 * @example
 * ```ts
 * const spend = spentOnDisk("/var/lib/executor/spent")
 * console.log(spend("a permit's jti"), spend("a permit's jti")) // true false
 * ```
 */
export const spentOnDisk = (folder: string): ((jti: string) => boolean) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The name is a digest, so that no jti, whatever it holds, leaves the folder.
  return (jti) => createPrivateFile(join(folder, digestOf(new TextEncoder().encode(jti))), "")
}
