import type { Left } from "../../kernel/budgets/budgets.ts"
import type { Reason } from "../library/outcome.ts"

/** Exit codes of `interlock`, said in its help. */
export const EXIT = {
  ok: 0,
  /** The gate denied or refused, or a check found something wrong. */
  refused: 1,
  /** The call was wrong: arguments, configuration, files, keys. */
  usage: 2,
  /** The service could not be reached, or could not record. */
  unavailable: 3,
  /** The gate asks people first. */
  waiting: 4,
  /** What was allowed ran, and failed. */
  failed: 5,
  /** A defect of this program. */
  defect: 70,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with a sentence for the person, the guards that failed, the warnings, and a code for the program. */
export class CommandError extends Error {
  override readonly name = "CommandError"
  readonly code: ExitCode
  readonly guards: readonly Reason[]
  readonly warnings: readonly Reason[]
  /** What is left of the agent's budget, where that refused. */
  readonly left: Left | null
  constructor(
    code: ExitCode,
    message: string,
    guards: readonly Reason[] = [],
    warnings: readonly Reason[] = [],
    left: Left | null = null,
  ) {
    super(message)
    this.code = code
    this.guards = guards
    this.warnings = warnings
    this.left = left
  }
}
