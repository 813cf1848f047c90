import type { Reason } from "../library/outcome.ts"
import { paint, plain, warn } from "./terminal.ts"

/** What is not as it should be in the policy in force. On standard error, since programs read permits on the other. */
export const giveWarnings = (warnings: readonly Reason[]): void => {
  for (const { sentence } of warnings) warn(paint("yellow", `warning: ${plain(sentence)}`))
}
