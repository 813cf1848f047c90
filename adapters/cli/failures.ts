import type { Left } from "../../kernel/budgets/budgets.ts"
import { InspectionRefusedError } from "../../kernel/ports.ts"
import { ChainBrokenError } from "../../kernel/ledger/replay.ts"
import { StoreFailedError } from "../../kernel/ledger/store.ts"
import { ConfigError } from "../config/config.ts"
import { AgentKeyError } from "../identity/possession.ts"
import { PublicKeyError } from "../identity/public-keys.ts"
import { SshKeyError } from "../identity/ssh-keys.ts"
import { PrivateFileError } from "../private-file.ts"
import type { Reason } from "../library/outcome.ts"
import { PermitError } from "../library/permit.ts"
import { ListenError } from "../http/serve.ts"
import { withoutSecrets } from "../secrets.ts"
import { WebhookSecretError } from "../notify/receivers.ts"
import { RenderingError } from "../executor/render.ts"
import { SavedPlanError } from "../executor/saved-plan.ts"
import { KeyFileError } from "../signer/file.ts"
import { LogBehindError } from "../store/heads.ts"
import { HeadsFileError } from "../store/heads-file.ts"
import { LogUnreadableError } from "../store/read-only.ts"
import { CommandError, EXIT, type ExitCode } from "./exit.ts"

/** The errors that others throw on purpose: their message says what to do, and needs no stack. */
const expected = [
  [ListenError, EXIT.usage],
  [KeyFileError, EXIT.usage],
  [WebhookSecretError, EXIT.usage],
  [PrivateFileError, EXIT.usage],
  [PublicKeyError, EXIT.usage],
  [SshKeyError, EXIT.usage],
  [AgentKeyError, EXIT.usage],
  [SavedPlanError, EXIT.usage],
  [InspectionRefusedError, EXIT.refused],
  [PermitError, EXIT.refused],
  [RenderingError, EXIT.refused],
  [ChainBrokenError, EXIT.refused],
  [LogUnreadableError, EXIT.refused],
  [LogBehindError, EXIT.refused],
  [HeadsFileError, EXIT.refused],
  [StoreFailedError, EXIT.unavailable],
] as const

/** What the system says where a file, a folder or a port is not as it should be. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error && "syscall" in error

export interface Failure {
  readonly code: ExitCode
  readonly message: string
  /** The message as it is shown. Where it stands on one line, so does all that it repeats. */
  readonly lines: readonly string[]
  readonly guards: readonly Reason[]
  readonly warnings: readonly Reason[]
  readonly left: Left | null
}

/** A message of one line, or of as many as are said to be its own. What it repeats of what somebody wrote may be a secret. */
const failed = (code: ExitCode, said: string, { inLines = false } = {}): Failure => {
  const message = withoutSecrets(said)
  return { code, message, lines: inLines ? message.split("\n") : [message], guards: [], warnings: [], left: null }
}

/** How a command that threw ends. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof CommandError) {
    const { code, message, guards, warnings, left } = error
    return { ...failed(code, message), guards, warnings, left }
  }
  if (error instanceof ConfigError) return failed(EXIT.usage, error.message, { inLines: true })
  const known = expected.find(([type]) => error instanceof type)
  if (known !== undefined && error instanceof Error) return failed(known[1], error.message)
  if (isSystemError(error)) return failed(EXIT.usage, error.message)
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return failed(EXIT.defect, `this is a defect of interlock, please report it: ${stack}`, { inLines: true })
}
