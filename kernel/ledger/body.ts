import * as z from "zod"
import { Caller, administersInPerson } from "../actors.ts"
import { Digest } from "../digest.ts"
import { Counts } from "../effects.ts"
import { Instant } from "../time.ts"
import { ToolName } from "../tool.ts"
import { Word, words } from "../word.ts"
import { Reference, Transition } from "./transition.ts"

/** The signature that came with a command, as it came (OpenSSH PROTOCOL.sshsig), so that it can be checked again. */
export const Proof = z.strictObject({
  format: z.literal("sshsig"),
  publicKey: z.string().max(1024),
  signature: z.string().max(2048),
})
export type Proof = Readonly<z.infer<typeof Proof>>

/** A call by the digests of its exact bytes. */
const CallDigests = z.strictObject({ tool: ToolName, payload: Digest, artifact: Digest.nullable() })
export type CallDigests = Readonly<z.infer<typeof CallDigests>>

/** As many domains may take part in one decision, each with a few commands. */
const TRANSITIONS = 32

/** What a record can tell. A further type of record is a further row. */
const bodies = {
  /** A command that somebody gave to a domain, and what became of it. */
  command: z.strictObject({
    type: z.literal("command"),
    proof: Proof.nullable(),
    /** The other one's, where two people sign for one command. */
    countersigned: Proof.optional(),
    transition: Transition,
  }),
  /**
   * What the gate said to a call, and whatever the domains did in it: what came to pass by asking, and then all that was claimed or
   * nothing but the one that refused.
   */
  decision: z.strictObject({
    type: z.literal("decision"),
    caller: Caller,
    call: CallDigests,
    plan: Digest.nullable(),
    /** How many resources the call would touch, null where nothing resolved it. */
    counts: Counts.nullable(),
    verdict: z.enum(["allow", "deny", "step_up"]),
    /** Every sentence and guard that failed and was not lifted: what denies first, then what asks. */
    reasons: words.readonly(),
    /** The sentences that failed, and that an approval or a grant overrode. */
    lifted: words.readonly(),
    /** The approval or grant that the caller named. Null where none was, or where the call was allowed and none was needed. */
    under: Reference.nullable(),
    /** What waits for people, where the verdict is to ask them. */
    waits: Reference.nullable(),
    transitions: z.array(Transition).max(TRANSITIONS).readonly(),
    /** Until when the permit that the record gives may be presented; null where it gives none. */
    deadline: Instant.nullable(),
  }),
  /** What could not be evaluated, and was therefore refused. */
  refusal: z.strictObject({
    type: z.literal("refusal"),
    caller: Caller,
    what: Word,
    call: CallDigests.nullable(),
    reasons: words.min(1).readonly(),
  }),
  /** That an administrator vouches for the clock: the time from then on is what it says, also where that is earlier. */
  clock: z.strictObject({
    type: z.literal("clock"),
    caller: Caller.refine(administersInPerson, { error: "the clock is confirmed by an administrator in person" }),
    /** The time of the record before. */
    from: Instant,
    /** What the clock says. */
    to: Instant,
  }),
} as const

export const Body = z.discriminatedUnion("type", [bodies.command, bodies.decision, bodies.refusal, bodies.clock])
export type Body = Readonly<z.infer<typeof Body>>
export type CommandBody = Extract<Body, { readonly type: "command" }>
export type DecisionBody = Extract<Body, { readonly type: "decision" }>
export type ClockBody = Extract<Body, { readonly type: "clock" }>

/** Whatever the domains did in a record, in order. */
export const transitionsIn = (body: Body): readonly z.infer<typeof Transition>[] => {
  switch (body.type) {
    case "command":
      return [body.transition]
    case "decision":
      return body.transitions
    case "refusal":
    case "clock":
      return []
  }
}
