import { closeSync, fstatSync, fsyncSync, openSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { ownershipProblem } from "./ownership.ts"
import { errorCode } from "./error-code.ts"

/** A file that only its owner may read can't be trusted. The message says what to do. */
export class PrivateFileError extends Error {
  override readonly name = "PrivateFileError"
}

/**
 * Makes a file of mode 0600, durably: content and directory entry are synced.
 * @returns whether it was made: a file that is there already stays as it is
 * @throws system errors as they come, and then no file is left
 */
export const createPrivateFile = (path: string, content: string): boolean => {
  const descriptor = openNew(path)
  if (descriptor === null) return false
  try {
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
  syncFile(dirname(path))
  return true
}

/** Comes back when what a file, or a folder, holds is on its disk. */
export const syncFile = (path: string): void => {
  const descriptor = openSync(path, "r")
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const openNew = (path: string): number | null => {
  try {
    return openSync(path, "wx", 0o600)
  } catch (error) {
    if (errorCode(error) === "EEXIST") return null
    throw error
  }
}

/** @throws PrivateFileError where somebody else can change or exchange a file */
export const refuseOthers = (path: string): void => {
  const problem = ownershipProblem(path)
  if (problem !== null) throw new PrivateFileError(problem)
}

/** What `read` gets from an open file that nobody but its owner can read or write. @throws PrivateFileError */
export const withPrivateFile = <T>(path: string, read: (descriptor: number) => T): T => {
  const descriptor = openSync(path, "r")
  try {
    // Asked of the open file, so that no other one can take its place in between.
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new PrivateFileError(`${path} is not a file`)
    if ((stat.mode & 0o077) !== 0) {
      throw new PrivateFileError(`others than its owner can read or write ${path}: run \`chmod 600 ${path}\``)
    }
    return read(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
