import * as z from "zod"
import { Caller } from "../actors.ts"
import { Command, Kept, RequestId, commands, statuses } from "../approvals/approvals.ts"
import { Digest } from "../digest.ts"
import { Counts } from "../gate/effects.ts"
import { ToolName } from "../tool.ts"
import { Instant } from "../time.ts"

/**
 * What the kernel derived from settings and siblings; null where it refused before it asked a guard. That it is JSON, the
 * canonical form of the record sees to.
 */
const facts = z.custom<object | null>((value) => typeof value === "object", { error: "an object or null" })

/** A name that programs compare: printable ASCII without spaces. */
const word = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const words = z.array(word).max(64)

/** An entity after an accepted step, as the kernel's step gives it. */
export const Changed = z.strictObject({ id: RequestId, status: z.enum(statuses), kept: Kept })
export type Changed = Readonly<z.infer<typeof Changed>>

export const Outcome = z.discriminatedUnion("accepted", [
  z.strictObject({ accepted: z.literal(true), after: z.array(Changed).readonly() }),
  z.discriminatedUnion("refusal", [
    z.strictObject({ accepted: z.literal(false), refusal: z.literal("guards"), guards: words.min(1).readonly() }),
    z.strictObject({ accepted: z.literal(false), refusal: z.enum(["unknown", "taken"]) }),
  ]),
])
export type Outcome = Readonly<z.infer<typeof Outcome>>

/** The signature that came with a command, as it came (OpenSSH PROTOCOL.sshsig), so that it can be checked again. */
export const Proof = z.strictObject({
  format: z.literal("sshsig"),
  publicKey: z.string().max(1024),
  signature: z.string().max(2048),
})
export type Proof = Readonly<z.infer<typeof Proof>>

/** A call by the digests of its exact bytes. */
const Named = z.strictObject({ tool: ToolName, payload: Digest, artifact: Digest.nullable() })

/** Until when the permit that the record gives may be presented; null where it gives none. */
const deadline = Instant.nullable()

/** What a record can tell. A further type of record is a further row. */
const bodies = {
  /** A command that the kernel decided: its facts, and the entities after it or every guard that failed. */
  command: z.strictObject({
    type: z.literal("command"),
    domain: z.literal("approvals"),
    command: Command,
    facts,
    proof: Proof.nullable(),
    /** For a use: the call that the approval was used for. */
    call: Named.nullable(),
    outcome: Outcome,
    deadline,
  }),
  /** What the gate said to a call, and the approval request that it opened or that already waits. */
  decision: z.strictObject({
    type: z.literal("decision"),
    caller: Caller,
    call: Named,
    plan: Digest.nullable(),
    /** How many resources the call would touch, null where nothing resolved it. */
    counts: Counts.nullable(),
    verdict: z.enum(["allow", "deny", "step_up"]),
    reasons: words.readonly(),
    request: RequestId.nullable(),
    submit: z.strictObject({ command: commands.submit, facts, outcome: Outcome }).nullable(),
    deadline,
  }),
  /** What could not be evaluated, and was therefore refused. */
  refusal: z.strictObject({
    type: z.literal("refusal"),
    caller: Caller,
    what: word,
    call: Named.nullable(),
    reasons: words.min(1).readonly(),
  }),
} as const

export const Body = z.discriminatedUnion("type", [bodies.command, bodies.decision, bodies.refusal])
export type Body = Readonly<z.infer<typeof Body>>
