import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  ActorUnknownError,
  GateClosedError,
  InputError,
  KeyReusedError,
  openGate,
  planHash,
  spentOnDisk,
  verifyPermit,
} from "../../../adapters/library/index.ts"
import { acme, actingOn, alteredPlanBytes, corpus, deployment, globex, opened, planBytes } from "./fixture.ts"
import { refusedFor } from "./refused.ts"

const guardsOf = (reasons: readonly { readonly guard: string }[]) => reasons.map(({ guard }) => guard)

/** An agent's request to apply the real plan, approved by the two people who may. */
const approved = async () => {
  const world = await opened()
  const { gate, as, terraform, decisionOf } = world
  const { request } = await gate.decide(as("deployer"), terraform())
  const id = request ?? "none"
  await gate.approvals.approve(as("bob").actor, await decisionOf("bob", id))
  await gate.approvals.approve(as("carol").actor, await decisionOf("carol", id))
  return { ...world, id }
}

describe("a gate in process", () => {
  it("allows a read, with a permit for exactly this call", async () => {
    const { gate, as } = await opened()
    const payload = new TextEncoder().encode(`{"q":"open"}`)
    const { verdict, reasons, permit, request } = await gate.decide(as("ci"), { tool: "tickets.search", payload })
    expect({ verdict, reasons, request }).toEqual({ verdict: "allow", reasons: [], request: null })
    const execution = {
      publicKey: gate.publicKey.jwk,
      tenant: "acme",
      tool: "tickets.search",
      payload,
      artifact: null,
      now: Date.now(),
      spend: () => true,
    }
    expect((await verifyPermit(permit ?? "", execution)).tenant).toBe("acme")
  })

  it.each([
    ["a tool that is not declared", "shell.run", ["toolIsKnown"]],
    ["a write with a tool whose writes are denied", "mail.send", ["policyAllows", "writesNeedNoApproval"]],
  ])("denies %s", async (_, tool, guards) => {
    const { gate, as } = await opened()
    const { verdict, reasons, permit } = await gate.decide(as("ci"), { tool, payload: Uint8Array.of(1) })
    expect(verdict).toBe("deny")
    expect(guardsOf(reasons)).toEqual(guards)
    expect(permit).toBeNull()
  })

  it("denies arguments that can't be read, and says why", async () => {
    const { gate, as, terraform } = await opened()
    const { verdict, reasons } = await gate.decide(as("deployer"), terraform(corpus("malformed-corrupted.json")))
    expect(verdict).toBe("deny")
    expect(guardsOf(reasons)).toEqual(["policyWasEvaluated"])
    expect(reasons[0]?.sentence).toMatch(/denied\. \(.+\)$/)
  })

  it("denies a plan in UTF-16, which no executor would render, and says how to write it", async () => {
    const { gate, as, terraform } = await opened()
    const { verdict, reasons } = await gate.decide(as("deployer"), terraform(corpus("lifecycle-check.json")))
    expect(verdict).toBe("deny")
    expect(reasons[0]?.sentence).toContain("write it as UTF-8 without a mark (PowerShell's `>` writes UTF-16")
  })

  it("asks people about a plan that destroys, and keeps what they read under its hash", async () => {
    const { gate, as, terraform } = await opened()
    const { verdict, reasons, plan, request, permit } = await gate.decide(as("deployer"), terraform())
    expect(verdict).toBe("step_up")
    expect(guardsOf(reasons)).toContain("nothingIsDestroyed")
    expect(permit).toBeNull()
    const waiting = await gate.approvals.get(acme(), request ?? "none")
    expect(waiting?.status).toBe("pending")
    expect(waiting?.kept.plan).toBe(plan)
    const read = plan === null ? null : await gate.approvals.plan(acme(), plan)
    expect(read === null ? null : planHash(read)).toBe(plan)
    expect(read?.initiator.id).toBe("alice")
    expect(read?.agent?.id).toBe("deployer")
  })

  it("runs the plan that two people approved, once", async () => {
    const { gate, as, id, folder, terraform } = await approved()
    const use = await gate.approvals.consume(as("deployer"), { id, ...terraform() })
    expect(use).toMatchObject({ type: "accepted", status: "consumed" })
    const execution = {
      publicKey: gate.publicKey.pem,
      tenant: "acme",
      tool: "terraform.apply",
      payload: planBytes(),
      artifact: null,
      now: Date.now(),
      spend: spentOnDisk(join(folder, "spent")),
    }
    const permit = use.type === "accepted" ? use.permit : ""
    expect((await verifyPermit(permit, execution)).aud).toBe("terraform.apply")
    await expect(verifyPermit(permit, execution)).rejects.toMatchObject({ reason: "spent" })
    expect(refusedFor(await gate.approvals.consume(as("deployer"), { id, ...terraform() }))).toEqual([
      "approvalHasUsesLeft",
    ])
  })

  it("refuses another plan than the one that was approved", async () => {
    const { gate, as, id, terraform } = await approved()
    const use = await gate.approvals.consume(as("deployer"), { id, ...terraform(alteredPlanBytes()) })
    expect(refusedFor(use)).toEqual(["consumedPlanIsSealed"])
  })

  it("refuses the same call with another file to run", async () => {
    const { gate, as, id, terraform } = await approved()
    const use = await gate.approvals.consume(as("deployer"), { id, ...terraform(), artifact: Uint8Array.of(1) })
    expect(refusedFor(use)).toEqual(["consumedPlanIsSealed"])
  })

  it("takes a file and its digest for the same artifact", async () => {
    const { gate, as, terraform } = await opened()
    const digest = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
    const withBytes = await gate.decide(as("deployer"), { ...terraform(), artifact: Uint8Array.of(1) })
    const withDigest = await gate.decide(as("deployer"), { ...terraform(), artifact: digest })
    expect(withBytes.plan).toBe(withDigest.plan)
    expect(withBytes.plan).not.toBe((await gate.decide(as("deployer"), terraform())).plan)
  })

  it("refuses whoever asked, agents, and signatures that prove nothing, with the guard and the reason", async () => {
    const { gate, as, terraform, decisionOf } = await opened()
    const { request } = await gate.decide(as("deployer"), terraform())
    const id = request ?? "none"
    const bobs = await decisionOf("bob", id)
    expect(refusedFor(await gate.approvals.approve(as("alice").actor, await decisionOf("alice", id)))).toEqual([
      "initiatorIsNotApprover",
    ])
    expect(refusedFor(await gate.approvals.approve(as("helper").actor, bobs))).toContain("approverIsHuman")
    expect(refusedFor(await gate.approvals.approve(as("carol").actor, bobs))).toContain("decisionIsSigned")
    expect(refusedFor(await gate.approvals.approve(as("bob").actor, { ...bobs, signed: null }))).toEqual([
      "decisionIsSigned",
    ])

    const { statement, proof } = bobs.signed ?? never()
    const forged = { statement: Uint8Array.from([...statement, 32]), proof }
    const outcome = await gate.approvals.approve(as("bob").actor, { ...bobs, signed: forged })
    expect(outcome).toMatchObject({ type: "refused", reasons: [{ guard: "decisionIsSigned" }] })
    expect("reasons" in outcome ? outcome.reasons[0]?.sentence : "").toContain("hasn't signed this message")
    expect((await gate.approvals.get(acme(), id))?.kept.decisions).toEqual([])
  })

  it("ends with one rejection", async () => {
    const { gate, as, terraform, decisionOf } = await opened()
    const { request } = await gate.decide(as("deployer"), terraform())
    const id = request ?? "none"
    const outcome = await gate.approvals.reject(as("bob").actor, await decisionOf("bob", id, "reject"))
    expect(outcome).toMatchObject({ type: "accepted", status: "rejected" })
    expect(refusedFor(await gate.approvals.approve(as("carol").actor, await decisionOf("carol", id)))).toEqual([
      "requestIsOpen",
    ])
  })

  it("delegates a seat within the tenant, and names whom it doesn't know", async () => {
    const { gate, as, terraform, delegationOf } = await opened()
    const { request } = await gate.decide(as("deployer"), terraform())
    const delegation = await delegationOf("bob", request ?? "none", "carol")
    const { id } = delegation
    expect(await gate.approvals.delegate(as("bob").actor, delegation)).toMatchObject({
      type: "accepted",
      status: "pending",
    })
    expect((await gate.approvals.get(acme(), id))?.kept.delegations.map(({ to }) => to.id)).toEqual(["carol"])
    await expect(gate.approvals.delegate(as("bob").actor, { ...delegation, to: "stranger" })).rejects.toThrow(
      ActorUnknownError,
    )
  })

  it.each(["cancel", "supersede"] as const)("lets the owner %s", async (end) => {
    const { gate, as, terraform } = await opened()
    const { request } = await gate.decide(as("deployer"), terraform())
    const id = request ?? "none"
    expect(refusedFor(await gate.approvals[end](as("bob"), { id }))).toEqual([
      end === "cancel" ? "cancellerIsInitiatorOrAdmin" : "supersederIsInitiator",
    ])
    expect(await gate.approvals[end](as("deployer"), { id })).toMatchObject({ type: "accepted" })
    expect((await gate.approvals.get(acme(), id))?.status).toBe(end === "cancel" ? "cancelled" : "superseded")
  })

  it("gives the first answer to an ask that is sent again, and refuses its key for another", async () => {
    const { gate, as } = await opened()
    const call = { tool: "tickets.search", payload: Uint8Array.of(1), key: "k1" }
    const first = await gate.decide(as("ci"), call)
    expect(await gate.decide(as("ci"), call)).toEqual(first)
    expect(first.permit).not.toBeNull()
    expect((await gate.log.head(acme())).size).toBe(1)
    await expect(gate.decide(as("ci"), { ...call, payload: Uint8Array.of(2) })).rejects.toThrow(KeyReusedError)
    expect((await gate.decide(as("auditor"), call)).record).toBe(1)
  })

  it("keeps tenants apart", async () => {
    const { gate, as, id } = await approved()
    expect(await gate.approvals.get(globex(), id)).toBeNull()
    expect((await gate.approvals.list(globex())).items).toEqual([])
    expect(await gate.approvals.cancel(as("stranger"), { id })).toEqual({ type: "unknown" })
    expect((await gate.approvals.get(acme(), id))?.status).toBe("approved")
  })

  it("waits until the status is another one, or the time is over", async () => {
    const { gate, as, terraform, decisionOf } = await opened()
    const { request } = await gate.decide(as("deployer"), terraform())
    const id = request ?? "none"
    expect((await gate.approvals.wait(acme(), id, { status: "pending", timeoutMs: 1 }))?.status).toBe("pending")
    const waiting = gate.approvals.wait(acme(), id, { status: "pending", timeoutMs: 30_000 })
    await gate.approvals.reject(as("bob").actor, await decisionOf("bob", id, "reject"))
    expect((await waiting)?.status).toBe("rejected")
    expect(await gate.approvals.wait(acme(), "req_nobodys", { status: "pending", timeoutMs: 30_000 })).toBeNull()
  })

  it("gives the log's records, and verifies it", async () => {
    const { gate } = await approved()
    const { size, hash } = await gate.log.head(acme())
    const records = await gate.log.records(acme(), 0, 100)
    expect(size).toBe(3)
    expect(records.map(({ hash }) => hash).at(-1)).toBe(hash)
    expect(await gate.log.verify(acme())).toEqual({ ok: true, head: { size, hash } })
    expect(await gate.log.verify(globex())).toMatchObject({ ok: true, head: { size: 0 } })
  })

  it("sweeps nothing that is not overdue", async () => {
    const { gate } = await approved()
    expect(await gate.sweep()).toBe(0)
  })

  it("names the place of what is not of its shape, never the value", async () => {
    const { gate, as } = await opened()
    const refused = gate.decide(as("ci"), { tool: "no such name!", payload: Uint8Array.of(1) })
    await expect(refused).rejects.toThrow(InputError)
    await expect(refused).rejects.toThrow("tool is not of its shape")
    await expect(
      gate.approvals.consume(as("ci"), { id: "../x", tool: "a", payload: Uint8Array.of(1) }),
    ).rejects.toThrow(InputError)
  })

  it("knows nobody by a key that is not in the config", async () => {
    const { gate, apiKey } = await opened()
    expect(gate.authenticate(apiKey("ci"))?.actor.id).toBe("ci")
    expect(gate.authenticate(`${apiKey("ci").slice(0, -1)}!`)).toBeNull()
    expect(gate.authenticate("")).toBeNull()
  })

  it("finishes what is under way when it closes, ends waits, and takes nothing more", async () => {
    const { gate, as, terraform } = await opened()
    const { request } = await gate.decide(as("deployer"), terraform())
    const waiting = gate.approvals.wait(acme(), request ?? "none", { status: "pending", timeoutMs: 60_000 })
    const underWay = gate.decide(as("ci"), { tool: "tickets.search", payload: Uint8Array.of(1) })
    await gate.close()
    expect((await underWay).verdict).toBe("allow")
    expect((await waiting)?.status).toBe("pending")
    await expect(gate.approvals.list(acme())).rejects.toThrow(GateClosedError)
    await gate.close()
  })

  it("finds everything again after a restart, first answers too", async () => {
    const deployed = deployment("sqlite: interlock.db")
    const before = await openGate(deployed.config())
    const acting = actingOn(before, deployed)
    const call = { ...acting.terraform(), key: "once" }
    const first = await before.decide(acting.as("deployer"), call)
    const id = first.request ?? "none"
    await before.approvals.approve(acting.as("bob").actor, await acting.decisionOf("bob", id))
    await before.approvals.approve(acting.as("carol").actor, await acting.decisionOf("carol", id))
    const use = await before.approvals.consume(acting.as("deployer"), { id, ...call, key: "use" })
    const head = await before.log.head(acme())
    await before.close()

    const { gate, as } = await opened(deployed)
    expect(await gate.log.head(acme())).toEqual(head)
    expect((await gate.approvals.get(acme(), id))?.status).toBe("consumed")
    expect(await gate.decide(as("deployer"), call)).toEqual(first)
    expect(await gate.approvals.consume(as("deployer"), { id, ...call, key: "use" })).toEqual(use)
    expect(await gate.log.head(acme())).toEqual(head)
  })
})

const never = (): never => {
  throw new Error("the fixture signs its decisions")
}
