import type { Reason } from "../library/outcome.ts"
import { say, sayJson } from "./terminal.ts"
import { giveWarnings } from "./warnings.ts"

/** What the service says to a command that is accepted. */
interface Done {
  readonly id: string
  readonly status: string
  readonly record: number
  readonly warnings: readonly Reason[]
}

/** Tells what became of a command: the whole answer to a program, a line and the warnings to a person. */
export const sayDone = (
  done: Done,
  { json }: { readonly json?: boolean },
  line = `${done.id} is ${done.status} (record ${done.record})`,
  sayLine: (line: string) => void = say,
): void => {
  if (json === true) {
    sayJson(done)
    return
  }
  sayLine(line)
  giveWarnings(done.warnings)
}
