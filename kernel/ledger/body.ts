import * as z from "zod"
import { Caller } from "../actors.ts"
import * as approvals from "../approvals/approvals.ts"
import * as breakGlass from "../break-glass/break-glass.ts"
import { Digest } from "../digest.ts"
import { Counts } from "../gate/effects.ts"
import { Instant } from "../time.ts"
import { ToolName } from "../tool.ts"

/**
 * What the kernel derived from settings and siblings; null where it refused before it asked a guard. That it is JSON, the
 * canonical form of the record sees to.
 */
const facts = z.custom<object | null>((value) => typeof value === "object", { error: "an object or null" })

/** A name that programs compare: printable ASCII without spaces. */
export const Word = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const words = z.array(Word).max(64)

/** An outcome as the kernel's step gives it: the entities after it, or why not. */
const outcomeOf = <Id extends z.ZodType, Status extends readonly string[], Kept extends z.ZodType>(
  id: Id,
  statuses: Status,
  kept: Kept,
) =>
  z.discriminatedUnion("accepted", [
    z.strictObject({
      accepted: z.literal(true),
      after: z.array(z.strictObject({ id, status: z.enum(statuses), kept })).readonly(),
    }),
    z.discriminatedUnion("refusal", [
      z.strictObject({ accepted: z.literal(false), refusal: z.literal("guards"), guards: words.min(1).readonly() }),
      z.strictObject({ accepted: z.literal(false), refusal: z.enum(["unknown", "taken"]) }),
    ]),
  ])

const outcomes = {
  approvals: outcomeOf(approvals.RequestId, approvals.statuses, approvals.Kept),
  breakGlass: outcomeOf(breakGlass.GrantId, breakGlass.statuses, breakGlass.Kept),
} as const

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

/** A command that the kernel decided: its facts, and the entities after it or every guard that failed. */
const command = {
  type: z.literal("command"),
  facts,
  proof: Proof.nullable(),
  /** For a use: the call that the approval was used for. */
  call: Named.nullable(),
  deadline,
} as const

/** What a record can tell. A further type of record is a further row, and so are the commands of a further room. */
const bodies = {
  command: z.discriminatedUnion("domain", [
    z.strictObject({
      ...command,
      domain: z.literal("approvals"),
      command: approvals.Command,
      outcome: outcomes.approvals,
    }),
    z.strictObject({
      ...command,
      domain: z.literal("break-glass"),
      command: breakGlass.Command,
      outcome: outcomes.breakGlass,
    }),
  ]),
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
    request: approvals.RequestId.nullable(),
    submit: z.strictObject({ command: approvals.commands.submit, facts, outcome: outcomes.approvals }).nullable(),
    /** The grant under which the call was made. */
    grant: breakGlass.GrantId.nullable(),
    /** Whether the grant covers it, where it had to. */
    permit: z.strictObject({ command: breakGlass.commands.use, facts, outcome: outcomes.breakGlass }).nullable(),
    deadline,
  }),
  /** What could not be evaluated, and was therefore refused. */
  refusal: z.strictObject({
    type: z.literal("refusal"),
    caller: Caller,
    what: Word,
    call: Named.nullable(),
    reasons: words.min(1).readonly(),
  }),
} as const

export const Body = z.discriminatedUnion("type", [bodies.command, bodies.decision, bodies.refusal])
export type Body = Readonly<z.infer<typeof Body>>
export type CommandBody = Extract<Body, { readonly type: "command" }>
export type DecisionBody = Extract<Body, { readonly type: "decision" }>
