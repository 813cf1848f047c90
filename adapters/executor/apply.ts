import { spawn } from "node:child_process"
import { environment } from "./environment.ts"
import type { Signals } from "./signals.ts"

/** How a program ended: by itself with a status, or by a signal. Neither where it could not be started. */
export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
}

/**
 * Runs `PROGRAM apply PLAN` on this process's own streams, its output on standard error where standard output is for programs.
 * It leads a group of its own, so that each signal reaches it once: at a second one Terraform goes without storing its state.
 */
export const apply = (
  program: string,
  plan: string,
  signals: Pick<Signals, "passTo">,
  { quiet }: { readonly quiet: boolean },
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(program, ["apply", "-input=false", plan], {
      env: environment(),
      stdio: ["inherit", quiet ? 2 : "inherit", "inherit"],
      detached: true,
    })
    signals.passTo((signal) => child.kill(signal))
    child.once("error", () => {
      resolve({ status: null, signal: null })
    })
    child.once("exit", (status, signal) => {
      resolve({ status, signal })
    })
  })
