import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Evidence, noEvidence } from "../../../../adapters/library/taint/evidence.ts"
import { readFlow } from "../../../../adapters/library/taint/flow.ts"
import { Reading, ReadingStoppedError } from "../../../../adapters/reading/pool.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { BOTTOM } from "../../../../kernel/taint/label.ts"
import { ConversationId, Handle, ValueKept, valueIn } from "../../../../kernel/taint/taint.ts"
import { ToolName } from "../../../../kernel/tool.ts"
import { acme } from "../fixture.ts"
import { bytesOf, talking } from "./door.ts"

const nobodyReads = Reading.of({ read: () => Effect.fail(new ReadingStoppedError({ problem: "crowded" })) })
const handle = (name: string) => Handle.parse(name)
const digest = (text: string) => digestOf(new TextEncoder().encode(text))

const ID = ConversationId.parse("conversation_1")

/** A value that came in, of the text that is its name. */
const value = (name: string) => ({
  id: valueIn(ID, handle(name)),
  kept: ValueKept.parse({
    entity: "value",
    digest: digest(name),
    label: { sources: ["mail"], readers: "anyone" },
    origin: { how: "ingest", source: "mail", readers: "anyone" },
    by: { id: "ci", tenant: "acme", kind: "service" },
    at: 1,
    readAt: 0,
    shownAt: 0,
  }),
})

/** Where a call's arguments come from, where this came in, and this is known of what stands where. */
const flowOf = (payload: Uint8Array, known: Partial<Evidence> = {}, names: readonly string[] = []) => {
  const evidence: Evidence = { ...noEvidence, has: () => true, ...known }
  const came = { conversations: [ID], context: BOTTOM, values: names.map(value), made: new Set<string>() }
  const named = {
    tool: ToolName.parse("notes.write"),
    conversation: ID,
    endorsements: { control: "endorsement_1" },
  }
  const read = readFlow(talking().config().policies.get(acme()), acme(), named, { payload, known: { came, evidence } })
  return Effect.runPromise(Effect.map(Effect.provideService(read, Reading, nobodyReads), ({ flow }) => flow))
}
describe("where an argument comes from", () => {
  it("is what somebody has brought in, where it stands whole in that", async () => {
    const whole: Evidence["whole"] = (_, text) => (text === "bob" ? handle("said") : null)
    const { arguments: pieces, ...rest } = await flowOf(bytesOf({ recipient: "bob", subject: 7 }), { whole })
    expect(pieces).toEqual({
      "/recipient": { from: "excerpt", value: "said", as: expect.any(String) as unknown, digest: digest("bob") },
      "/subject": {
        from: "words",
        inputs: [],
        as: expect.any(String) as unknown,
        digest: digestOf(Uint8Array.of(0xff, 0x37)),
      },
    })
    expect(rest).toMatchObject({ conversation: "conversation_1", endorsements: { control: "endorsement_1" } })
  })

  it("are words with what something of them was found in, each once, and as many as a value has", async () => {
    const inputsOf = async (...names: readonly string[]) => {
      const find = () => ({ regions: names.map((name) => ({ digest: digest(name), text: name })), complete: true })
      const { arguments: pieces } = await flowOf(bytesOf({ recipient: "bob", subject: "milk" }), { find }, [
        ...new Set(names),
      ])
      const piece = pieces["/subject"]
      return piece?.from === "words" ? piece.inputs : []
    }
    expect(await inputsOf("a", "b", "a")).toEqual(["a", "b"])
    const many = Array.from({ length: 32 }, (_, index) => `v${index}`)
    expect(await inputsOf(...many)).toEqual(many)
  })

  it("are words with all that counts, where the search isn't complete, a text isn't there, or more was found than a value is made of", async () => {
    const inputsOf = async (known: Partial<Evidence>, names: readonly string[]) => {
      const piece = (await flowOf(bytesOf({ recipient: "bob" }), known, names)).arguments["/recipient"]
      return piece?.from === "words" ? piece.inputs : []
    }
    const find = () => ({ regions: [], complete: false })
    expect(await inputsOf({ find }, ["a", "b"])).toEqual(["a"])
    expect(await inputsOf({ has: (_, one) => one === digest("a") }, ["a", "b"])).toEqual(["a"])
    const many = Array.from({ length: 33 }, (_, index) => `v${index}`)
    const all = () => ({ regions: many.map((name) => ({ digest: digest(name), text: name })), complete: true })
    expect(await inputsOf({ find: all }, many)).toEqual(["v0"])
  })

  it("is one place too, where a call that can't be taken back carries nothing that has to be trusted", async () => {
    const beside = bytesOf({ recipient: "bob", note: "milk" })
    for (const payload of [bytesOf({}), bytesOf({ subject: "milk" }), bytesOf({ subject: "milk", x: "note" }), beside])
      expect((await flowOf(payload)).arguments).toMatchObject({ "/": { from: "words", digest: digestOf(payload) } })
    expect(Object.keys((await flowOf(bytesOf({ recipient: "bob" }))).arguments)).toEqual(["/recipient"])
  })

  it("is one place for all that can't be taken apart, with the digest of its bytes", async () => {
    const payload = bytesOf("text")
    expect((await flowOf(payload)).arguments).toMatchObject({ "/": { from: "words", digest: digestOf(payload) } })
  })

  it("has handles that nobody could foresee, and no two alike", async () => {
    const [one, other] = [
      await flowOf(bytesOf({ recipient: 1, subject: 1 })),
      await flowOf(bytesOf({ recipient: 1, subject: 1 })),
    ]
    const names = [one, other].flatMap(({ call, arguments: pieces }) => [
      call,
      ...Object.values(pieces).map((piece) => (piece.from === "value" ? piece.value : piece.as)),
    ])
    expect(new Set(names).size).toBe(6)
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{24}$/)
  })
})
