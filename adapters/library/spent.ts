import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { digestOf } from "../../kernel/digest.ts"
import { createPrivateFile } from "../private-file.ts"

/** The name is a digest, so that no jti, whatever it holds, leaves the folder. */
const markOf = (folder: string, jti: string): string => join(folder, digestOf(new TextEncoder().encode(jti)))

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
  return (jti) => createPrivateFile(markOf(folder, jti), "")
}

/** Whether a permit was spent in this folder, for whoever wants to know before there is work to do. Only spending it decides. */
export const isSpentOnDisk = (folder: string, jti: string): boolean => existsSync(markOf(folder, jti))
