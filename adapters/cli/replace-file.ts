import { randomBytes } from "node:crypto"
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { syncFile } from "../private-file.ts"

/** A file that is to take another one's place, and is on the disk already. */
export interface Replacement {
  /** Where it is until it takes that place. */
  readonly path: string
  readonly put: () => void
  readonly drop: () => void
}

/**
 * Writes a file beside the one whose place it is to take, so that a crash leaves the old one or the new one. Where the name is a
 * link, it is the file that it leads to that is replaced.
 */
export const prepareReplacement = (file: string, text: string): Replacement => {
  const target = realpathSync(file)
  const beside = `${target}.${randomBytes(6).toString("hex")}.tmp`
  const drop = () => {
    rmSync(beside, { force: true })
  }
  try {
    writeFileSync(beside, text, { mode: statSync(target).mode & 0o777, flag: "wx" })
    syncFile(beside)
  } catch (error) {
    drop()
    throw error
  }
  return {
    path: beside,
    put: () => {
      renameSync(beside, target)
      syncFile(dirname(target))
    },
    drop,
  }
}
