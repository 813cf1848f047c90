import { chmodSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { CallAnswer } from "../../../../adapters/http/calls/schemas.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { spending } from "../budgets/serving.ts"

/** A served gate at night, whose agent `deployer` has a budget; the service `executor` executes. */
const executing = async () => {
  const world = await spending()
  const { as, note, written, path, deployer, alice } = world
  const allowed = async () => {
    const { call, permit } = await note(7)
    if (call === null || permit === null) throw new Error("it is allowed")
    return { call, permit }
  }
  const call = (who: { readonly apiKey: string }, ...args: readonly string[]) => as(who, "call", ...args)
  let permits = 0
  const redeem = (permit: string, who: { readonly apiKey: string } = world.executor, ...args: readonly string[]) => {
    permits += 1
    const file = written(`permit-${permits}`, `${permit}\n`)
    chmodSync(file, 0o600)
    return as(who, "permit", "redeem", file, ...args)
  }
  const shown = async (id: string) =>
    CallAnswer.parse(JSON.parse((await call(alice, "show", id, "--json")).stdout)).call
  /** The sweeper of the gate that is served runs by itself: `interlock sweep` is one more. */
  const swept = () => as(deployer, "sweep", "--config", world.config)
  return { ...world, allowed, call, redeem, shown, swept, path }
}

describe("interlock permit redeem", () => {
  it("says what is to run now, once", async () => {
    const { allowed, redeem, shown } = await executing()
    const { call, permit } = await allowed()
    const first = await redeem(permit)
    expect([first.code, first.stderr]).toEqual([0, ""])
    expect(first.stdout).toMatch(
      new RegExp(
        `^${call} is performing \\(record \\d+\\): run notes.write on sha256:[0-9a-f]{64} now, and say how it ended\n$`,
      ),
    )
    const again = await redeem(permit)
    expect([again.code, again.stdout]).toEqual([1, ""])
    expect(again.stderr).toContain(
      "  effectIsUnattempted: The call has been started already; it is never tried twice.\n",
    )
    expect((await shown(call)).performs).toMatchObject([{ by: { id: "executor" } }])
  })

  it("tells programs JSON, with what the permit says", async () => {
    const { allowed, redeem, executor } = await executing()
    const { call, permit } = await allowed()
    expect(JSON.parse((await redeem(permit, executor, "--json")).stdout)).toMatchObject({
      id: call,
      status: "performing",
      permit: { call, aud: "notes.write" },
    })
  })

  it("refuses what proves nothing, and takes none as a mistake", async () => {
    const { redeem, as, executor } = await executing()
    const foreign = await redeem("a.b.c")
    expect([foreign.code, foreign.stdout]).toEqual([1, ""])
    expect(foreign.stderr).toContain("Nothing may run on this permit.")
    const none = await as(executor, "permit", "redeem")
    expect([none.code, none.stdout]).toEqual([2, ""])
    expect(none.stderr).toContain("INTERLOCK_PERMIT")
  })
})

describe("interlock call", () => {
  it("completes one, with the digest of what came out and what it cost", async () => {
    const { allowed, redeem, call, executor, written, shown } = await executing()
    const { call: id, permit } = await allowed()
    await redeem(permit)
    const output = written("output.log", "done")
    const told = await call(executor, "complete", id, "--output", output, "--spend", "5", "--affected", "1")
    expect([told.code, told.stderr]).toEqual([0, ""])
    expect(told.stdout).toContain(`${id} is completed (record `)
    expect(told.stdout).toContain(`${id.replace("call_", "reservation_")} is settled (record `)
    expect((await shown(id)).ends).toMatchObject([{ output: digestOf(new TextEncoder().encode("done")) }])
  })

  it("says that what it cost was refused, by the exit code too", async () => {
    const { allowed, call, deployer } = await executing()
    const { call: id } = await allowed()
    const told = await call(deployer, "complete", id, "--spend", "5", "--affected", "1")
    expect(told.code).toBe(1)
    expect(told.stdout).toContain(`${id} is completed`)
    expect(told.stderr).toContain("  reporterIsGate: ")
  })

  it("fails one where nothing happened, and refuses where nobody knows", async () => {
    const { allowed, call, executor } = await executing()
    const { call: id } = await allowed()
    const doubtful = await call(executor, "fail", id)
    expect([doubtful.code, doubtful.stdout]).toEqual([1, ""])
    expect(doubtful.stderr).toContain("  failureIsKnown: ")
    expect((await call(executor, "fail", id, "--nothing-happened")).stdout).toContain(`${id} is failed`)
  })

  it("shows what happened to one, a line each", async () => {
    const { allowed, redeem, call, alice } = await executing()
    const { call: id, permit } = await allowed()
    await redeem(permit)
    const { stdout } = await call(alice, "show", id)
    expect(stdout).toContain(`${id}  performing\n`)
    expect(stdout).toContain("tool      notes.write\n")
    expect(stdout).toContain("started   by executor, 2026-03-01T03:00:00.000Z\n")
  })

  it("lists those of unknown outcome, and how many of them wait for an answer", async () => {
    const { allowed, call, alice, at, swept, deployer, shown } = await executing()
    expect((await call(alice, "list")).stdout).toBe("no calls\n")
    const [first, second] = [await allowed(), await allowed()]
    at(65)
    await swept()
    const unknown = () => call(alice, "list", "--status", "outcomeUnknown")
    expect((await unknown()).stdout).toContain(
      "2 of unknown outcome, 2 of them wait for an answer: look, then `interlock call resolve`\n",
    )
    const agents = await call(deployer, "resolve", first.call, "--outcome", "failed")
    expect([agents.code, agents.stdout]).toEqual([1, ""])
    expect(agents.stderr).toContain("  resolverIsHuman: ")
    const resolved = await call(alice, "resolve", first.call, "--outcome", "failed")
    expect(resolved.stdout).toContain(`${first.call.replace("call_", "resolution_")} is resolved`)
    const { stdout } = await unknown()
    expect(stdout).toContain("found to have failed\n")
    expect(stdout).toContain("2 of unknown outcome, 1 of them wait for an answer")
    await call(alice, "resolve", second.call, "--outcome", "completed")
    expect((await unknown()).stdout).toContain("2 of unknown outcome, 0 of them wait for an answer\n")
    expect(await shown(second.call)).toMatchObject({ status: "outcomeUnknown", resolution: { outcome: "completed" } })
  })

  it("does not cancel what may start", async () => {
    const { allowed, call, alice } = await executing()
    const { call: id } = await allowed()
    const refused = await call(alice, "cancel", id)
    expect([refused.code, refused.stdout]).toEqual([1, ""])
    expect(refused.stderr).toContain("  cancelIsBeforeRelease: ")
  })

  it.each([
    ["show", ["show", "call_"]],
    ["complete", ["complete", "reservation_1"]],
    ["complete with half of what it cost", ["complete", "call_1", "--spend", "5"]],
    ["complete with an amount that is none", ["complete", "call_1", "--spend", "-5", "--affected", "1"]],
    ["resolve without an outcome", ["resolve", "call_1"]],
    ["resolve with another outcome", ["resolve", "call_1", "--outcome", "unknown"]],
    ["list a status that there isn't", ["list", "--status", "resolved"]],
  ])("takes a mistake for one: exit code 2: %s", async (_, args) => {
    const { call, alice } = await executing()
    const { code, stdout } = await call(alice, ...args)
    expect([code, stdout]).toEqual([2, ""])
  })

  it("knows none of another id", async () => {
    const { call, alice } = await executing()
    const none = await call(alice, "show", "call_0123456789abcdef01234567")
    expect([none.code, none.stdout]).toEqual([1, ""])
    expect(none.stderr).toContain("There is no such thing here.")
  })
})
