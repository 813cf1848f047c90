import { describe, expect, it } from "vitest"
import type { Actor } from "../../../kernel/actors.ts"
import type { Flow, Known } from "../../../kernel/known.ts"
import { stage } from "../../../kernel/taint/stage.ts"
import { EntityId } from "../../../kernel/taint/taint.ts"
import { flowOf, knownOf } from "../../fixtures/known.ts"
import { asGateKeeps } from "../../fixtures/story.ts"
import {
  type Event,
  actor,
  ann,
  bob,
  bot,
  called,
  conversation,
  derive,
  digest,
  ingest,
  open,
  settings,
  tell,
  value,
} from "../../fixtures/taint.ts"

type Register = Parameters<typeof stage.claims>[1]

const events: readonly Event[] = [
  [0, open(1)],
  [1, ingest("said", { source: "staff", readers: ["ann", "rita"] })],
  [2, derive("made", ["said"])],
]

/** A register of a story, as a gate keeps it. */
const registerWith = ({ required = true } = {}): Register =>
  asGateKeeps(tell(settings({ required }), ...events), EntityId)

const flow = (changed: Partial<Flow> = {}): Flow => flowOf({ conversation: conversation(1), call: "k", ...changed })
const known = (who: Actor, its: Flow | null, person: Actor = ann()): Known => ({ ...knownOf(who, person), flow: its })

const failing = (call: Known, register = registerWith()): readonly string[] =>
  Object.entries(stage.sentences).flatMap(([name, { holds }]) => (holds(call, register) ? [] : [name]))

describe("a call", () => {
  it("of an agent is of a conversation, where the deployment wants that", () => {
    expect(failing(known(bot(), null))).toEqual(["callIsOfAConversation"])
    expect(failing(known(bot(), flow()))).toEqual([])
    expect(failing(known(bot(), null), registerWith({ required: false }))).toEqual([])
  })

  it.each([ann(), actor("daemon", { kind: "service" })])("of nobody but an agent needs one: $kind", (who) => {
    expect(failing(known(who, null))).toEqual([])
  })

  it("is of one that is there, and is one", () => {
    for (const named of [conversation(9), value("said"), "constructor"])
      expect(failing(known(bot(), flow({ conversation: named }), bob()))).toEqual(["conversationIsKnown"])
  })

  it("is for the person for whom the conversation is, by whomever, wanted or not", () => {
    expect(failing(known(bot(), flow(), bob()))).toEqual(["personIsInitiator"])
    expect(failing(known(bob(), flow()), registerWith({ required: false }))).toEqual(["personIsInitiator"])
    expect(failing(known(ann(), flow()))).toEqual([])
  })
})

describe("what happens as a call is allowed", () => {
  const claims = (its: Flow | null) => stage.claims(known(bot(), its), registerWith())
  const call = (changed: object = {}) => ({
    ...{ type: "call", id: called("k"), by: bot(), tool: "mail" },
    ...{ plan: {}, recipients: [], endorsements: {}, ...changed },
  })

  it("is nothing where it is of no conversation, and the call by itself where it carries nothing", () => {
    expect(claims(null)).toEqual([])
    expect(claims(flow())).toEqual([call()])
  })

  it("is the call on a value that is there, with whom it tells and what vouches for it", () => {
    const its = flow({
      arguments: { "/to": { from: "value", value: "said" } },
      recipients: ["rita"],
      endorsements: { "/to": "endorsement_1", control: "endorsement_2" },
    })
    const { recipients, endorsements } = its
    expect(claims(its)).toEqual([call({ plan: { "/to": "said" }, recipients, endorsements })])
  })

  it("makes words a value first, of all that was found in them", () => {
    const words = { from: "words", inputs: ["said", "made"], as: "a", digest: digest("words") } as const
    expect(claims(flow({ arguments: { "/to": words } }))).toEqual([
      { type: "derive", id: value("a"), by: bot(), inputs: ["said", "made"], digest: digest("words") },
      call({ plan: { "/to": "a" } }),
    ])
  })

  it("takes an excerpt of what somebody brought in for theirs: of its source, for its readers", () => {
    const excerpt = { from: "excerpt", value: "said", as: "a", digest: digest("part") } as const
    expect(claims(flow({ arguments: { "/to": excerpt } }))).toEqual([
      { type: "ingest", id: value("a"), by: bot(), source: "staff", readers: ["ann", "rita"], digest: digest("part") },
      call({ plan: { "/to": "a" } }),
    ])
  })

  it.each(["made", "nowhere"])("takes an excerpt of anything else for words: of %s", (of) => {
    const excerpt = { from: "excerpt", value: of, as: "a", digest: digest("part") } as const
    expect(claims(flow({ arguments: { "/to": excerpt } }))).toEqual([
      { type: "derive", id: value("a"), by: bot(), inputs: [of], digest: digest("part") },
      call({ plan: { "/to": "a" } }),
    ])
  })

  it("is nothing that can be said where a name is none: the gate refuses what can't be evaluated", () => {
    const odd: readonly Partial<Flow>[] = [
      { call: "a_b" },
      { conversation: "c" },
      { arguments: { to: { from: "value", value: "said" } } },
      { recipients: ["a b"] },
      { endorsements: { "/to": "e" } },
    ]
    for (const changed of odd) expect(() => claims(flow(changed))).toThrow()
  })
})
