import { describe, expect, it } from "vitest"
import { InputError, spentAtGate, verifyPermit } from "../../../../adapters/library/index.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { MINUTE, NIGHT } from "../break-glass/emergency.ts"
import { acme, globex } from "../fixture.ts"
import { note } from "../budgets/spending.ts"
import { executing, refusedFor } from "./executing.ts"

const utf8 = (text: string) => new TextEncoder().encode(text)

describe("a verdict names the call", () => {
  it("that is allowed, and that its permit is for", async () => {
    const { allowed, calls } = await executing()
    const { call } = await allowed()
    expect(await calls.get(acme(), call)).toMatchObject({
      id: call,
      status: "released",
      kept: { caller: { actor: { id: "deployer" }, person: { id: "alice" } }, tool: "notes.write" },
      resolution: null,
    })
  })

  it("that waits, until when people can answer; asked again, the same one", async () => {
    const { gate, as, terraform, calls } = await executing()
    const first = await gate.decide(as("ci"), terraform())
    expect(first).toMatchObject({ verdict: "step_up", permit: null, deadline: NIGHT + 8 * 60 * MINUTE })
    const again = await gate.decide(as("ci"), terraform())
    expect([again.call, again.deadline]).toEqual([first.call, first.deadline])
    expect(await calls.get(acme(), first.call ?? "none")).toMatchObject({ status: "waiting" })
  })

  it("and none where it is denied", async () => {
    const { gate, as } = await executing()
    expect(await gate.decide(as("deployer"), note(5_000))).toMatchObject({
      verdict: "deny",
      call: null,
      deadline: null,
    })
  })

  it("that waited, once the approval is used", async () => {
    const { gate, as, terraform, decisionOf, calls } = await executing()
    const { request, call } = await gate.decide(as("ci"), terraform())
    const id = request ?? "none"
    for (const name of ["bob", "carol"] as const)
      await gate.approvals.approve(as(name).actor, await decisionOf(name, id))
    expect(await gate.approvals.consume(as("ci"), { ...terraform(), id })).toMatchObject({ type: "accepted", call })
    expect(await calls.get(acme(), call ?? "none")).toMatchObject({ status: "released" })
  })
})

describe("an executor says that a call starts", () => {
  it("by its permit, and is told what that says", async () => {
    const { allowed, perform, calls } = await executing()
    const { call, permit } = await allowed()
    const payload = digestOf(note(7, 1, "call 1").payload)
    expect(await perform(permit)).toMatchObject({
      type: "accepted",
      id: call,
      status: "performing",
      permit: { call, aud: "notes.write", payload, tenant: "acme" },
    })
    expect(await calls.get(acme(), call)).toMatchObject({ kept: { performs: [{ by: { id: "ci" }, mode: "live" }] } })
  })

  it("once: replayed, it is refused by name", async () => {
    const { allowed, perform } = await executing()
    const { permit } = await allowed()
    await perform(permit)
    expect(refusedFor(await perform(permit))).toEqual(["effectIsUnattempted"])
    expect(refusedFor(await perform(permit, "deployer"))).toEqual(["effectIsUnattempted"])
  })

  it("once, of several that say it at one time", async () => {
    const { allowed, perform } = await executing()
    const { permit } = await allowed()
    const outcomes = await Promise.all(["ci", "deployer", "alice", "ci"].map((name) => perform(permit, name as "ci")))
    expect(outcomes.filter(({ type }) => type === "accepted")).toHaveLength(1)
  })

  it("with no idempotency key: the same yes twice would be two leaves to run", async () => {
    const { allowed, calls, as } = await executing()
    const given = { permit: (await allowed()).permit, key: "start-1" }
    await expect(calls.perform(as("ci").actor, given)).rejects.toBeInstanceOf(InputError)
  })

  it("not as another agent, or as a person for whom nobody calls", async () => {
    const { allowed, perform } = await executing()
    const { permit } = await allowed()
    for (const name of ["helper", "carol"] as const)
      expect(refusedFor(await perform(permit, name))).toEqual(["performerIsCallerOrService"])
  })

  it("within the window, whatever the permit says", async () => {
    const { allowed, perform, at } = await executing()
    const { permit } = await allowed()
    at(2, { before: true })
    expect((await perform(permit)).type).toBe("accepted")
  })

  it("with the bytes that it is for, where they are known", async () => {
    const { allowed, calls, as } = await executing()
    const { permit } = await allowed()
    await expect(calls.perform(as("ci").actor, { permit, payload: utf8("others") })).rejects.toMatchObject({
      _tag: "PermitError",
      reason: "payload",
    })
    const { payload } = note(7, 1, "call 1")
    expect((await calls.perform(as("ci").actor, { permit, payload })).type).toBe("accepted")
  })
})

describe("a permit that proves nothing is refused before anything is recorded", () => {
  it.each<[string, (permit: string) => string]>([
    ["malformed", () => "a.b.c"],
    ["signature", (permit) => permit.replace(/\.[^.]+$/, `.${"A".repeat(86)}`)],
    [
      "signature",
      (permit) => {
        const [header, body = "", signature] = permit.split(".")
        const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object
        const altered = Buffer.from(JSON.stringify({ ...claims, aud: "terraform.apply" })).toString("base64url")
        return [header, altered, signature].join(".")
      },
    ],
  ])("as %s", async (reason, change) => {
    const { gate, allowed, perform } = await executing()
    const { permit } = await allowed()
    const { size } = await gate.log.head(acme())
    await expect(perform(change(permit))).rejects.toMatchObject({ _tag: "PermitError", reason })
    expect((await gate.log.head(acme())).size).toBe(size)
    expect((await perform(permit)).type).toBe("accepted")
  })

  it("of another gate", async () => {
    const [{ perform }, other] = [await executing(), await executing()]
    const { permit } = await other.allowed()
    await expect(perform(permit)).rejects.toMatchObject({ reason: "signature" })
  })

  it("of another tenant", async () => {
    const { allowed, perform } = await executing()
    const { permit } = await allowed()
    await expect(perform(permit, "watcher")).rejects.toMatchObject({ reason: "tenant" })
  })

  it("too old, by the gate's clock", async () => {
    const { allowed, perform, at } = await executing()
    const { permit } = await allowed()
    at(2)
    await expect(perform(permit)).rejects.toMatchObject({ reason: "expired" })
  })

  it("as nothing of its shape", async () => {
    const { perform } = await executing()
    for (const permit of ["", "x".repeat(8_193)]) await expect(perform(permit)).rejects.toBeInstanceOf(InputError)
  })
})

describe("a permit is spent at the gate", () => {
  const verified = async (world: Awaited<ReturnType<typeof executing>>, permit: string, tool = "notes.write") =>
    verifyPermit(permit, {
      publicKey: world.gate.publicKey.raw,
      tenant: "acme",
      tool,
      payload: note(7, 1, "call 1").payload,
      artifact: null,
      now: NIGHT,
      spend: spentAtGate(world.gate, world.as("ci").actor, permit),
    })

  it("once, of two executors that share nothing", async () => {
    const world = await executing()
    const { permit } = await world.allowed()
    const both = await Promise.allSettled([verified(world, permit), verified(world, permit)])
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    await expect(verified(world, permit)).rejects.toMatchObject({ reason: "spent" })
  })

  it("and not where it is for another tool", async () => {
    const world = await executing()
    const { call, permit } = await world.allowed()
    await expect(verified(world, permit, "mail.send")).rejects.toMatchObject({ reason: "tool" })
    expect(await world.calls.get(acme(), call)).toMatchObject({ status: "released" })
  })

  it("or refused, which is told apart from spent", async () => {
    const { gate, allowed, as } = await executing()
    const { permit } = await allowed()
    await expect(spentAtGate(gate, as("helper").actor, permit)()).rejects.toMatchObject({ reason: "refused" })
  })
})

describe("how a call ended is told", () => {
  it("by whoever performed it, with the digest of what came out", async () => {
    const { allowed, perform, calls, as } = await executing()
    const { call, permit } = await allowed()
    await perform(permit)
    expect(await calls.complete(as("ci").actor, { id: call, output: "done" })).toMatchObject({
      type: "accepted",
      id: call,
      status: "completed",
      settled: null,
    })
    const output = digestOf(utf8("done"))
    expect(await calls.get(acme(), call)).toMatchObject({ status: "completed", kept: { ends: [{ output }] } })
    expect(refusedFor(await calls.complete(as("ci").actor, { id: call }))).toEqual(["callIsRunning"])
  })

  it("as bytes or as their text, of which the digest is the same", async () => {
    const { allowed, calls, as } = await executing()
    for (const output of ["ü", utf8("ü")]) {
      const { call } = await allowed()
      await calls.complete(as("ci").actor, { id: call, output })
      expect((await calls.get(acme(), call))?.kept.ends[0]?.output).toBe(digestOf(utf8("ü")))
    }
  })

  it("by nobody else, once somebody has performed it", async () => {
    const { allowed, perform, calls, as } = await executing()
    const { call, permit } = await allowed()
    await perform(permit)
    for (const name of ["auditor", "deployer", "alice"] as const)
      expect(refusedFor(await calls.complete(as(name).actor, { id: call }))).toEqual(["reporterIsPerformer"])
  })

  it("as failed only where it is known that nothing happened", async () => {
    const { allowed, calls, as } = await executing()
    const { call } = await allowed()
    const failed = (nothingHappened: boolean) => calls.fail(as("ci").actor, { id: call, nothingHappened })
    expect(refusedFor(await failed(false))).toEqual(["failureIsKnown"])
    expect(await failed(true)).toMatchObject({ status: "failed", settled: null })
  })

  it("with what it cost, which settles its reservation too", async () => {
    const { allowed, calls, as, gate } = await executing()
    const { call } = await allowed(7)
    const told = { id: call, amounts: { spend: 5, affected: 1 }, key: "report-1" }
    const reservation = call.replace("call_", "reservation_")
    const first = await calls.complete(as("ci").actor, told)
    expect(first).toMatchObject({
      type: "accepted",
      settled: { type: "accepted", id: reservation, status: "settled" },
    })
    expect(await gate.budgets.reservation(acme(), reservation)).toMatchObject({ kept: { charged: { spend: 5 } } })
    expect(await calls.complete(as("ci").actor, told)).toEqual(first)
  })

  it("and what it cost is refused beside it, where somebody without the role says so", async () => {
    const { allowed, calls, as } = await executing()
    const { call } = await allowed()
    const told = await calls.complete(as("deployer").actor, { id: call, amounts: { spend: 5, affected: 1 } })
    if (told.type !== "accepted" || told.settled === null) throw new Error("the report itself is accepted")
    expect([told.status, refusedFor(told.settled)]).toEqual(["completed", ["reporterIsGate"]])
  })

  it("and of a call that was charged with nothing there is no reservation to settle", async () => {
    const { gate, as, calls } = await executing()
    const { call } = await gate.decide(as("ci"), note())
    const told = await calls.fail(as("ci").actor, {
      id: call ?? "none",
      nothingHappened: true,
      amounts: { spend: 0, affected: 0 },
    })
    expect(told).toMatchObject({ status: "failed", settled: { type: "unknown" } })
  })

  it("in the window of its report; then it is unknown, and a person finds out, once", async () => {
    const { gate, allowed, perform, calls, as, at } = await executing()
    const { call, permit } = await allowed()
    await perform(permit)
    at(65, { before: true })
    await gate.sweep()
    expect(await calls.get(acme(), call)).toMatchObject({ status: "performing" })
    at(65)
    expect(await gate.sweep()).toBe(1)
    expect(refusedFor(await calls.complete(as("ci").actor, { id: call }))).toEqual(["callIsRunning"])
    expect((await calls.list(acme(), { status: "outcomeUnknown" })).items).toMatchObject([
      { id: call, resolution: null },
    ])

    const resolve = (name: Parameters<typeof as>[0]) => calls.resolve(as(name).actor, { call, outcome: "completed" })
    expect(refusedFor(await resolve("deployer"))).toEqual([
      "resolverIsHuman",
      "resolverIsNotCaller",
      "resolverIsEligible",
    ])
    expect(refusedFor(await resolve("helper"))).toEqual(["resolverIsHuman", "resolverIsEligible"])
    expect(await resolve("bob")).toMatchObject({ type: "accepted", status: "resolved" })
    expect(refusedFor(await resolve("alice"))).toEqual(["taken"])
    expect(await calls.get(acme(), call)).toMatchObject({
      status: "outcomeUnknown",
      resolution: { kept: { outcome: "completed", by: { id: "bob" }, callWas: "outcomeUnknown" } },
    })
    expect((await calls.list(acme())).items).toMatchObject([{ id: call, resolution: { kept: { call } } }])
  })

  it("and of what has ended as it should nobody finds out anything", async () => {
    const { allowed, calls, as } = await executing()
    const { call } = await allowed()
    await calls.complete(as("ci").actor, { id: call })
    expect(refusedFor(await calls.resolve(as("bob").actor, { call, outcome: "failed" }))).toEqual(["outcomeIsUnknown"])
  })
})

describe("a call is cancelled", () => {
  it("while it waits, by whoever calls, the person for whom, or an administrator", async () => {
    const { gate, as, terraform, calls } = await executing()
    const { call } = await gate.decide(as("ci"), terraform())
    const id = call ?? "none"
    expect(refusedFor(await calls.cancel(as("helper").actor, { id }))).toEqual(["cancellerIsCallerOrAdmin"])
    expect(await calls.cancel(as("ci").actor, { id })).toMatchObject({ type: "accepted", status: "cancelled" })
    expect(refusedFor(await calls.cancel(as("ci").actor, { id }))).toEqual(["callIsUncancelled"])
  })

  it("and not once it may start", async () => {
    const { allowed, calls, as } = await executing()
    const { call } = await allowed()
    expect(refusedFor(await calls.cancel(as("alice").actor, { id: call }))).toEqual(["cancelIsBeforeRelease"])
  })
})

describe("calls of another tenant look like none", () => {
  it("to read, to report, to cancel and to resolve", async () => {
    const { allowed, calls, as } = await executing()
    const { call } = await allowed()
    const [watcher, stranger] = [as("watcher").actor, as("stranger").actor]
    expect(await calls.get(globex(), call)).toBeNull()
    expect((await calls.list(globex())).items).toEqual([])
    expect(await calls.complete(watcher, { id: call })).toEqual({ type: "unknown" })
    expect(await calls.fail(watcher, { id: call, nothingHappened: true })).toEqual({ type: "unknown" })
    expect(await calls.cancel(stranger, { id: call })).toEqual({ type: "unknown" })
    expect(await calls.resolve(stranger, { call, outcome: "failed" })).toEqual({ type: "unknown" })
    expect(await calls.get(acme(), call)).toMatchObject({ status: "released" })
  })

  it.each(["", "call_", "call_..", "resolution_1", `call_${"1".repeat(25)}`, "call_1\n", "req_1"])(
    "and what can't be an id is an error, or nothing: %j",
    async (id) => {
      const { calls, as } = await executing()
      expect(await calls.get(acme(), id)).toBeNull()
      await expect(calls.complete(as("ci").actor, { id })).rejects.toBeInstanceOf(InputError)
      await expect(calls.cancel(as("ci").actor, { id })).rejects.toBeInstanceOf(InputError)
      await expect(calls.resolve(as("bob").actor, { call: id, outcome: "failed" })).rejects.toBeInstanceOf(InputError)
    },
  )
})

describe("how a tenant's calls stand", () => {
  it("is what waits and what runs", async () => {
    const { gate, as, terraform, allowed, calls } = await executing()
    await gate.decide(as("ci"), terraform())
    const [{ call }] = [await allowed(), await allowed()]
    expect((await gate.status(acme())).calls).toEqual({ waiting: 1, running: 2 })
    await calls.complete(as("ci").actor, { id: call })
    expect((await gate.status(acme())).calls).toEqual({ waiting: 1, running: 1 })
  })
})
