import { describe, expect, it } from "vitest"
import { NothingHappenedError } from "../../../../adapters/library/index.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { acme } from "../fixture.ts"
import { note } from "../budgets/spending.ts"
import { executing, refusedFor } from "./executing.ts"

const never = (): Promise<string> => {
  throw new Error("this must not run")
}

const statusOf = async ({ calls }: Awaited<ReturnType<typeof executing>>, call: string | null) =>
  (await calls.get(acme(), call ?? "none"))?.status

describe("the gate performs a call", () => {
  it("with the exact bytes, once it is in the log that it starts, and tells how it ended", async () => {
    const world = await executing()
    const { payload } = note()
    const ran = await world.calls.run(world.as("deployer"), note(), async (what) => {
      expect(await statusOf(world, what.call)).toBe("performing")
      expect([what.tool, digestOf(what.payload)]).toEqual(["notes.write", digestOf(payload)])
      return "written"
    })
    expect(ran).toMatchObject({ type: "completed", output: "written", reported: { status: "completed" } })
    expect(await world.calls.get(acme(), ran.verdict.call ?? "none")).toMatchObject({
      kept: { ends: [{ how: "completed", output: digestOf(new TextEncoder().encode("written")) }] },
    })
  })

  it("with the bytes that were decided, whatever somebody makes of them meanwhile", async () => {
    const { calls, as } = await executing()
    const call = note()
    const before = digestOf(call.payload)
    const running = calls.run(as("deployer"), call, ({ payload }) => Promise.resolve(digestOf(payload)))
    call.payload.fill(0)
    expect(await running).toMatchObject({ type: "completed", output: before })
  })

  it("only where it is allowed", async () => {
    const { calls, as, terraform } = await executing()
    expect(await calls.run(as("deployer"), note(5_000), never)).toMatchObject({
      type: "decided",
      verdict: { verdict: "deny" },
    })
    expect(await calls.run(as("ci"), terraform(), never)).toMatchObject({
      type: "decided",
      verdict: { verdict: "step_up" },
    })
  })

  it("once, also where it is asked again with its key", async () => {
    const { calls, as } = await executing()
    const call = { ...note(), key: "run-1" }
    let times = 0
    const perform = () => {
      times += 1
      return Promise.resolve(null)
    }
    expect((await calls.run(as("deployer"), call, perform)).type).toBe("completed")
    const again = await calls.run(as("deployer"), call, perform)
    if (again.type !== "unperformed") throw new Error("it runs once")
    expect([refusedFor(again.outcome), times]).toEqual([["effectIsUnattempted", "callIsUnsettled"], 1])
  })

  it("as failed, where its performer says that nothing happened", async () => {
    const world = await executing()
    const error = new NothingHappenedError({ cause: "no connection" })
    const ran = await world.calls.run(world.as("deployer"), note(), () => Promise.reject(error))
    expect(ran).toMatchObject({ type: "failed", error, reported: { status: "failed" } })
  })

  it.each([
    ["rejects", () => Promise.reject(new Error("the connection was lost"))],
    [
      "throws",
      () => {
        throw new Error("the connection was lost")
      },
    ],
  ])("and leaves unknown what nobody knows, where its performer %s; nobody tries it again", async (_, perform) => {
    const world = await executing()
    const ran = await world.calls.run(world.as("deployer"), note(), perform)
    expect(ran).toMatchObject({ type: "unknown", error: { message: "the connection was lost" } })
    expect(await statusOf(world, ran.verdict.call)).toBe("performing")
    world.at(65)
    await world.gate.sweep()
    expect(await statusOf(world, ran.verdict.call)).toBe("outcomeUnknown")
  })
})
