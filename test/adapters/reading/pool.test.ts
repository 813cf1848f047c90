import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Effect, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import { LIMITS, type ReadingLimits, reading } from "../../../adapters/reading/pool.ts"
import type { Task } from "../../../adapters/reading/task.ts"
import { acme, globex } from "../../kernel/ledger/fixtures.ts"

const ONE: ReadingLimits = { ...LIMITS, heapMb: 64 }
const entry = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))
const plan = (): Task => ({
  type: "inspect",
  inspector: "terraform",
  bytes: readFileSync(new URL("../../corpus/terraform/replace-one.json", import.meta.url)),
})
const json = (text: string): Task => ({ type: "json", bytes: new TextEncoder().encode(text) })

type Read = Effect.Success<ReturnType<typeof reading>>["read"]
const withPool = <A, E>(
  use: (read: Read, reported: readonly string[]) => Effect.Effect<A, E>,
  { limits = ONE, from }: { readonly limits?: ReadingLimits; readonly from?: string } = {},
) => {
  const reported: string[] = []
  return Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(
        reading((line) => reported.push(line), limits, from),
        ({ read }) => use(read, reported),
      ),
    ),
  )
}
describe("a process that reads", () => {
  it("tells what an inspector makes of the bytes", async () => {
    expect(await withPool((read) => read(acme(), plan()))).toMatchObject({
      type: "effects",
      effects: { counts: { replace: 1 } },
    })
  })

  it("tells what a body says, and why it says nothing", async () => {
    const answers = await withPool((read) =>
      Effect.all([read(acme(), json('{"a":[1]}')), read(acme(), json('{"a":1,"a":2}')), read(acme(), json("[1"))]),
    )
    expect(answers).toMatchObject([
      { type: "json", value: { a: [1] } },
      { type: "refused", problem: "json" },
      { type: "refused", problem: "json" },
    ])
  })

  it("hands over no more values than any body has", async () => {
    const list = (values: number) => json(`[${Array.from({ length: values }, () => "{}").join()}]`)
    const answers = await withPool((read) => Effect.all([read(acme(), list(999)), read(acme(), list(1000))]))
    expect(answers).toMatchObject([{ type: "json" }, { type: "refused", problem: "values" }])
  })
})

describe("attack 2: a task that takes too much", () => {
  it("of time, is ended with its process and told to the operator, and the next one has a process of its own", async () => {
    const { problems, reported } = await withPool(
      (read, reported) =>
        Effect.gen(function* () {
          const problems = [yield* Effect.flip(read(acme(), plan())), yield* Effect.flip(read(acme(), plan()))]
          return { problems, reported }
        }),
      { limits: { ...ONE, processes: 1, taskMs: 50 }, from: entry("endless") },
    )
    const line = "reading (inspect) for acme was stopped and is denied: tooLong"
    expect([problems.map(({ problem }) => problem), reported]).toEqual([
      ["tooLong", "tooLong"],
      [line, line],
    ])
  })

  it("of memory, is ended with its process alone", async () => {
    const { outcome, reported } = await withPool(
      (read, reported) => Effect.map(Effect.flip(read(acme(), plan())), (outcome) => ({ outcome, reported })),
      { from: entry("greedy") },
    )
    expect([outcome.problem, reported]).toEqual([
      "tooMuch",
      ["reading (inspect) for acme was stopped and is denied: tooMuch"],
    ])
  })
})

describe("a tenant that has much to read", () => {
  it("is refused what is more than may wait", async () => {
    const outcomes = await withPool(
      (read) =>
        Effect.gen(function* () {
          const asked = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(Effect.result(read(acme(), plan()))))
          return yield* Effect.forEach(asked, Fiber.join)
        }),
      { limits: { ...ONE, waiting: 1 } },
    )
    expect(outcomes.map(({ _tag }) => _tag)).toEqual(["Success", "Success", "Failure"])
  })

  it("keeps no process from another one", async () => {
    const order = await withPool((read) =>
      Effect.gen(function* () {
        const order: string[] = []
        const of = (tenant: ReturnType<typeof acme>) =>
          Effect.tap(read(tenant, json("[]")), () => Effect.sync(() => order.push(tenant)))
        const greedy = yield* Effect.forEach([1, 2, 3, 4, 5, 6], () => Effect.forkChild(of(acme())))
        yield* of(globex())
        yield* Effect.forEach(greedy, Fiber.join)
        return order
      }),
    )
    expect(order.at(-1)).toBe("acme")
  })
})
