import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { argumentsIn } from "../../../adapters/reading/arguments.ts"
import { Reading, ReadingStoppedError } from "../../../adapters/reading/pool.ts"
import { doTask } from "../../../adapters/reading/read.ts"
import { argumentsAt } from "../../../adapters/reading/take-apart.ts"
import { acme } from "../../kernel/ledger/fixtures.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const textsIn = (text: string) =>
  Object.fromEntries(Object.entries(argumentsIn(bytes(text)) ?? {}).map(([slot, argument]) => [slot, argument.text]))

describe("the arguments of a call", () => {
  it("are the members of an object, each by its JSON pointer: a string as it is, anything else as RFC 8785 JSON", () => {
    expect(textsIn('{ "to": "bob", "amount": 1.50, "more": { "b": [1], "a": null }, "a/b": true, "~": "x" }')).toEqual({
      "/to": "bob",
      "/amount": "1.5",
      "/more": '{"a":null,"b":[1]}',
      "/a~1b": "true",
      "/~0": "x",
    })
    expect(argumentsIn(bytes("{}"))).toEqual({})
    expect(textsIn('{ "__proto__": "x" }')).toEqual({ "/__proto__": "x" })
  })

  it.each([
    ["no JSON", "to=bob"],
    ["nothing", ""],
    ["no UTF-8", "\ud800"],
    ["a list", '["bob"]'],
    ["a text", '"bob"'],
    ["null", "null"],
    ["a name twice", '{ "to": "bob", "to": "eve" }'],
    ["a name that is empty", '{ "": "bob" }'],
    ["a name that no pointer can say", '{ "an\\u00e4": "bob" }'],
    ["a name that is too long", `{ "${"a".repeat(128)}": "bob" }`],
    ["a number that a double doesn't carry", '{ "amount": 9007199254740993 }'],
    [
      "more members than a call may have",
      JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`a${n}`, n]))),
    ],
  ])("can't be taken apart in what is %s", (_, text) => {
    expect(argumentsIn(text === "\ud800" ? Uint8Array.of(0xff) : bytes(text))).toBeNull()
  })

  it("name whom they name: a text itself, a list each of its texts, one more of them than a call may have", () => {
    const namesIn = (value: unknown) => Object.values(argumentsIn(bytes(JSON.stringify({ value }))) ?? {})[0]?.names
    expect([namesIn("bob"), namesIn(["bob", 7, "eve"]), namesIn(7), namesIn([])]).toEqual([
      ["bob"],
      ["bob", null, "eve"],
      [null],
      [],
    ])
    expect(namesIn(Array.from({ length: 99 }, () => "bob"))).toHaveLength(17)
  })

  it("are read beside this process where they are long, and can't be taken apart where they aren't read", async () => {
    const long = bytes(JSON.stringify({ text: "x".repeat(70_000) }))
    const at = (layer: Layer.Layer<Reading>, payload: Uint8Array) =>
      Effect.runPromise(Effect.provide(argumentsAt(acme(), payload), layer))
    const nobody = Layer.succeed(Reading, { read: () => Effect.fail(new ReadingStoppedError({ problem: "crowded" })) })
    const beside = Layer.succeed(Reading, { read: (_, task) => Effect.sync(() => doTask(task)) })
    expect(await at(nobody, long)).toBeNull()
    expect(await at(nobody, bytes('{ "a": 1 }'))).toEqual({ "/a": { text: "1", names: [null] } })
    expect(Object.keys((await at(beside, long)) ?? {})).toEqual(["/text"])
  })
})
