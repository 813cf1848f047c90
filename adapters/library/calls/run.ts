import { Data } from "effect"
import type { Actor, Caller } from "../../../kernel/actors.ts"
import type { CallId } from "../../../kernel/calls/calls.ts"
import type { Digest } from "../../../kernel/digest.ts"
import type { ToolName } from "../../../kernel/tool.ts"
import { AskedCall } from "../inputs.ts"
import type { Outcome, Refused, Unknown, Verdict } from "../outcome.ts"
import { type Given, alreadyRead, read } from "../read.ts"

/**
 * Whoever performs a call throws this where they know that it had no effect. Anything else that is thrown leaves open what happened.
 * `cause` is what went wrong.
 */
export class NothingHappenedError extends Data.TaggedError("NothingHappenedError")<{ readonly cause?: unknown }> {
  override get message(): string {
    return "the call had no effect"
  }
}

/** What is performed: exactly what was decided. */
export interface Performing {
  readonly call: CallId
  readonly tool: ToolName
  readonly plan: Digest
  /** The very bytes that were hashed and read. */
  readonly payload: Uint8Array
}

/** What came out, of which the digest is kept: bytes, or text as UTF-8; nothing as null or undefined. */
type Output = Uint8Array | string | null | undefined

/** What became of a call that the gate performs. */
export type Ran<Out> =
  /** It was denied, or people are asked first. Nothing ran. */
  | { readonly type: "decided"; readonly verdict: Verdict }
  /** It was not let start, since it has started before, or its time is over. Nothing ran now. */
  | { readonly type: "unperformed"; readonly verdict: Verdict; readonly outcome: Refused | Unknown }
  | {
      readonly type: "completed"
      readonly verdict: Verdict
      readonly output: Out
      readonly reported: Outcome<"calls">
    }
  /** It had no effect, as its performer said. */
  | {
      readonly type: "failed"
      readonly verdict: Verdict
      readonly error: NothingHappenedError
      readonly reported: Outcome<"calls">
    }
  /** It has started, and nobody has told the log how it ended: `error` says why. Its outcome is for a person to find out. */
  | { readonly type: "unknown"; readonly verdict: Verdict; readonly error: unknown }

/** What it stands on. */
interface Running {
  readonly decide: (caller: Caller, ask: Given<typeof AskedCall>) => Promise<Verdict>
  readonly start: (caller: Caller, call: CallId, plan: Digest) => Promise<Outcome<"calls">>
  readonly complete: (
    by: Actor,
    told: { readonly id: CallId; readonly output: Uint8Array | string | null },
  ) => Promise<Outcome<"calls">>
  readonly fail: (
    by: Actor,
    told: { readonly id: CallId; readonly nothingHappened: boolean },
  ) => Promise<Outcome<"calls">>
}

type Found<Out> = { readonly output: Out } | { readonly error: unknown }

const once = async <Out>(perform: (what: Performing) => Promise<Out>, what: Performing): Promise<Found<Out>> => {
  try {
    return { output: await perform(what) }
  } catch (error) {
    return { error }
  }
}

/** Decides a call, records that it starts, performs it, and records how it ended. */
export const running =
  ({ decide, start, complete, fail }: Running) =>
  async <Out extends Output>(
    caller: Caller,
    given: Given<typeof AskedCall>,
    perform: (what: Performing) => Promise<Out>,
  ): Promise<Ran<Out>> => {
    const asked = read(AskedCall, given)
    // A copy of our own: what is performed is what is decided, whoever else holds the caller's bytes.
    const payload = Uint8Array.from(asked.payload)
    const verdict = await decide(caller, alreadyRead(AskedCall, { ...asked, payload }))
    const { call, plan } = verdict
    if (verdict.verdict !== "allow" || call === null || plan === null) return { type: "decided", verdict }
    const started = await start(caller, call, plan)
    if (started.type !== "accepted") return { type: "unperformed", verdict, outcome: started }

    const found = await once(perform, { call, tool: asked.tool, plan, payload })
    try {
      if ("output" in found) {
        const { output } = found
        return {
          type: "completed",
          verdict,
          output,
          reported: await complete(caller.actor, { id: call, output: output ?? null }),
        }
      }
      const { error } = found
      if (!(error instanceof NothingHappenedError)) return { type: "unknown", verdict, error }
      return { type: "failed", verdict, error, reported: await fail(caller.actor, { id: call, nothingHappened: true }) }
    } catch (error) {
      return { type: "unknown", verdict, error }
    }
  }
