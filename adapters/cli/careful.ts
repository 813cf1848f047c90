import type { Reason } from "../library/index.ts"
import { paint, plain, warn } from "./terminal.ts"

/** What is not as it should be in the policy in force. On standard error, since programs read permits on the other. */
export const careful = (warnings: readonly Reason[]): void => {
  for (const { sentence } of warnings) warn(paint("yellow", `careful: ${plain(sentence)}`))
}
