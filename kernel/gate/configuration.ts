import type { Actor } from "../actors.ts"
import type { Digest, DigestOf } from "../digest.ts"
import type { Keyring } from "../keyring.ts"
import type { Keys } from "../ledger/ed25519.ts"
import type { ChainBrokenError } from "../ledger/replay.ts"
import type { Answer } from "./answer.ts"
import type { Report } from "./defect.ts"
import type {
  ClockUnfitError,
  KeyReusedError,
  NotAdministratorError,
  NotRecordedError,
  TenantUnknownError,
} from "./errors.ts"
import type { Policy } from "./policy.ts"
import type { SignedPermit } from "./sealing.ts"
import type { Timekeeping } from "./watch.ts"

export interface Answered {
  readonly answer: Answer
  readonly permit: SignedPermit | null
}

/** Hears of each record that is durable: whose ask it was, and how many bytes it has with what is kept beside the log for it. */
export type Stored = (by: Actor, bytes: number) => void

export interface Configuration {
  readonly policies: readonly Policy[]
  /** Digest of the sources of this kernel, which every record names. */
  readonly kernel: Digest
  /** Whose key each of those is with which people sign. */
  readonly keyring: Keyring
  /** The keys that the log may be signed with. */
  readonly keys: Keys
  /** SHA-256, where there is a faster one than the kernel's own. */
  readonly digest?: DigestOf
  /** Hears of what was denied because something threw. */
  readonly report: Report
  readonly stored: Stored
  readonly time: Timekeeping
}

export type GateError =
  NotRecordedError | KeyReusedError | TenantUnknownError | ChainBrokenError | ClockUnfitError | NotAdministratorError
