import { digestOf } from "../../kernel/digest.ts"
import { type Entity, step } from "../../kernel/machine.ts"
import type { Taint } from "../../kernel/taint/facts.ts"
import { type TaintRegister, taint } from "../../kernel/taint/index.ts"
import { Command, Settings } from "../../kernel/taint/taint.ts"
import type { Instant } from "../../kernel/time.ts"

const robo = { id: "robo", tenant: "acme", kind: "agent", roles: [] } as const

const settings = Settings.parse({
  tenant: "acme",
  required: true,
  mode: "value",
  trusted: ["user"],
  tools: {
    "bank.send": {
      effect: "destructive",
      arguments: { "/recipient": "trusted", "/amount": "trusted", "/subject": "any" },
      recipients: [],
      adds: { sources: ["bank"], readers: "anyone" },
    },
  },
  endorsers: ["reviewer"],
  endorsementMs: 600_000,
})

const brought = (handle: string, source: string) => ({
  type: "ingest",
  id: `value_1_${handle}`,
  by: robo,
  source,
  readers: "anyone",
  digest: digestOf(new TextEncoder().encode(handle)),
})

/** A conversation with what a person has said, and a mail that somebody sent. */
export const conversing = (now: Instant): TaintRegister => {
  const entities = new Map<string, Entity<Taint>>()
  const told = [
    {
      type: "open",
      id: "conversation_1",
      by: robo,
      initiator: { id: "alice", tenant: "acme", kind: "human" },
      audience: ["alice"],
      mode: "value",
    },
    brought("recipient", "user"),
    brought("amount", "user"),
    brought("mail", "mail"),
    { type: "show", id: "conversation_1", value: "mail", by: robo },
  ]
  for (const command of told) {
    const answer = step(taint, { settings, entities }, Command.parse(command), now)
    if (!answer.accepted) throw new Error(`what a conversation begins with was refused: ${command.type}`)
    for (const { id, ...entity } of answer.after) entities.set(id, entity)
  }
  return { settings, entities }
}

/** A payment to whoever one of its values names. */
export const paying = (recipient: string): Command =>
  Command.parse({
    type: "call",
    id: "call_1_k",
    by: robo,
    tool: "bank.send",
    plan: { "/recipient": recipient, "/amount": "amount", "/subject": "mail" },
    recipients: [],
    endorsements: {},
  })
