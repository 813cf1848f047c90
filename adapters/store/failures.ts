import type { TenantId } from "../../kernel/actors.ts"
import { type Broken, problems } from "../../kernel/ledger/chain.ts"
import { StoreFailedError } from "../../kernel/ledger/store.ts"

/** A batch that doesn't link to the head, or within itself. */
export const refusedBatch = (tenant: TenantId, { seq, problem }: Broken) =>
  new StoreFailedError({ message: `record ${seq} can't be appended to the log of ${tenant}: ${problems[problem]}` })

/**
 * What to do about what SQLite says, by its result code (https://sqlite.org/rescode.html), and whether it may be over when it
 * is tried again.
 */
const codes: ReadonlyMap<number, { readonly advice: string; readonly passes: boolean }> = new Map([
  [5, { advice: "another process is writing into it: end that one, or try again in a moment", passes: true }],
  [6, { advice: "another process has locked it: end that one, or try again in a moment", passes: true }],
  [7, { advice: "there is too little memory: give the process more", passes: true }],
  [8, { advice: "it may only be read: make file and folder writable for the user that runs this", passes: false }],
  [10, { advice: "the disk could not be read or written: look at it, then try again", passes: true }],
  [11, { advice: "its pages are damaged: keep it as it is, and restore the newest backup", passes: false }],
  [13, { advice: "the disk is full: make room on it, then ask again", passes: true }],
  [14, { advice: "its folder has to be there, and writable for the user that runs this", passes: true }],
  [26, { advice: "it is no SQLite file: name the file of the log, or restore its newest backup there", passes: false }],
])

/** The same of what the system says. */
const systemCodes: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "make its folder first"],
  ["ENOTDIR", "a part of its path is a file: name another path"],
  ["EACCES", "make file and folder readable and writable for the user that runs this"],
  ["EPERM", "make file and folder readable and writable for the user that runs this"],
  ["EROFS", "its disk may only be read: name a path on another one"],
  ["ENOSPC", "the disk is full: make room on it, then try again"],
])

const advised = (cause: unknown): string | undefined => {
  if (!(cause instanceof Error)) return undefined
  // The lower byte is the code itself, what is above it says more of the same.
  if ("errcode" in cause && typeof cause.errcode === "number") return codes.get(cause.errcode & 0xff)?.advice
  return "code" in cause && typeof cause.code === "string" ? systemCodes.get(cause.code) : undefined
}

/** Whether it may go well when it is tried again: nothing is said about what the file holds. */
export const isPassing = ({ cause }: StoreFailedError): boolean =>
  cause instanceof Error &&
  "errcode" in cause &&
  typeof cause.errcode === "number" &&
  codes.get(cause.errcode & 0xff)?.passes === true

/** What could not be done, with the reason that the database gives and what to do about it. */
export const failed = (what: string) => (cause: unknown) => {
  if (cause instanceof StoreFailedError) return cause
  const reason = cause instanceof Error ? cause.message : "unknown failure"
  const advice = advised(cause)
  return new StoreFailedError({
    message: advice === undefined ? `${what}: ${reason}` : `${what}: ${advice} (${reason})`,
    cause,
  })
}
