import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Actor } from "../../kernel/actors.ts"
import { digestOf } from "../../kernel/digest.ts"
import { createPrivateFile } from "../private-file.ts"
import { PermitError } from "./permit.ts"
import type { OpenGate } from "./open-gate.ts"

/** The name is a digest, so that no jti, whatever it holds, leaves the folder. */
const markOf = (folder: string, jti: string): string => join(folder, digestOf(new TextEncoder().encode(jti)))

/**
 * Remembers spent permits as empty files in a folder of the executor's own, made when absent, one a permit: the file system
 * lets one of two make a file (`O_EXCL`), and the mark is synced before anything runs, so a crash can't give a permit back. Single use
 * holds for whoever shares the folder, and nobody else hears that the call has started.
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

/**
 * Spends a permit by telling the gate that its call starts: of all executors there are, one is told yes, and it is in the log before
 * anything runs. A crash after that and before the effect leaves a call of which nobody reports: its outcome becomes unknown, and a
 * person looks. It never runs twice, on however many machines executors are.
 * @param gate the open gate; @param actor who executes; @param permit the text that is verified
 * @throws PermitError where the gate refuses for something else than that the call has been started
 * @example
 * ```ts
 * const spend = spentAtGate(gate, executor, presented)
 * await verifyPermit(presented, { publicKey: gate.publicKey.pem, tenant, tool: "mail.send", payload, artifact: null, now: Date.now(), spend })
 * ```
 */
export const spentAtGate =
  (gate: Pick<OpenGate, "calls">, actor: Actor, permit: string): (() => Promise<boolean>) =>
  async () => {
    const outcome = await gate.calls.perform(actor, { permit })
    if (outcome.type === "accepted") return true
    if (outcome.type === "refused" && outcome.reasons.every(({ guard }) => guard === "effectIsUnattempted"))
      return false
    throw new PermitError({ reason: "refused" })
  }
