/** Whatever the door forgets of what came in, an argument counts as no better than it would with all of it. */
import fc from "fast-check"
import { expect, it } from "vitest"
import type { CameIn } from "../../../../adapters/library/taint/came-in.ts"
import { memoryEvidence } from "../../../../adapters/library/taint/memory-evidence.ts"
import { placesOf } from "../../../../adapters/library/taint/flow.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { BOTTOM, type Label, join } from "../../../../kernel/taint/label.ts"
import { rules } from "../../../../kernel/taint/rules.ts"
import { ConversationId, Handle, ValueKept, handleOf, valueIn } from "../../../../kernel/taint/taint.ts"
import { ToolName } from "../../../../kernel/tool.ts"
import { argumentsIn } from "../../../../adapters/reading/arguments.ts"
import { acme } from "../fixture.ts"
import { bytesOf, talking } from "./door.ts"

const WORDS = ["shop@evil.example", "bakery@example.com", "the milk is out again", "x".repeat(40)]
const [PARENT, CHILD] = [ConversationId.parse("conversation_p"), ConversationId.parse("conversation_c")]

/** Content that comes in: what it says, from where, for whom, into which of the two, and whether the door has it still. */
const content = fc.record({
  says: fc.subarray(WORDS, { minLength: 1 }),
  source: fc.constantFrom("user", "mail", "web"),
  readers: fc.oneof(fc.constant("anyone" as const), fc.subarray(["alice", "bob", "carol"])),
  into: fc.constantFrom(PARENT, CHILD),
  isKept: fc.boolean(),
})
const argument = fc.oneof(fc.constantFrom(...WORDS), fc.constant("somebody"), fc.constant("z".repeat(16_400)))

it("nothing that is forgotten makes an argument more trusted, or lets more people read it", () => {
  const policy = talking().config().policies.get(acme())
  fc.assert(
    fc.property(fc.array(content, { maxLength: 6 }), argument, argument, (contents, recipient, subject) => {
      const [all, kept] = [memoryEvidence(), memoryEvidence()]
      const values = contents.map(({ says, source, readers, into, isKept }, index) => {
        const text = `${index} ${says.join(" ")}`
        const [handle, digest] = [Handle.parse(`v${index}`), digestOf(new TextEncoder().encode(text))]
        const told = { text, digest, isTrusted: source === "user" }
        for (const evidence of isKept ? [all, kept] : [all]) evidence.add(into, handle, told)
        const by = { id: "ci", tenant: "acme", kind: "service" }
        const label = { sources: [source], readers }
        const origin = { how: "ingest", source, readers }
        const value = { entity: "value", digest, label, origin, by, at: 1, readAt: 0, shownAt: 0 }
        return { id: valueIn(into, handle), kept: ValueKept.parse(value) }
      })
      const came: CameIn = { conversations: [CHILD, PARENT], context: BOTTOM, values, made: new Set() }
      const payload = bytesOf({ recipient, subject })
      const call = { tool: ToolName.parse("notes.write"), given: argumentsIn(payload), payload }
      const [full, less] = [all, kept].map((evidence) => placesOf(policy, { came, evidence }, call))
      for (const [slot, place] of Object.entries(less ?? {})) {
        const label: Label | undefined = Object.entries(full ?? {}).find(([at]) => at === slot)?.[1].label
        // A person's own word said twice may be found in either; of whom it may be read by is what that one says.
        if (place.piece.from === "excerpt") continue
        expect(join(rules, place.label, label ?? BOTTOM)).toEqual(join(rules, place.label, place.label))
        const named = place.piece.from === "words" ? place.piece.inputs : []
        const own = values.filter(({ id }) => named.some((handle) => handle === handleOf(id)))
        const copies = place.copies.map(({ source, readers }): Label => ({ sources: [source], readers }))
        const made = [...own.map(({ kept: one }) => one.label), ...copies].reduce(
          (one, other) => join(rules, one, other),
          BOTTOM,
        )
        expect(join(rules, made, made)).toEqual(join(rules, place.label, place.label))
      }
    }),
  )
})
