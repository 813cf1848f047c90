import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { pickAt } from "../../../adapters/reading/pick.ts"
import { Reading, ReadingStoppedError, readingLayer } from "../../../adapters/reading/pool.ts"
import { doTask } from "../../../adapters/reading/read.ts"
import type { Answer, Task } from "../../../adapters/reading/task.ts"
import { acme } from "../../kernel/ledger/fixtures.ts"

const bytes = (text: string) => new TextEncoder().encode(text)

/** As many bytes are read where they are; one more is read beside this process. */
const HERE = 65_536

/** Nobody is asked to read anything. */
const nobody = Layer.succeed(Reading, { read: () => Effect.die(new Error("this is read here")) })
const answering = (read: Reading["Service"]["read"]) => Layer.succeed(Reading, { read })
/** What a process beside this one does, done here; and such a process, which takes a second to start. */
const beside = answering((_, task) => Effect.sync(() => doTask(task)))
const inReality = readingLayer(() => undefined)

const picked = (payload: Uint8Array, pointers: readonly string[], reading: Layer.Layer<Reading> = nobody) =>
  Effect.runPromise(Effect.provide(pickAt(acme(), payload, pointers), reading))

/** These arguments with spaces around them, to so many bytes. */
const padded = (text: string, length: number) => bytes(`${" ".repeat(length - bytes(text).byteLength)}${text}`)

describe("what is picked of a call's arguments", () => {
  it("is what stands at the pointers, under their names", async () => {
    expect(await picked(bytes('{ "amount": 7, "to": ["a", "b"] }'), ["/amount", "/to/1"])).toEqual({
      "/amount": 7,
      "/to/1": "b",
    })
  })

  it("is of any type: whether it is an amount is the kernel's to say", async () => {
    const payload = bytes('{ "a": null, "b": "7", "c": -1, "d": 0.5, "e": [1], "f": 9007199254740993, "g": true }')
    expect(await picked(payload, ["/a", "/b", "/c", "/d", "/e", "/f", "/g"])).toEqual({
      "/a": null,
      "/b": "7",
      "/c": -1,
      "/d": 0.5,
      "/e": [1],
      "/f": 9_007_199_254_740_992,
      "/g": true,
    })
  })

  it("has no name where nothing stands there", async () => {
    expect(await picked(bytes('{ "amount": 7 }'), ["/amount", "/to", "/amount/0"])).toEqual({ "/amount": 7 })
  })

  it("is nothing without pointers, and nothing is read for it", async () => {
    expect(await picked(bytes("no JSON"), [])).toEqual({})
    expect(await picked(new Uint8Array(HERE + 1), [])).toEqual({})
  })

  it.each([
    ["what is no JSON", "amount=7"],
    ["nothing at all", ""],
    ["half of it", '{ "amount": 7'],
    ["two of them", '{ "amount": 7 } { "amount": 8 }'],
    ["one name twice, of which a reader may take either", '{ "amount": 7, "amount": 8 }'],
    ["one name twice, spelled in two ways", '{ "amount": 7, "\\u0061mount": 8 }'],
    ["one name twice, elsewhere", '{ "amount": 7, "to": { "a": 1, "a": 2 } }'],
    ["a number that nobody can have", '{ "amount": 1e999 }'],
    ["half of a letter", '{ "amount": 7, "to": "\\ud800" }'],
    ["a comment", '{ "amount": 7 } // cheap'],
    ["depth without end", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
  ])("is nothing of %s", async (_, text) => {
    expect(await picked(bytes(text), ["/amount"])).toEqual({})
    expect(await picked(padded(text, HERE + 1), ["/amount"], beside)).toEqual({})
  })

  it("is nothing of bytes that are no text", async () => {
    const payload = Uint8Array.from([...bytes('{ "amount": 7, "to": "'), 0xff, ...bytes('" }')])
    expect(await picked(payload, ["/amount"])).toEqual({})
  })

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "is nothing at /%s where the arguments don't say it, and theirs where they do",
    async (name) => {
      const pointers = [`/${name}`, `/${name}/amount`]
      const said = `{ "${name}": { "amount": 7 } }`
      const wanted = { [`/${name}`]: JSON.parse('{ "amount": 7 }') as unknown, [`/${name}/amount`]: 7 }
      for (const [read, reading] of [
        [bytes, nobody],
        [(text: string) => padded(text, HERE + 1), beside],
      ] as const) {
        expect(await picked(read("{}"), pointers, reading)).toEqual({})
        expect(await picked(read(said), pointers, reading)).toEqual(wanted)
      }
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    },
  )
})

describe("long arguments", () => {
  it("are read here to the last byte of 64 KiB, and beside this process from the next one on", async () => {
    const asked: Task[] = []
    const reading = answering((_, task) => {
      asked.push(task)
      return Effect.succeed({ type: "json", value: { amount: 8 } })
    })
    expect(await picked(padded('{ "amount": 7 }', HERE), ["/amount"], reading)).toEqual({ "/amount": 7 })
    expect(asked).toEqual([])
    const long = padded('{ "amount": 7 }', HERE + 1)
    expect(await picked(long, ["/amount"], reading)).toEqual({ "/amount": 8 })
    expect(asked).toEqual([{ type: "json", bytes: long }])
  })

  it("are picked from as short ones are", async () => {
    const payload = bytes(`{ "note": "${"n".repeat(4_000_000)}", "amount": 7, "__proto__": { "amount": 8 } }`)
    const pointers = ["/amount", "/to", "/__proto__/amount", "/constructor"]
    expect(await picked(payload, pointers, inReality)).toEqual({ "/amount": 7, "/__proto__/amount": 8 })
  })

  const refused: Answer = { type: "refused", problem: "json", message: "no JSON" }
  it.each<[string, Reading["Service"]["read"]]>([
    ["can't be read", () => Effect.succeed(refused)],
    ["are answered as something else", () => Effect.succeed({ type: "effects", effects: {} as never })],
    ["take too long", () => Effect.fail(new ReadingStoppedError({ problem: "tooLong" }))],
    ["take too much", () => Effect.fail(new ReadingStoppedError({ problem: "tooMuch" }))],
    ["are too many at once", () => Effect.fail(new ReadingStoppedError({ problem: "crowded" }))],
  ])("of which nothing is known, as they %s, have nothing anywhere", async (_, read) => {
    expect(await picked(padded('{ "amount": 7 }', HERE + 1), ["/amount"], answering(read))).toEqual({})
  })
})
